package dev.penstock.bench;

import dev.penstock.core.Release;
import dev.penstock.core.ReleaseContent;
import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Prompt;
import dev.penstock.core.config.PromptTemplate;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.Sampling;
import dev.penstock.core.config.Target;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlState.ActiveKill;
import dev.penstock.core.state.InFlight;
import dev.penstock.core.state.KillScope;
import dev.penstock.killswitch.Kills;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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

/** Looking whether an attempt is stopped, which it is not, among kills of all scopes but the global one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KillCheckBenchmark {
    @Param({"0", "10", "10000"})
    private int active;

    private final InstantSource clock = InstantSource.system();
    private final Target target = new Target("fast", "openai", "gpt-4o-mini", null, 100, null);
    private final Release release = release(target);
    private Kills kills = Kills.NONE;

    @Setup
    public void kill() {
        List<KillScope> scopes = IntStream.range(0, KillScope.values().length)
                .mapToObj(i -> KillScope.values()[i])
                .filter(scope -> scope != KillScope.GLOBAL)
                .toList();
        kills = Kills.of(IntStream.range(0, active)
                .mapToObj(i -> kill(i, scopes.get(i % scopes.size())))
                .toList());
    }

    @Benchmark
    public @Nullable Object find() {
        return kills.find(release, "app", target, clock);
    }

    private static ActiveKill kill(int number, KillScope scope) {
        var kill = new Command.Kill(scope, "other-" + number, null, null, InFlight.DRAIN);
        return new ActiveKill(
                kill,
                new ControlRecord(
                        "r" + number,
                        number,
                        Instant.EPOCH,
                        "a",
                        new ControlRecord.Author("ann", "why"),
                        List.of(),
                        new ControlRecord.Entry.Said(kill)));
    }

    private static Release release(Target target) {
        Prompt prompt = new Prompt("tone", 3, new PromptTemplate("Be kind."));
        Route route = new Route(
                "support",
                "purpose",
                List.of(target.name()),
                prompt.label(),
                null,
                Sampling.CALLERS,
                Deadlines.DEFAULT,
                null,
                null,
                null,
                RouterPolicy.FIXED);
        return Release.of(new ReleaseContent(route, List.of(target), prompt, null), Map.of(), Map.of());
    }
}
