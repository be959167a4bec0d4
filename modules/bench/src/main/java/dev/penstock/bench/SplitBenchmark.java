package dev.penstock.bench;

import dev.penstock.canary.Split;
import dev.penstock.core.Share;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.RouteState;
import dev.penstock.core.state.Sticky;
import java.time.Instant;
import java.util.List;
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

/** Finding a request's side of a split, by a key that has 20 characters with the salt. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SplitBenchmark {
    private final Split split = split("r-8f3a21");
    private String key = "user-1234567";

    @Benchmark
    public Object assign() {
        return split.assign(key);
    }

    private static Split split(String salt) {
        var terms = new Command.SetCanary("support", "0123456789ab", new Share(50_000), new Sticky.User(), salt);
        var record = new ControlRecord(
                "r1",
                1,
                Instant.EPOCH,
                "a",
                new ControlRecord.Author("ann", "why"),
                List.of(),
                new ControlRecord.Entry.Said(terms));
        return Split.of(new RouteState.Canary(terms, record));
    }
}
