package dev.penstock.app.chaos;

import dev.penstock.app.chaos.Faults.Struck;
import dev.penstock.testkit.cluster.Answer;
import dev.penstock.testkit.cluster.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** One run of a schedule: strikes the nodes while operators write and onlookers look, and says what is wrong. */
final class Storm {
    private static final int OPERATORS = 10;
    /** From the heal, or from the end of the last write and start, until all nodes must have the same. */
    private static final Duration CONVERGENCE = Duration.ofSeconds(20);

    private static final long PAUSE_BETWEEN_WRITES_US = 60_000;
    private static final long PAUSE_BETWEEN_LOOKS_US = 250_000;
    /** For each node and second: about half of what is asked for. */
    private static final long SCARCE_UNITS = 80;

    private static final long AMPLE_UNITS = 1_000_000;

    private final Schedule schedule;
    private final Site site;
    private final Ticker ticker = new Ticker();
    private final Records records = new Records();
    private final Map<String, Budget> budgets = new HashMap<>();
    private final List<Struck> struck = new ArrayList<>();
    private final List<Thread> writing = new ArrayList<>();
    private final List<Thread> looking = new ArrayList<>();
    private final AtomicReference<State> state = new AtomicReference<>(State.ON);

    private enum State {
        ON,
        /** Operators rest, for a disk is about to be lost. */
        RESTING,
        /** No more writes. */
        LOOKING,
        OVER
    }

    /** How a run went. */
    record Result(List<String> violations, String story, History history) {}

    Storm(Schedule schedule, Site site) {
        this.schedule = schedule;
        this.site = site;
    }

    /** Runs it, from the first start of the nodes; they run when it is over. */
    Result run() {
        site.startAll();
        publishFirst();
        makeBudgets();
        startPeople();
        long origin = ticker.us();
        for (Schedule.Step step : schedule.steps()) {
            ticker.await(origin + step.atMs() * 1_000L);
            strike(step.fault());
        }
        long over = ticker.us();
        state.set(State.LOOKING);
        join(writing);
        site.members().forEach(Member::awaitReady);
        awaitAgreement();
        long same = ticker.us();
        state.set(State.OVER);
        join(looking);
        if (records.broken().isEmpty()) {
            Spender.had(site.members().getFirst())
                    .forEach((budget, had) -> budgets.computeIfPresent(budget, (_, made) -> made.with(had)));
        }
        History history = records.history(
                new Faults(schedule.nodes(), struck),
                schedule.nodes(),
                records.broken().isEmpty() ? lastLooks() : List.of(),
                budgets);
        List<String> violations = new ArrayList<>(records.broken());
        violations.addAll(Model.violations(history));
        return new Result(violations, story(history, over - origin, same - over), history);
    }

    private String story(History history, long stormUs, long sameUs) {
        Map<String, Long> writes = history.writes().stream()
                .collect(Collectors.groupingBy(
                        write -> write.outcome() + " (" + write.receipt().status() + ")",
                        TreeMap::new,
                        Collectors.counting()));
        return "%.1f s of faults, all the same after %.1f s; writes %s, looks %d, requests %d; %s"
                .formatted(
                        stormUs / 1e6,
                        sameUs / 1e6,
                        writes,
                        history.looks().size(),
                        history.asks().size(),
                        new Spent(history).story());
    }

    private void publishFirst() {
        Operator first = operator(0);
        for (String route : Records.ROUTES) {
            Write write =
                    first.make(new Deed.Publish(route, true), site.members().getFirst());
            if (!write.isDone()) {
                throw new AssertionError("before the storm: " + write);
            }
        }
    }

