package dev.penstock.bench;

import dev.penstock.stats.PairedTest;
import dev.penstock.stats.QuantileComparison;
import dev.penstock.stats.RateRatioTest;
import dev.penstock.stats.RatioEvidence;
import java.util.SplittableRandom;
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

/** What the judge of a rollout does with one more error, and at each look. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EvidenceBenchmark {
    private static final int BUCKETS = 60;

    private final RateRatioTest harm = RateRatioTest.harm(0);
    private final QuantileComparison slower = QuantileComparison.of(0.95);
    private final long[] candidate = latencies(1_000, 1);
    private final long[] baseline = latencies(19_000, 2);
    private RatioEvidence evidence = evidence(harm);
    private double rho = 0.05;
    private long pairs = 1_000;

    @Benchmark
    public Object addAnError() {
        return harm.add(evidence, true, rho);
    }

    @Benchmark
    public double lookAtErrors() {
        return harm.logE(evidence);
    }

    @Benchmark
    public double lookAtPairs() {
        return PairedTest.logE(pairs, 520);
    }

    @Benchmark
    public double lookAtAQuantile() {
        return slower.logE(candidate, baseline);
    }

    private static RatioEvidence evidence(RateRatioTest test) {
        RatioEvidence evidence = RatioEvidence.NONE;
        for (int i = 0; i < 100; i++) {
            evidence = test.add(evidence, i % 20 == 0, 0.05);
        }
        return evidence;
    }

    private static long[] latencies(int requests, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] counts = new long[BUCKETS];
        for (int i = 0; i < requests; i++) {
            counts[Math.clamp((long) (22 + 5 * random.nextGaussian()), 0, BUCKETS - 1)]++;
        }
        return counts;
    }
}
