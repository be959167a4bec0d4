package dev.penstock.canary;

import dev.penstock.core.rollout.GuardrailKind;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long the answers of a rollout's baseline have taken on this node: the limit for the answers after them, which are
 * known by then to be no part of it. Safe for several threads; never waits.
 */
public final class BaselineLatency {
    /** With fewer answers a 95th percentile is not known. */
    static final int FEWEST = 100;

    /** So many new answers do not move a percentile by much: it is looked for again after as many. */
    private static final int STEP = 16;

    private final Kept firstContent = new Kept();
    private final Kept total = new Kept();
    private final Kept between = new Kept();

    private static final class Kept {
        private final AtomicIntegerArray counts = new AtomicIntegerArray(LatencyBuckets.COUNT);
        private final AtomicLong count = new AtomicLong();
        private volatile long p95 = -1;

        void add(long us) {
            if (us < 0) {
                return;
            }
            counts.incrementAndGet(LatencyBuckets.of(us));
            long now = count.incrementAndGet();
            if (now >= FEWEST && (p95 < 0 || now % STEP == 0)) {
                p95 = find(now);
            }
        }

        private long find(long now) {
            long above = now / 20;
            for (int i = LatencyBuckets.COUNT - 1; i > 0; i--) {
                above -= counts.get(i);
                if (above < 0) {
                    return LatencyBuckets.upperEnd(i);
                }
            }
            return LatencyBuckets.upperEnd(0);
        }
    }

    /** Takes how long an answer of the baseline took. */
    void add(Seen seen) {
        if (seen.stream()) {
            firstContent.add(seen.firstContentUs());
            between.add(seen.betweenUs());
        }
        total.add(seen.totalUs());
    }

    /** The 95th percentile so far of what a guardrail is about, in microseconds; -1 while it is not known. */
    long p95(GuardrailKind kind) {
        return switch (kind) {
            case TTFT -> firstContent.p95;
            case TOTAL -> total.p95;
            case BETWEEN -> between.p95;
            default -> -1;
        };
    }
}
