package dev.penstock.bench;

import dev.penstock.canary.Arm;
import dev.penstock.canary.Conditions;
import dev.penstock.canary.Draws;
import dev.penstock.canary.Evidence;
import dev.penstock.canary.Judge;
import dev.penstock.canary.Slice;
import dev.penstock.canary.Tally;
import dev.penstock.core.rollout.RolloutMode;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.RolloutState;
import dev.penstock.core.state.Sticky;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

/** A tick of the judge: 100 rollouts in their last shares, each with 8 guardrails that have failures of all stages. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class JudgeBenchmark {
    private static final int ROLLOUTS = 100;
    private static final List<Integer> CHANCES = List.of(10_000, 50_000, 250_000, 500_000);

    private final RolloutState rollout = rollout();
    private final Evidence evidence = evidence();
    private final Conditions conditions = Conditions.at(Instant.EPOCH.plusSeconds(3_600));

    @Benchmark
    public void tick(Blackhole hole) {
        for (int i = 0; i < ROLLOUTS; i++) {
            hole.consume(Judge.decide(rollout, evidence, conditions));
        }
    }

    /** What an operator sees of one. */
    @Benchmark
    public Object verdict() {
        return Judge.verdict(rollout, evidence, conditions);
    }

    private static RolloutState rollout() {
        var terms = new Command.StartRollout(
                "support", "b", "c", RolloutPolicy.DEFAULT, new Sticky.User(), "salt", RolloutMode.LIVE);
        var record = new ControlRecord(
                "r1",
                1,
                Instant.EPOCH,
                "a",
                new ControlRecord.Author("ann", "why"),
                List.of(),
                new ControlRecord.Entry.Said(terms));
        return new RolloutState(terms, record, 3, record, null, Set.of(), List.of(), RolloutState.Phase.RUNNING, null);
    }

    private static Evidence evidence() {
        int guardrails = RolloutPolicy.DEFAULT.guardrails().size();
        Map<Slice, Tally> tallies = new HashMap<>();
        Map<Evidence.Odds, Long> firsts = new HashMap<>();
        for (int stage = 0; stage < CHANCES.size(); stage++) {
            for (Arm arm : Arm.values()) {
                int chance = CHANCES.get(stage);
                long requests = 20_000L * (arm == Arm.CANDIDATE ? chance : 1_000_000 - chance) / 1_000_000;
                List<Long> bad = new ArrayList<>();
                for (int i = 0; i < guardrails; i++) {
                    bad.add(requests / 100);
                }
                tallies.put(new Slice(stage, chance, arm), new Tally(requests, requests / 50, bad));
                firsts.put(new Evidence.Odds(chance, arm), requests / 100);
            }
        }
        List<Evidence.OfGuardrail> found = new ArrayList<>();
        for (int i = 0; i < guardrails; i++) {
            found.add(new Evidence.OfGuardrail(firsts, List.of("trace")));
        }
        return new Evidence(
                0,
                "",
                tallies,
                found,
                Map.of(),
                Map.of("r1", List.of(new Draws(5_000, 5_000))),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of());
    }
}
