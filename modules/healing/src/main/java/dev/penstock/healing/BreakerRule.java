package dev.penstock.healing;

import dev.penstock.core.config.BreakerPolicy;

/**
 * Whether a target is to be left alone. Pure. A rate and not a count of failures: a busy target that is well has some
 * each second.
 */
final class BreakerRule {
    /**
     * So many in a row that got nothing are enough without a volume: each of them costs its caller a whole deadline.
     */
    static final int SILENT = 5;

    private final BreakerPolicy policy;
    private final long origin;
    private final long halfNanos;

    /** Halves of a window are counted from {@code origin} on, a time of the monotonic clock. */
    BreakerRule(BreakerPolicy policy, long origin) {
        this.policy = policy;
        this.origin = origin;
        this.halfNanos = policy.window().toNanos() / 2;
    }

    /** Which half of a window a time of the monotonic clock is in. */
    long half(long now) {
        return Math.floorDiv(now - origin, halfNanos);
    }

    boolean opens(TargetWindow lately) {
        return policy.enabled()
                && (lately.silent() >= SILENT || fails(lately.allAttempts()) || fails(lately.allStreams()));
    }

    private boolean fails(Tally tally) {
        return tally.volume() >= policy.volume() && tally.bad() >= policy.failureShare() * tally.volume();
    }
}
