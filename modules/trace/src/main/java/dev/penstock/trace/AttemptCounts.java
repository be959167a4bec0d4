package dev.penstock.trace;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** How many requests had one attempt, two, and so on; five and more are one. Safe for several threads. */
final class AttemptCounts {
    private static final int MOST = 5;

    private final LongAdder[] requests =
            Stream.generate(LongAdder::new).limit(MOST).toArray(LongAdder[]::new);
    private final LongAdder attempts = new LongAdder();

    /** Counts a request with so many, at least one. */
    void add(int many) {
        requests[Math.min(many, MOST) - 1].increment();
        attempts.add(many);
    }

    /** All attempts together. */
    double sum() {
        return attempts.sum();
    }

    /** Up to 1, 2, 3, 4, and all. */
    ClassicHistogramBuckets buckets() {
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        for (int i = 0; i < MOST; i++) {
            buckets.bucket(i == MOST - 1 ? Double.POSITIVE_INFINITY : i + 1, requests[i].sum());
        }
        return buckets.build();
    }
}
