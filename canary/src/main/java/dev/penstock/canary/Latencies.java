package dev.penstock.canary;

import dev.penstock.stats.QuantileComparison;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers, counted by how long they took. Counts only grow, so that of two of one node's the greater is the newer.
 * Immutable.
 */
public final class Latencies {
    /** With fewer answers no percentile is told. */
    static final int FEWEST = 20;

    static final Latencies NONE = new Latencies(new long[LatencyBuckets.COUNT]);

    private static final QuantileComparison P95 = QuantileComparison.of(0.95);

    private final long[] counts;

    private Latencies(long[] counts) {
        this.counts = counts;
    }

    /** As {@link #byBucket} tells them; what is no bucket of ours is left out. */
    static Latencies of(Map<Integer, Long> byBucket) {
        long[] counts = new long[LatencyBuckets.COUNT];
        byBucket.forEach((bucket, count) -> {
            if (bucket >= 0 && bucket < counts.length && count > 0) {
                counts[bucket] = count;
            }
        });
        return new Latencies(counts);
    }

    /** How many there are in each {@linkplain LatencyBuckets bucket} that has any. */
    SortedMap<Integer, Long> byBucket() {
        SortedMap<Integer, Long> byBucket = new TreeMap<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                byBucket.put(i, counts[i]);
            }
        }
        return byBucket;
    }

    /** With one more; the same for -1, which is none. */
    Latencies with(long us) {
        if (us < 0) {
            return this;
        }
        long[] more = counts.clone();
        more[LatencyBuckets.of(us)]++;
        return new Latencies(more);
    }

    Latencies plus(Latencies other) {
        long[] sums = counts.clone();
        for (int i = 0; i < sums.length; i++) {
            sums[i] += other.counts[i];
        }
        return new Latencies(sums);
    }

    /** Whichever was told later. */
    Latencies newer(Latencies other) {
        return count() >= other.count() ? this : other;
    }

    /** How many answers there are. */
    public long count() {
        return Arrays.stream(counts).sum();
    }

    /**
     * Within how long a share of them was there, told by the end of a bucket: up to an eighth too long. Null where
     * there are fewer than 20.
     *
     * @param share above 0, and at most 1
     */
    public @Nullable Duration quantile(double share) {
        long count = count();
        if (count < FEWEST) {
            return null;
        }
        long rest = (long) Math.ceil(share * count);
        int bucket = 0;
        for (rest -= counts[0]; rest > 0; rest -= counts[bucket]) {
            bucket++;
        }
        return Duration.ofNanos(LatencyBuckets.upperEnd(bucket) * 1_000);
    }

    /**
     * The chance of ever seeing so much slower a 95th percentile than the other's, if it were none: from 0 to 1. Null
     * where either has fewer than 20.
     */
    public @Nullable Double slowerThan(Latencies other) {
        return count() < FEWEST || other.count() < FEWEST
                ? null
                : (Double) Math.min(1, Math.exp(-P95.logE(counts, other.counts)));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Latencies latencies && Arrays.equals(counts, latencies.counts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return "Latencies" + byBucket();
    }
}
