package dev.penstock.healing;

import java.time.Duration;

/**
 * How long a target usually takes to its first token: a median that follows slowly. Immutable.
 *
 * <p>Each time that is longer moves it up by a fiftieth, each shorter one down by as much (Ma, Muthukrishnan, Sandler:
 * Frugal Streaming for Estimating Quantiles, 2013; in steps of a share instead of steps of one). A target that stays
 * ten times slower than it was is taken for usual after some 120 first tokens more.
 *
 * @param nanos the median so far
 * @param seen how many times it is made of
 */
record UsualTime(double nanos, int seen) {
    static final UsualTime UNKNOWN = new UsualTime(0, 0);

    /** It says something from here on: a first one that is ten times off is mended by then. */
    static final int ENOUGH = 200;
    /** What is faster is not slow, whatever is usual. */
    static final Duration NEVER_SLOW = Duration.ofSeconds(1);

    private static final double STEP = 1.02;

    UsualTime and(long time) {
        if (seen == 0) {
            return new UsualTime(Math.max(1, time), 1);
        }
        return new UsualTime(time > nanos ? nanos * STEP : nanos / STEP, Math.min(seen + 1, ENOUGH));
    }

    /** Whether a time is grossly longer: by a factor. */
    boolean isSlow(long time, double factor) {
        return seen >= ENOUGH && time > factor * nanos && time > NEVER_SLOW.toNanos();
    }
}
