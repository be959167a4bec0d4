package dev.penstock.healing;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many retries a target bears: a share of its first attempts, so that a target in trouble is not asked twice by
 * everybody. Some are saved up, and are there from the start, for a node that has seen no traffic yet. Safe on any
 * thread, without a lock.
 */
public final class RetryBudget {
    /** The share of first attempts that may be retried. */
    public static final double SHARE = 0.1;

    /** Retries that a target may have saved up. */
    static final int MOST = 100;

    /** One retry, in parts: a first attempt earns some. */
    private static final long RETRY = 1_000;

    private final long earned;
    private final AtomicLong saved = new AtomicLong(MOST * RETRY);

    /** {@code share} of first attempts may be retried: from 0 to 1. */
    public RetryBudget(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share is " + share + ", expected 0 to 1");
        }
        this.earned = Math.round(share * RETRY);
    }

    /** A request's first attempt at the target is made. */
    public void attempted() {
        if (saved.get() < MOST * RETRY) {
            saved.addAndGet(earned);
        }
    }

    /** Takes one retry out; false if there is none. */
    public boolean take() {
        long before = saved.get();
        while (before >= RETRY) {
            long found = saved.compareAndExchange(before, before - RETRY);
            if (found == before) {
                return true;
            }
            before = found;
        }
        return false;
    }
}
