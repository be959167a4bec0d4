package dev.penstock.core.config;

import java.time.Duration;

/**
 * Which traces a node keeps.
 *
 * @param latest how many of the latest are in memory
 * @param store whether traces are stored where decisions are: below {@code data_dir}, or in the database
 * @param retention how long a stored one is kept
 * @param maxBytes the room that those below {@code data_dir} take at most; the oldest are given up first
 */
public record TracePolicy(int latest, boolean store, Duration retention, long maxBytes) {
    public static final TracePolicy DEFAULT = new TracePolicy(10_000, true, Duration.ofDays(14), 2L << 30);

    private static final int MOST_LATEST = 1_000_000;

    public TracePolicy {
        new Checks()
                .range("latest", latest, 1, MOST_LATEST)
                .duration("retention", retention, Duration.ofMinutes(1), Duration.ofDays(3_650))
                .range("max_bytes", maxBytes, 16L << 20, 1L << 50)
                .done();
    }

    /**
     * The default with another number in memory, as an operator writes it in one word.
     *
     * @throws BadConfig about the field {@code traces}
     */
    public static TracePolicy ofLatest(int latest) {
        new Checks().range("traces", latest, 1, MOST_LATEST).done();
        return new TracePolicy(latest, DEFAULT.store(), DEFAULT.retention(), DEFAULT.maxBytes());
    }
}
