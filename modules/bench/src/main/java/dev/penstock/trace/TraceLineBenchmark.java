package dev.penstock.trace;

import dev.penstock.core.Attempt;
import dev.penstock.core.Choices;
import dev.penstock.core.Dialect;
import dev.penstock.core.FinishReason;
import dev.penstock.core.Outcome;
import dev.penstock.core.RequestFacts;
import dev.penstock.core.Trace;
import dev.penstock.core.Usage;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Writing the log's line for one request. In this package because the line is package-private. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TraceLineBenchmark {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
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
            null);

    @Benchmark
    public int line() {
        out.reset();
        TraceJson.line(trace, out);
        return out.size();
    }
}
