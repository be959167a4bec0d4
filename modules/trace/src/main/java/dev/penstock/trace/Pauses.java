package dev.penstock.trace;

import dev.penstock.core.Between;
import org.jspecify.annotations.Nullable;

/** The pauses between the pieces of one stream, counted without cost to speak of. Belongs to one thread. */
public final class Pauses {
    private final int[] perBucket = new int[LatencyHistogram.BUCKETS];
    /** Finer: eight for each doubling, so that a pause is known to an eighth of it. */
    private final int[] fine = new int[FINE];

    private long count;
    private long maxUs;
    private long sumUs;

    private static final int PARTS = 8;
    /** Up to 2^36 us, which is 19 hours. */
    private static final int FINE = 34 * PARTS;

    /** Counts a pause in microseconds. */
    public void add(long us) {
        fine[fine(us)]++;
        count++;
        maxUs = Math.max(maxUs, us);
        perBucket[LatencyHistogram.bucket(us)]++;
        sumUs += us;
    }

    /** What they were like; null if there was none. */
    public @Nullable Between between() {
        return count == 0 ? null : new Between(count, quantile(0.5), quantile(0.95), maxUs);
    }

    /** The upper end of the part in which it lies. */
    private long quantile(double share) {
        long rank = (long) Math.ceil(share * count);
        int part = 0;
        for (long seen = fine[0]; seen < rank; seen += fine[part]) {
            part++;
        }
        return Math.min(maxUs, end(part));
    }

    /** The part of a pause: below 8 us each has its own. */
    private static int fine(long us) {
        if (us < PARTS) {
            return (int) Math.max(0, us);
        }
        int doublings = 63 - Long.numberOfLeadingZeros(us) - 3;
        return Math.min(FINE - 1, (doublings + 1) * PARTS + (int) (us >> doublings) - PARTS);
    }

    /** The longest pause of a part. */
    private static long end(int part) {
        if (part < PARTS) {
            return part;
        }
        int doublings = part / PARTS - 1;
        return ((long) (part % PARTS + PARTS + 1) << doublings) - 1;
    }

    void addTo(LatencyHistogram histogram) {
        histogram.addAll(perBucket, sumUs);
    }
}
