package dev.penstock.reviews;

import java.time.Duration;

/**
 * How much is kept.
 *
 * @param textBytes the most bytes of a request, and of a proposed answer
 * @param undecided the most reviews that wait for a decision
 * @param bytes the most bytes of all reviews
 * @param over the most reviews that are over
 * @param keep how long those are kept
 */
public record ReviewLimits(long textBytes, int undecided, long bytes, int over, Duration keep) {
    /** Of a node with a disk of its own. */
    public static final ReviewLimits ON_DISK =
            new ReviewLimits(256 << 10, 10_000, 4L << 30, 10_000, Duration.ofDays(30));

    /** Of one that has none. */
    public static final ReviewLimits IN_MEMORY =
            new ReviewLimits(256 << 10, 10_000, 16 << 20, 10_000, Duration.ofDays(30));
}