    private void makeBudgets() {
        int lastMs = schedule.steps().getLast().atMs();
        budgets.put(
                Spender.SCARCE,
                new Budget(SCARCE_UNITS * schedule.nodes().size() * Math.max(1, lastMs / 1_000), Map.of()));
        budgets.put(Spender.AMPLE, new Budget(AMPLE_UNITS, Map.of()));
        budgets.forEach((name, budget) ->
                Spender.make(name, budget.limit(), site.members().getFirst()));
        Spender first = spender(0);
        long deadline = ticker.us() + CONVERGENCE.toNanos() / 1_000;
        for (Member member : site.members()) {
            for (String budget : budgets.keySet()) {
                while (first.spend(budget, 1, member) != Write.Outcome.DONE) {
                    if (ticker.us() > deadline) {
                        throw new AssertionError("before the storm: " + member.name() + " has nothing of " + budget);
                    }
                    ticker.await(ticker.us() + PAUSE_BETWEEN_WRITES_US);
                }
            }
        }
    }

    private Spender spender(int number) {
        return new Spender(site, records, new SplittableRandom(schedule.seed() * 37 + number));
    }

    private Operator operator(int number) {
        return new Operator(number, site, ticker, records, new SplittableRandom(schedule.seed() * 31 + number));
    }

    private void startPeople() {
        for (int i = 1; i <= OPERATORS; i++) {
            Operator operator = operator(i);
            writing.add(start(() -> {
                while (state.get() == State.ON || state.get() == State.RESTING) {
                    boolean sent =
                            state.get() != State.ON || operator.any().receipt().status() != Answer.NOT_SENT;
                    ticker.await(ticker.us() + (sent ? PAUSE_BETWEEN_WRITES_US : PAUSE_BETWEEN_LOOKS_US));
                }
            }));
        }
        for (int i = 1; i <= schedule.nodes().size(); i++) {
            Spender spender = spender(i);
            writing.add(start(() -> {
                while (state.get() == State.ON || state.get() == State.RESTING) {
                    if (state.get() == State.ON) {
                        spender.any();
                    }
                    ticker.await(ticker.us() + PAUSE_BETWEEN_WRITES_US);
                }
            }));
        }
        for (Member member : site.members()) {
            Onlooker onlooker = new Onlooker(member, site.http(), ticker);
            looking.add(start(() -> {
                while (state.get() != State.OVER) {
                    onlooker.look().ifPresent(records::add);
                    Records.ROUTES.forEach(route -> onlooker.ask(route).ifPresent(records::add));
                    ticker.await(ticker.us() + PAUSE_BETWEEN_LOOKS_US);
                }
            }));
        }
    }

    private Thread start(Runnable work) {
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                work.run();
            } catch (RuntimeException | AssertionError e) {
                records.broken(String.valueOf(e));
            }
        });
    }

    private void strike(Fault fault) {
        long begun = ticker.us();
        if (fault instanceof Fault.LoseDisk) {
            state.set(State.RESTING);
            begun = awaitAgreement();
            state.set(State.ON);
            // So that some writes are under way.
            ticker.await(ticker.us() + 2 * PAUSE_BETWEEN_WRITES_US);
        }
        site.strike(fault);
        struck.add(new Struck(fault, begun, ticker.us()));
    }

    private List<Look> lastLooks() {
        return site.members().stream()
                .map(member -> new Onlooker(member, site.http(), ticker)
                        .look()
                        .orElseThrow(() -> new AssertionError("no answer at the end from node " + member.name())))
                .toList();
    }

    /**
     * Waits until all nodes have the same records and vote with the disks that they have, and says when they had all
     * that was acknowledged before.
     */
    private long awaitAgreement() {
        long begun = ticker.us();
        while (true) {
            long asked = ticker.us();
            if (site.agree(site.members()) && site.areEnrolled()) {
                return asked;
            }
            if (asked - begun > CONVERGENCE.toNanos() / 1_000) {
                records.broken("not the same on all nodes %d s after the heal (at %.3f s): %s"
                        .formatted(CONVERGENCE.toSeconds(), asked / 1e6, site.standings()));
                return asked;
            }
            ticker.await(asked + PAUSE_BETWEEN_WRITES_US);
        }
    }

    private static void join(List<Thread> threads) {
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
