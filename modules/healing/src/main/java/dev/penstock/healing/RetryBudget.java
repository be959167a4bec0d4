package dev.penstock.healing;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many attempts are made besides the first ones: a share of those. So a target in trouble is not asked twice by
 * everybody. Some may be saved up. Safe on any thread, without a lock.
 */
public final class RetryBudget {
    /** The usual share of first attempts that may be retried. */
    public static final double SHARE = 0.1;

    /** Retries that a target may have saved up, and has from the start: its node has seen no traffic yet. */
    static final int MOST = 100;

    /** One retry, in parts: a first attempt earns some. */
    private static final long RETRY = 1_000;

    private final long earned;
    private final long most;
    private final AtomicLong saved;

    /**
     * {@code share} of first attempts, from 0 to 1, of which {@code most} are saved up and {@code begin} are there from
     * the start.
     */
    RetryBudget(double share, int most, int begin) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share is " + share + ", expected 0 to 1");
        }
        this.earned = Math.round(share * RETRY);
        this.most = most * RETRY;
        this.saved = new AtomicLong(begin * RETRY);
    }

    /** The retries of one target, a share of its first attempts from 0 to 1. A target with none has none saved up. */
    public static RetryBudget ofRetries(double share) {
        return new RetryBudget(share, MOST, share == 0 ? 0 : MOST);
    }

    /** A request's first attempt at the target is made. */
    public void attempted() {
        if (saved.get() < most) {
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

    /** What was taken was not used. */
    void giveBack() {
        saved.addAndGet(RETRY);
    }
}
