package dev.penstock.telemetry;

import dev.penstock.core.Attempt;
import dev.penstock.core.Choices;
import dev.penstock.core.Dialect;
import dev.penstock.core.FinishReason;
import dev.penstock.core.Outcome;
import dev.penstock.core.RequestFacts;
import dev.penstock.core.Trace;
import dev.penstock.core.TraceContext;
import dev.penstock.core.TraceHeaders;
import dev.penstock.core.Usage;
import dev.penstock.core.config.Provider;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What telemetry adds: on the path a caller's context, off it the spans of a request with one attempt. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SpansBenchmark {
    private final List<String> parent = List.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    private final RequestSpans spans = new RequestSpans(
            Resource.getDefault(), InstrumentationScopeInfo.create("bench"), new Targets(Map.of("mock", provider())));
    private final Trace trace = new Trace(
            "bench-1m7ybhqtavmkn3sacy26e",
            Instant.parse("2026-11-21T06:00:00.123456Z"),
            "bench",
            Dialect.OPENAI,
            "/v1/chat/completions",
            "gpt-4o-mini",
            "13a51eae79fd",
            1,
            null,
            null,
            false,
            new RequestFacts(
                    "0123456789abcdef0123456789abcdef",
                    "session-1",
                    List.of(),
                    Map.of("temperature", "0.2", "max_tokens", "200"),
                    List.of()),
            Choices.NONE,
            List.of(new Attempt(
                    "whole",
                    "mock",
                    "gpt-4o-mini",
                    40,
                    60,
                    0,
                    900,
                    950,
                    null,
                    960,
                    200,
                    null,
                    null,
                    null,
                    List.of(),
                    null,
                    "gpt-4o-mini-2024-07-18",
                    "fp_44709d6fcb",
                    FinishReason.STOP,
                    new Usage(229, 0, 0, 24, 0),
                    48_750_000L,
                    "req_0123456789abcdef",
                    "chatcmpl-0123456789")),
            Outcome.PASS,
            200,
            null,
            85,
            1_050,
            null,
            new TraceContext(1, 2, 3, 4, true, ""));

    /** On the path: what came and what goes out with the first attempt. */
    @Benchmark
    public @Nullable String context() {
        TraceContext context = TraceHeaders.read(parent, List.of());
        return context == null ? null : context.within(4).traceparent(0);
    }

    /** Off the path. */
    @Benchmark
    public List<SpanData> spans() {
        return spans.of(trace);
    }

    private static Provider provider() {
        return new Provider(
                "mock",
                Dialect.OPENAI,
                URI.create("http://127.0.0.1:29000/v1"),
                null,
                null,
                null,
                Provider.DEFAULT_CONNECTIONS,
                Provider.DEFAULT_QUEUE,
                Provider.DEFAULT_MAX_TOKENS_FIELD,
                true);
    }
}
