package dev.penstock.canary;

import dev.penstock.canary.Conditions.Eval;
import dev.penstock.core.rollout.GateAnswer;
import dev.penstock.core.rollout.RolloutBudget;
import dev.penstock.core.state.BudgetState;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlPlane;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.PolicyRules;
import dev.penstock.core.state.Precondition;
import dev.penstock.core.state.RolloutState;
import dev.penstock.core.state.RouteState;
import dev.penstock.core.state.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at what may be known besides the evidence, and carries verdicts out: each is a write of its own, never two at a
 * time for one rollout. For one thread, but for {@link #conditions}.
 *
 * <p>What gives something is written only as the next link after the state that was judged: so of two judges one is
 * told that it is late, and looks again.
 */
final class JudgeDesk {
    private static final Logger LOG = LoggerFactory.getLogger("penstock.rollouts");
    private static final String ACTOR = "penstock";
    /** With its name, the webhook that approves a stage. */
    private static final String WEBHOOK = "webhook:";
    /** After a write that was not accepted. */
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
    /** After which the next node rolls back, if none before it does: those cannot write. */
    private static final long STEP_IN_NANOS = Duration.ofSeconds(3).toNanos();

    private final ControlPlane control;
    private final Gates gates;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Executor loop;
    private final Consumer<RolloutNews> listener;
    private final Map<String, Case> cases = new ConcurrentHashMap<>();

    /** What is remembered of a rollout between two looks at it. */
    private static final class Case {
        /** What gives traffic waits for a majority, and what takes it away must not wait for that. */
        private final Writing giving;

        private final Writing stopping;
        /** Since when it is to be rolled back, and another node has not done it; null where it is not. */
        private @Nullable Long harmSince;

        private long candidates = -1;
        private volatile long grewAt;
        /** What was told already of those that move nothing. */
        private final Set<String> told = new HashSet<>();

        private Case(long nowNanos) {
            giving = new Writing(nowNanos);
            stopping = new Writing(nowNanos);
            grewAt = nowNanos;
        }
    }

    /** Whether something is being written: never two at a time. */
    private static final class Writing {
        private boolean busy;
        private long notBefore;

        private Writing(long nowNanos) {
            notBefore = nowNanos;
        }

        private boolean isFree(long nowNanos) {
            return !busy && nowNanos - notBefore >= 0;
        }
    }

    /** @param loop runs what is to be done on the one thread */
    JudgeDesk(
            ControlPlane control,
            GateDoor door,
            InstantSource clock,
            LongSupplier nanoTime,
            Executor loop,
            Consumer<RolloutNews> listener) {
        this.control = control;
        this.gates = new Gates(door, clock, nanoTime, loop);
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.loop = loop;
        this.listener = listener;
    }

    /**
     * Looks at rollouts that go on, and does what is to be done if this node is the one that does it. A rollback is
     * done by the others too, one after the other, if it does not come: said twice, it does no harm.
     *
     * @param which their ids
     * @param turn how many nodes go before this one: 0 on the one that carries verdicts out
     */
    void look(Set<String> which, Map<String, Evidence> sums, int turn) {
        ControlState state = control.state();
        Set<String> on = new HashSet<>();
        Set<String> stays = new HashSet<>();
        for (RouteState route : state.routes().values()) {
            RolloutState rollout = route.rollout();
            if (rollout == null || !rollout.isOn()) {
                continue;
            }
            on.add(rollout.id());
            stays.add(rollout.stay().id());
            if (!which.contains(rollout.id())) {
                continue;
            }
            Evidence evidence = sums.getOrDefault(rollout.id(), Evidence.NONE);
            Case open = cases.computeIfAbsent(rollout.id(), _ -> new Case(nanoTime.getAsLong()));
            note(open, evidence.all(Arm.CANDIDATE).requests());
            if (turn == 0) {
                Decision decision = Judge.decide(rollout, evidence, conditions(state, route.route(), rollout));
                Writing writing = decision instanceof Decision.RollBack ? open.stopping : open.giving;
                if (writing.isFree(nanoTime.getAsLong())) {
                    if (decision instanceof Decision.Ask ask) {
                        gates.yes(rollout, ask, evidence)
                                .ifPresent(yes -> approve(open, rollout, ask, yes, state.head()));
                    } else {
                        act(open, rollout, decision, state.head());
                    }
                }
            } else if (rollout.isLive()) {
                stepIn(open, rollout, evidence, turn, state.head());
            }
        }
        cases.keySet().retainAll(on);
        gates.keep(stays);
    }

    private void stepIn(Case open, RolloutState rollout, Evidence evidence, int turn, String head) {
        long now = nanoTime.getAsLong();
        Optional<Decision.RollBack> harm = Judge.rollBack(rollout, evidence, clock.instant());
        if (harm.isEmpty()) {
            open.harmSince = null;
        } else if (open.harmSince == null) {
            open.harmSince = now;
        } else if (now - open.harmSince >= turn * STEP_IN_NANOS && open.stopping.isFree(now)) {
            act(open, rollout, harm.get(), head);
        }
    }

    private void note(Case open, long candidates) {
        if (candidates != open.candidates) {
            open.candidates = candidates;
            open.grewAt = nanoTime.getAsLong();
        }
    }

    /** What a verdict about a rollout depends on besides the evidence, now. */
    Conditions conditions(ControlState state, String route, RolloutState rollout) {
        Instant now = clock.instant();
        Case open = cases.get(rollout.id());
        return new Conditions(
                now,
                frozen(state, route, rollout, now),
                eval(state.route(route), rollout),
                gates.asked(rollout),
                isCostGranted(state, rollout, now),
                open == null ? Duration.ZERO : Duration.ofNanos(nanoTime.getAsLong() - open.grewAt));
    }

    /** One that failed before the rollout was resumed is known to whoever did that. */
    private static Eval eval(RouteState route, RolloutState rollout) {
        Command.StartRollout terms = rollout.terms();
        return route.eval(terms.candidate(), terms.baseline())
                .map(eval -> eval.terms().result().isPassed()
                        ? Eval.PASSED
                        : eval.record().at().isBefore(rollout.since()) ? Eval.NONE : Eval.FAILED)
                .orElse(Eval.NONE);
    }

    private static @Nullable String frozen(ControlState state, String route, RolloutState rollout, Instant now) {
        List<Command.Resuming> next = List.of(new Command.EnterStage(route, rollout.id(), rollout.stage()));
        return switch (PolicyRules.decide(next, true, state, now)) {
            case PolicyRules.Decision.No no -> no.objection().message();
            case PolicyRules.Decision.Go _, PolicyRules.Decision.Ask _ -> null;
        };
    }

    private static boolean isCostGranted(ControlState state, RolloutState rollout, Instant now) {
        BudgetState cost = state.budgets().get(RolloutBudget.COST.name(rollout.id(), rollout.stage()));
        return cost != null && cost.left(cost.period().start(now)) == 0;
    }

    private void act(Case open, RolloutState rollout, Decision decision, String head) {
        if (!decision.moves()) {
            return;
        }
        boolean isNew = open.told.add(rollout.stage() + decision.word());
        Command.StartRollout terms = rollout.terms();
        if (isNew) {
            listener.accept(new RolloutNews(terms.route(), rollout.id(), terms.mode(), rollout.stage(), decision));
        }
        if (!rollout.isLive()) {
            return;
        }
        String route = terms.route();
        Precondition next = new Precondition.After(head);
        switch (decision) {
            case Decision.Hold _, Decision.Ask _ -> throw new IllegalStateException("it moves nothing: " + decision);
            case Decision.Advance(int stage, String why) ->
                write(open, new Command.EnterStage(route, rollout.id(), stage), judge(why), next);
            case Decision.Finish(String why) ->
                write(open, new Command.Activate(route, terms.candidate(), List.of()), judge(why), next);
            case Decision.RollBack(String why, List<String> _) ->
                write(open, new Command.Withdraw(route, terms.candidate()), judge(why), new Precondition.None());
            case Decision.Pause(String why) ->
                write(
                        open,
                        new Command.PauseRollout(route, List.of(rollout.id())),
                        judge(why),
                        new Precondition.None());
        }
    }

    private void approve(Case open, RolloutState rollout, Decision.Ask ask, GateAnswer.Yes yes, String head) {
        write(
                open,
                new Command.ApproveStage(rollout.terms().route(), rollout.id(), rollout.stage()),
                new Author(WEBHOOK + ask.webhook(), shortened(ask.proven() + " It " + yes.told())),
                new Precondition.After(head));
    }

    /** What comes of it is seen in the state, whoever brought it there: whatever went wrong is judged anew. */
    private void write(Case open, Command command, Author author, Precondition precondition) {
        Writing writing = command instanceof Command.Withdraw ? open.stopping : open.giving;
        writing.busy = true;
        LOG.info("{}: {}", command.kind(), author.reason());
        control.submit(command, author, precondition)
                .whenCompleteAsync(
                        (verdict, failure) -> {
                            writing.busy = false;
                            if (failure != null || !(verdict instanceof Verdict.Accepted)) {
                                LOG.info("{} is tried again, if need be: {}", command.kind(), verdict, failure);
                                writing.notBefore = nanoTime.getAsLong() + PAUSE_NANOS;
                            }
                        },
                        loop);
    }

    private static Author judge(String why) {
        return new Author(ACTOR, shortened(why));
    }

    private static String shortened(String why) {
        return why.length() <= Author.MOST_REASON ? why : why.substring(0, Author.MOST_REASON - 1) + "…";
    }
}
