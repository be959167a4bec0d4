package dev.penstock.canary;

import dev.penstock.core.rollout.GuardrailKind;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long the answers of a rollout's baseline have taken on this node: the limit for the answers after them, which are
 * known by then to be no part of it. Safe for several threads; never waits.
 *
 * <p>Counts in buckets that are an eighth of a power of two wide, and says a percentile by the upper end of its bucket.
 */
public final class BaselineLatency {
    /** With fewer answers a 95th percentile is not known. */
    static final int FEWEST = 100;

    private static final int EIGHTHS = 8;
    /** 2^36 microseconds are 19 hours, and longer is as long. */
    private static final int BUCKETS = 36 * EIGHTHS;
    /** So many new answers do not move a percentile by much: it is looked for again after as many. */
    private static final int STEP = 16;

    private final Kept firstContent = new Kept();
    private final Kept total = new Kept();
    private final Kept between = new Kept();

    private static final class Kept {
        private final AtomicIntegerArray counts = new AtomicIntegerArray(BUCKETS);
        private final AtomicLong count = new AtomicLong();
        private volatile long p95 = -1;

        void add(long us) {
            if (us < 0) {
                return;
            }
            counts.incrementAndGet(bucket(us));
            long now = count.incrementAndGet();
            if (now >= FEWEST && (p95 < 0 || now % STEP == 0)) {
                p95 = find(now);
            }
        }

        private long find(long now) {
            long above = now / 20;
            for (int i = BUCKETS - 1; i > 0; i--) {
                above -= counts.get(i);
                if (above < 0) {
                    return upperEnd(i);
                }
            }
            return upperEnd(0);
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

    static int bucket(long us) {
        if (us < EIGHTHS) {
            return (int) us;
        }
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(us);
        int eighth = (int) (us >>> (power - 3)) - EIGHTHS;
        return Math.min(BUCKETS - 1, (power - 2) * EIGHTHS + eighth);
    }

    static long upperEnd(int bucket) {
        if (bucket < EIGHTHS) {
            return bucket;
        }
        int power = bucket / EIGHTHS + 2;
        return ((long) (bucket % EIGHTHS + EIGHTHS + 1) << (power - 3)) - 1;
    }
}
