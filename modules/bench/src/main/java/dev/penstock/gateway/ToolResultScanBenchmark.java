package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.Refusal;
import dev.penstock.core.Result;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Looking for tools' results that are unknown. In this package because the look is package-private. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ToolResultScanBenchmark {
    private static final int TEXT = 80;

    /** How long the texts of the messages are together. */
    @Param({"1000", "10000", "100000"})
    int chars = 0;

    private byte[] plain = {};
    private byte[] withTools = {};

    @Setup
    public void write() {
        plain = body("{\"role\":\"user\",\"content\":\"%s\"}");
        withTools = body("{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"{\\\"a\\\":\\\"%s\\\"}\"}");
    }

    private byte[] body(String message) {
        StringBuilder all = new StringBuilder("{\"model\":\"m\",\"messages\":[");
        for (int i = 0; i < chars / TEXT; i++) {
            all.append(i == 0 ? "" : ",").append(message.formatted("x".repeat(TEXT)));
        }
        return all.append("]}").toString().getBytes(UTF_8);
    }

    /** What is read of every request anyway, to compare. */
    @Benchmark
    public Object read() {
        return request(plain);
    }

    @Benchmark
    public Object readAndScan() {
        return ToolResultScan.of(request(plain));
    }

    @Benchmark
    public Object readAndScanWithResults() {
        return ToolResultScan.of(request(withTools));
    }

    private static CallerRequest request(byte[] body) {
        return switch (CallerRequest.read(Endpoint.CHAT_COMPLETIONS, body)) {
            case Result.Ok<CallerRequest>(CallerRequest read) -> read;
            case Result.Refused<CallerRequest>(Refusal why) -> throw new IllegalStateException(why.message());
        };
    }
}
