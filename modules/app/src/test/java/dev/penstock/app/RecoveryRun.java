package dev.penstock.app;

import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.Midstream;
import dev.penstock.sim.Behaviour;
import dev.penstock.sim.LoggedAttempt;
import dev.penstock.sim.Prefill;
import dev.penstock.sim.SimScript;
import dev.penstock.testkit.StreamEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests to a route whose targets fail at given rates, half of them streamed, half of the callers of each dialect.
 * The models answer differently from each other; the second goes on with an answer that is begun, the third refuses to.
 *
 * @param targets of the route, 1 to 3
 * @param times how many times the rates that were seen
 * @param waitMs how long a target that has had too many requests asks to be left alone
 * @param perSecond requests that are begun
 */
record RecoveryRun(Midstream mode, int targets, int requests, int times, int waitMs, int perSecond, long seed) {
    /** So short that a timeout costs little. */
    static final Deadlines SHORT = new Deadlines(
            Duration.ofSeconds(2),
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            Duration.ofSeconds(10));

    private static final List<String> LADDER = List.of("openai/sim-one", "anthropic/sim-two", "openai/sim-three");
    private static final int CALLERS = 12;
    /** After so many the simulator's log is read and forgotten. */
    private static final int WAVE = 1_000;

    private record Asked(String question, Caller caller, boolean stream, RawCall call, long nanos) {}

    RecoveryReport run() {
        Setup setup = Setup.empty()
                .model("sim-two", Behaviour.USUAL.withPrefill(Prefill.CONTINUES))
                .model("sim-three", Behaviour.USUAL.withPrefill(Prefill.REJECTS))
                .prefillTarget("anthropic/sim-two")
                .prefillTarget("openai/sim-three")
                .route(
                        "route",
                        route -> route.deadlines(SHORT)
                                .healing(new Healing(1, Duration.ofSeconds(2), mode, Set.of(), Map.of())),
                        LADDER.subList(0, targets).toArray(String[]::new));
        if (times > 1) {
            // So many faults are an outage to a breaker, and nobody would be left to heal what the other target lacks.
            LADDER.forEach(target -> setup.breaker(target, MidstreamTest.NEVER_OPEN));
        }
        RecoveryReport report = new RecoveryReport(this);
        try (TestNode node = TestNode.start(setup);
                ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            // The first requests of a JVM are slow, which is no fault of a provider.
            wave(node, callers, -200, 0);
            for (int from = 0; from < requests; from += WAVE) {
                node.sim().reset();
                node.sim().script(SimScript.rates(FaultClass.rates(times, waitMs)));
                List<Asked> asked = wave(node, callers, from, Math.min(requests, from + WAVE));
                Map<String, List<LoggedAttempt>> attempts = attempts(node);
                asked.forEach(one -> report.add(
                        one.stream(),
                        attempts.getOrDefault(one.question(), List.of()),
                        end(one, attempts.getOrDefault(one.question(), List.of())),
                        one.nanos()));
            }
        }
        return report;
    }

    private List<Asked> wave(TestNode node, ExecutorService callers, int from, int to) {
        List<CompletableFuture<Asked>> asked = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = from; i < to; i++) {
            int number = i;
            asked.add(CompletableFuture.supplyAsync(
                    () -> {
                        until(start + (number - from) * 1_000_000_000L / perSecond);
                        return ask(node, number);
                    },
                    callers));
        }
        return asked.stream().map(CompletableFuture::join).toList();
    }

    private static void until(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private Asked ask(TestNode node, int number) {
        Caller caller = number / 2 % 2 == 0 ? Caller.OPENAI : Caller.ANTHROPIC;
        boolean stream = number % 2 == 0;
        String question = "Question " + number + " of seed " + seed;
        long begun = System.nanoTime();
        try (RawCall call = RawCall.post(node, caller.path(), caller.request("route", stream, question, ""))) {
            call.readAll(15_000);
            return new Asked(question, caller, stream, call, System.nanoTime() - begun);
        }
    }

    /** By question, in order. */
    private static Map<String, List<LoggedAttempt>> attempts(TestNode node) {
        Map<String, List<LoggedAttempt>> byQuestion = new HashMap<>();
        for (LoggedAttempt attempt : node.sim().log()) {
            byQuestion
                    .computeIfAbsent(RightAnswer.question(attempt), _ -> new ArrayList<>())
                    .add(attempt);
        }
        return byQuestion;
    }

    private static RecoveryReport.End end(Asked asked, List<LoggedAttempt> attempts) {
        RawCall call = asked.call();
        boolean clean = call.status() == 200
                && call.whole()
                && (!asked.stream() || asked.caller().check(call.body()) == StreamEnd.COMPLETE);
        if (!clean) {
            return RecoveryReport.End.TOLD;
        }
        LoggedAttempt last = attempts.getLast();
        Prefill prefill = "sim-two".equals(last.model()) ? Prefill.CONTINUES : Prefill.RESTARTS;
        String begun = RightAnswer.begun(last);
        boolean isHonest = begun == null
                || attempts.stream()
                        .limit(attempts.size() - 1)
                        .anyMatch(before ->
                                RightAnswer.to(before, Prefill.RESTARTS).startsWith(begun));
        String text = asked.stream()
                ? asked.caller().text(call.body())
                : asked.caller().wholeText(call.body());
        boolean isNamed = asked.stream() || call.header("x-penstock-target").endsWith("/" + last.model());
        return isHonest && isNamed && text.equals(RightAnswer.to(last, prefill))
                ? RecoveryReport.End.RIGHT
                : RecoveryReport.End.WRONG;
    }
}
