package dev.penstock.trace;

/** The pauses between the pieces of one stream, counted without cost to speak of. Belongs to one thread. */
public final class Pauses {
    private final int[] perBucket = new int[LatencyHistogram.BUCKETS];
    private long sumUs;

    /** Counts a pause in microseconds. */
    public void add(long us) {
        perBucket[LatencyHistogram.bucket(us)]++;
        sumUs += us;
    }

    void addTo(LatencyHistogram histogram) {
        histogram.addAll(perBucket, sumUs);
    }
}
