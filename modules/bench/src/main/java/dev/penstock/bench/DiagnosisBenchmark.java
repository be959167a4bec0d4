package dev.penstock.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Diagnosis;
import dev.penstock.core.Dialect;
import dev.penstock.healing.DiagnosisTable;
import dev.penstock.providers.Codecs;
import dev.penstock.providers.ProviderError;
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

/** From the bytes of a provider's error of 2 KB to its diagnosis, in a heap of the size that the launcher gives. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx160m")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DiagnosisBenchmark {
    private static final int BYTES = 2_048;

    /** {@code message}: a long message; {@code details}: a short one and long details; {@code html}: a proxy's page. */
    @Param({"message", "details", "html"})
    public String shape = "";

    private byte[] body = new byte[0];
    private int status;

    @Setup
    public void make() {
        status = shape.equals("html") ? 502 : 429;
        String filler = "The limit of org-sim is 30000 tokens per minute, key_2 has used 29937 of them. ";
        body = switch (shape) {
            case "message" ->
                filled(
                        "{\"error\":{\"message\":\"",
                        filler,
                        "\",\"type\":\"tokens\",\"param\":null,\"code\":\"rate_limit_exceeded\"}}");
            case "details" ->
                filled(
                        "{\"error\":{\"code\":429,\"message\":\"You exceeded your current"
                                + " quota.\",\"status\":\"RESOURCE_EXHAUSTED\","
                                + "\"details\":[{\"@type\":\"x/RetryInfo\",\"retryDelay\":\"34s\"}",
                        ",{\"@type\":\"x/Help\",\"links\":[{\"url\":\"https://ai.example/limits\"}]}",
                        "]}}");
            default ->
                filled(
                        "<html><head><title>502 Bad Gateway</title></head><body>",
                        "<p>cloudflare</p>\n",
                        "</body></html>");
        };
    }

    @Benchmark
    public Diagnosis diagnosis() {
        ProviderError read = Codecs.of(Dialect.OPENAI).readError(status, body);
        return DiagnosisTable.of(new AttemptFailure.ErrorStatus(status, read.error(), read.retryAfter()));
    }

    /** As many of the repeated part as fit. */
    private static byte[] filled(String begin, String repeated, String end) {
        int times = (BYTES - begin.length() - end.length()) / repeated.length();
        return (begin + repeated.repeat(times) + end).getBytes(UTF_8);
    }
}
