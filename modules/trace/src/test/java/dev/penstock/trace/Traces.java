package dev.penstock.trace;

import dev.penstock.core.Attempt;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Between;
import dev.penstock.core.Choices;
import dev.penstock.core.ContractResult;
import dev.penstock.core.Diagnosis;
import dev.penstock.core.Dialect;
import dev.penstock.core.FinishReason;
import dev.penstock.core.Outcome;
import dev.penstock.core.RequestFacts;
import dev.penstock.core.ToolOutput;
import dev.penstock.core.Trace;
import dev.penstock.core.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Traces to test with. */
public final class Traces {
    private Traces() {}

    static Trace fallback() {
        Attempt first = new Attempt(
                "first",
                "one",
                "m1",
                100,
                200,
                0,
                -1,
                -1,
                null,
                50_300,
                0,
                new AttemptFailure.TimedOut(AttemptFailure.Phase.FIRST_TOKEN, Duration.ofMillis(50)),
                Diagnosis.Fault.SLOW_FIRST_TOKEN,
                "fail_over: to second",
                List.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        return trace("local-1", Outcome.FALLBACK, List.of(first, answer(4_500_000L)));
    }

    static Trace withoutPrice() {
        return trace("local-2", Outcome.PASS, List.of(answer(null)));
    }

    static Trace named(String id) {
        return trace(id, Outcome.PASS, List.of(answer(1_000_000L)));
    }

    private static Attempt answer(@Nullable Long cost) {
        return new Attempt(
                "second",
                "two",
                "m2",
                50_400,
                50_500,
                70,
                60_000,
                60_000,
                new Between(12, 1_023, 2_047, 2_100),
                60_100,
                200,
                null,
                null,
                null,
                List.of("0123456789ab"),
                ContractResult.repaired(List.of("fence")).withAsked(),
                "m2-2026",
                null,
                FinishReason.STOP,
                new Usage(10, 0, 0, 5, 0),
                cost,
                "req_1",
                "chatcmpl-1");
    }

    private static Trace trace(String id, Outcome outcome, List<Attempt> attempts) {
        return new Trace(
                id,
                Instant.parse("2026-11-21T10:00:00Z"),
                "shop",
                Dialect.OPENAI,
                "/v1/chat/completions",
                "support",
                "0123456789ab",
                1,
                "support@2",
                "ff",
                false,
                new RequestFacts(
                        "00ff",
                        "s-1",
                        List.of("doc-1", "doc-2"),
                        Map.of("temperature", "0.2"),
                        List.of(new ToolOutput("lookup", 12, null))),
                Choices.NONE,
                attempts,
                outcome,
                200,
                null,
                300,
                60_200,
                null,
                null);
    }

    /** One of many that differ. */
    public static Trace of(
            String id,
            Instant at,
            String caller,
            String route,
            String prompt,
            Outcome outcome,
            List<Attempt> attempts,
            long totalUs,
            Choices choices) {
        return new Trace(
                id,
                at,
                caller,
                Dialect.OPENAI,
                "/v1/chat/completions",
                route,
                "0123456789ab",
                1,
                prompt,
                "3f9c0d7e5b1a8f6402e7d94c1b0a5e8d7c6f3b2a190e8d7c6b5a493827160f5e",
                false,
                new RequestFacts(
                        "9f86d081884c7d659a2feaa0c55ad015",
                        "session of " + caller,
                        List.of(),
                        Map.of("temperature", "0.2"),
                        List.of()),
                choices,
                attempts,
                outcome,
                200,
                null,
                300,
                totalUs,
                null,
                null);
    }

    /** A call of a target that failed. */
    public static Attempt failed(String target, Diagnosis diagnosis) {
        return new Attempt(
                target,
                "provider of " + target,
                "model of " + target,
                100,
                200,
                0,
                -1,
                -1,
                null,
                50_300,
                0,
                new AttemptFailure.TimedOut(AttemptFailure.Phase.FIRST_TOKEN, Duration.ofMillis(50)),
                diagnosis,
                "fail_over: to the next",
                List.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** A call of a target that gave an answer. */
    public static Attempt answered(String target, @Nullable Long costPicodollars) {
        return new Attempt(
                target,
                "provider of " + target,
                "model of " + target,
                50_400,
                50_500,
                0,
                60_000,
                60_000,
                null,
                60_100,
                200,
                null,
                null,
                null,
                List.of(),
                ContractResult.invalid(List.of("schema /" + target)),
                "model-2026-08-01",
                "fp_44709d6fcb",
                FinishReason.STOP,
                new Usage(1_210, 1_024, 0, 211, 0),
                costPicodollars,
                "req_9f86d081884c7d65",
                "chatcmpl-of-" + target);
    }
}
