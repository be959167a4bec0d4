package dev.penstock.healing;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** A quantile of the latest times of something, in nanoseconds. Safe on any thread, without a lock. */
final class LatestTimes {
    /** Before so many it says nothing. */
    static final int ENOUGH = 100;

    static final long UNKNOWN = -1;

    private static final int LATEST = 500;
    /** It is worked out anew after so many. */
    private static final int STEP = 50;

    private final double share;
    private final AtomicLongArray latest = new AtomicLongArray(LATEST);
    private final AtomicLong added = new AtomicLong();
    private volatile long quantile = UNKNOWN;

    /** {@code share} of the times are not longer: above 0, below 1. */
    LatestTimes(double share) {
        this.share = share;
    }

    void add(long nanos) {
        long count = added.incrementAndGet();
        latest.set((int) ((count - 1) % LATEST), nanos);
        if (count >= ENOUGH && count % STEP == 0) {
            quantile = ofLatest((int) Math.min(count, LATEST));
        }
    }

    /** As it was lately; {@link #UNKNOWN} before there are enough. */
    long quantile() {
        return quantile;
    }

    private long ofLatest(int count) {
        long[] sorted = new long[count];
        for (int i = 0; i < count; i++) {
            sorted[i] = latest.get(i);
        }
        Arrays.sort(sorted);
        return sorted[Math.min(count - 1, (int) Math.ceil(share * count) - 1)];
    }
}
