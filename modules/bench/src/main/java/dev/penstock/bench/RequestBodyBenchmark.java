package dev.penstock.bench;

import dev.penstock.core.json.JsonObjectIndex;
import dev.penstock.core.json.JsonSplice;
import dev.penstock.core.json.JsonText;
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

/** Reading a request's body, and putting the target's model into it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RequestBodyBenchmark {
    @Param({"chat_1k.json", "chat_10k.json", "chat_100k.json"})
    String name = "";

    private byte[] body = {};

    @Setup
    public void read() {
        body = Bodies.of(name);
    }

    @Benchmark
    public Object index() {
        return new JsonObjectIndex(body);
    }

    @Benchmark
    public byte[] indexAndSplice() {
        JsonSplice splice = new JsonSplice(new JsonObjectIndex(body));
        splice.set("model", JsonText.quote("gpt-4o-mini"));
        return splice.bytes();
    }
}
