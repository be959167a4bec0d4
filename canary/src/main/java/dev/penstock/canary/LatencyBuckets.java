package dev.penstock.canary;

/**
 * Into what bucket a latency falls: an eighth of a power of two wide, and of single microseconds below 8 of them. A
 * latency is told by the upper end of its bucket.
 */
final class LatencyBuckets {
    private static final int EIGHTHS = 8;
    /** How many there are: 2^36 microseconds are 19 hours, and longer is as long. */
    static final int COUNT = 36 * EIGHTHS;

    private LatencyBuckets() {}

    /** The bucket of a latency in microseconds, from 0. */
    static int of(long us) {
        if (us < EIGHTHS) {
            return (int) us;
        }
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(us);
        int eighth = (int) (us >>> (power - 3)) - EIGHTHS;
        return Math.min(COUNT - 1, (power - 2) * EIGHTHS + eighth);
    }

    /** The most microseconds that fall into a bucket. */
    static long upperEnd(int bucket) {
        if (bucket < EIGHTHS) {
            return bucket;
        }
        int power = bucket / EIGHTHS + 2;
        return ((long) (bucket % EIGHTHS + EIGHTHS + 1) << (power - 3)) - 1;
    }
}
