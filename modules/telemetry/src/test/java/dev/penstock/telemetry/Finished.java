package dev.penstock.telemetry;

import dev.penstock.core.Attempt;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Choices;
import dev.penstock.core.ContractResult;
import dev.penstock.core.Diagnosis;
import dev.penstock.core.Dialect;
import dev.penstock.core.FinishReason;
import dev.penstock.core.Outcome;
import dev.penstock.core.RequestFacts;
import dev.penstock.core.Trace;
import dev.penstock.core.TraceContext;
import dev.penstock.core.Usage;
import dev.penstock.core.config.Provider;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests that are over. */
final class Finished {
    static final Instant AT = Instant.parse("2026-11-21T10:00:00.000250Z");
    static final TraceContext CONTEXT = new TraceContext(1, 2, 3, 0, true, "rojo=1,congo=2").within(4);
    static final Map<String, Provider> PROVIDERS = Map.of(
            "one",
            provider("one", Dialect.OPENAI, "https://api.openai.com/v1"),
            "two",
            provider("two", Dialect.ANTHROPIC, "http://127.0.0.1:9000/v1"));

    private Finished() {}

    /** A stream whose first target is slow and whose second answers. */
    static Trace fallback(@Nullable TraceContext context) {
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
                "fail_over: second",
                List.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        Attempt second = new Attempt(
                "second",
                "two",
                "m2",
                50_400,
                50_500,
                0,
                60_000,
                60_500,
                null,
                70_100,
                200,
                null,
                null,
                null,
                List.of("0123456789ab"),
                ContractResult.repaired(List.of("fence")),
                "m2-2026",
                "fp_1",
                FinishReason.STOP,
                new Usage(10, 3, 2, 5, 1),
                4_500_000L,
                "req_1",
                "chatcmpl-1");
        return trace("local-1", List.of(first, second), Outcome.FALLBACK, 200, context, Choices.NONE);
    }

    static Trace trace(
            String id,
            List<Attempt> attempts,
            Outcome outcome,
            int status,
            @Nullable TraceContext context,
            Choices choices) {
        return new Trace(
                id,
                AT,
                "shop",
                Dialect.OPENAI,
                "/v1/chat/completions",
                "support",
                "0123456789ab",
                7,
                "support@2",
                "ff",
                true,
                new RequestFacts("00ff", "s-1", List.of("doc-1"), Map.of(), List.of()),
                choices,
                attempts,
                outcome,
                status,
                "a text that nobody else may read",
                300,
                70_200,
                null,
                context);
    }

    private static Provider provider(String name, Dialect dialect, String url) {
        return new Provider(
                name,
                dialect,
                URI.create(url),
                null,
                null,
                null,
                Provider.DEFAULT_CONNECTIONS,
                Provider.DEFAULT_QUEUE,
                Provider.DEFAULT_MAX_TOKENS_FIELD,
                true);
    }
}
