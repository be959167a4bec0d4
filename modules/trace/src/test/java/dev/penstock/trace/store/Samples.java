package dev.penstock.trace.store;

import dev.penstock.core.ArmNote;
import dev.penstock.core.Attempt;
import dev.penstock.core.Choices;
import dev.penstock.core.Diagnosis;
import dev.penstock.core.Outcome;
import dev.penstock.core.Trace;
import dev.penstock.trace.TraceJson;
import dev.penstock.trace.Traces;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Traces and queries to test stores with. */
final class Samples {
    static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private static final List<Diagnosis> DIAGNOSES =
            List.of(Diagnosis.Fault.SERVER_ERROR, Diagnosis.Fault.SLOW_FIRST_TOKEN, Diagnosis.Fault.INVALID_OUTPUT);

    private Samples() {}

    /** One that chance makes; those of the same chance are the same. */
    static Trace trace(RandomGenerator random, int number, Instant at) {
        List<Attempt> attempts = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            attempts.add(Traces.failed("target-" + random.nextInt(3), DIAGNOSES.get(random.nextInt(3))));
        }
        if (random.nextInt(5) > 0) {
            Long cost = random.nextInt(4) == 0 ? null : 1L << random.nextInt(40);
            attempts.add(Traces.answered("target-" + random.nextInt(3), cost));
        }
        return Traces.of(
                "node-" + number,
                at,
                "caller-" + random.nextInt(4),
                "route-" + random.nextInt(3),
                "prompt-" + random.nextInt(2) + "@" + random.nextInt(3),
                List.of(Outcome.values()).get(random.nextInt(4)),
                attempts,
                random.nextLong(1L << random.nextInt(1, 30)),
                choices(random));
    }

    /** On a side of a rollout, of a canary, or of nothing. */
    private static Choices choices(RandomGenerator random) {
        boolean candidate = random.nextBoolean();
        ArmNote note = random.nextBoolean()
                ? new ArmNote("rollout-" + random.nextInt(2), 0, candidate, false, "r", 50_000, 7, 1, List.of())
                : null;
        String arm = candidate ? "candidate" : "baseline";
        return note == null && random.nextBoolean()
                ? Choices.NONE
                : new Choices(arm, null, null, List.of(), List.of(), null, null, null, note);
    }

    /** So many of them within two seconds; many came in the same microsecond. */
    static List<Trace> traces(RandomGenerator random, int count) {
        List<Trace> traces = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            traces.add(trace(random, i, NOON.plusNanos(1_000L * random.nextInt(2_000_000 / (1 + i % 2 * 999_999)))));
        }
        return traces;
    }

    static StoredTrace stored(Trace trace) {
        return StoredTrace.of(trace, TraceJson.line(trace));
    }

    static List<StoredTrace> stored(List<Trace> traces) {
        return traces.stream().map(Samples::stored).toList();
    }

    static TraceQuery query(Map<String, String> parameters) {
        return TraceQuery.read(parameters);
    }
}
