package dev.penstock.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.Dialect;
import dev.penstock.providers.Codecs;
import dev.penstock.providers.PassThroughRelay;
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
import org.openjdk.jmh.infra.Blackhole;

/** Watching one chunk of a stream go by. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StreamWatchBenchmark {
    private static final byte[] CHUNK = """
        data: {"id":"chatcmpl-BxYz0123456789abcdefghij","object":"chat.completion.chunk","created":1754000000,\
        "model":"gpt-4o-mini-2024-07-18","service_tier":"default","system_fingerprint":"fp_44709d6fcb",\
        "choices":[{"index":0,"delta":{"content":"@4604924540422@"},"logprobs":null,"finish_reason":null}]}

        """.getBytes(UTF_8);

    private final PassThroughRelay relay =
            new PassThroughRelay(Codecs.of(Dialect.OPENAI).streamWatch(null), false);

    @Benchmark
    public Object feed(Blackhole out) {
        return relay.feed(CHUNK, (bytes, from, to) -> out.consume(bytes));
    }
}
