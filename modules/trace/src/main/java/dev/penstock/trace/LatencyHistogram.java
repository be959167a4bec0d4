package dev.penstock.trace;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import java.util.concurrent.atomic.LongAdder;

/** Counts durations in fixed buckets. Safe for several threads; adding never waits. */
public final class LatencyHistogram {
    /** Upper bounds in microseconds, each about twice the one before; from 1 ms to 5 minutes, for models are slow. */
    private static final long[] BOUNDS_US = {
        1_000,
        2_500,
        5_000,
        10_000,
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000,
        30_000_000,
        60_000_000,
        300_000_000
    };

    /** How many buckets there are, the one without an upper bound included. */
    public static final int BUCKETS = BOUNDS_US.length + 1;

    private final LongAdder[] counts = new LongAdder[BUCKETS];
    private final LongAdder sumUs = new LongAdder();

    public LatencyHistogram() {
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] = new LongAdder();
        }
    }

    /** The bucket for a duration in microseconds. */
    public static int bucket(long us) {
        int i = 0;
        while (i < BOUNDS_US.length && us > BOUNDS_US[i]) {
            i++;
        }
        return i;
    }

    /** Counts one duration in microseconds. */
    public void add(long us) {
        counts[bucket(us)].increment();
        sumUs.add(us);
    }

    /** Counts many at once: how many fell into each bucket, and their sum in microseconds. */
    public void addAll(int[] perBucket, long us) {
        for (int i = 0; i < BUCKETS; i++) {
            if (perBucket[i] > 0) {
                counts[i].add(perBucket[i]);
            }
        }
        sumUs.add(us);
    }

    /** How many were counted. */
    public long count() {
        long count = 0;
        for (LongAdder bucket : counts) {
            count += bucket.sum();
        }
        return count;
    }

    double sumSeconds() {
        return sumUs.sum() / 1e6;
    }

    ClassicHistogramBuckets buckets() {
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        for (int i = 0; i < BUCKETS; i++) {
            double bound = i < BOUNDS_US.length ? BOUNDS_US[i] / 1e6 : Double.POSITIVE_INFINITY;
            buckets.bucket(bound, counts[i].sum());
        }
        return buckets.build();
    }
}
