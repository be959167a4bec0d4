package dev.penstock.core.config;

import java.time.Duration;

/**
 * What one node takes on.
 *
 * @param bodyBytes the largest body of a request
 * @param headerBytes the largest sum of a request's headers
 * @param concurrentRequests requests under way at once; the next one is turned away
 * @param answerBytes the largest answer that is buffered, where one is (not streams)
 * @param bufferedBytes the sum of all bodies that are held at once; a request that has no room is turned away
 * @param bodyTimeout how long a request's body may take to arrive
 * @param idleTimeout how long a caller's connection may be silent between requests
 * @param stopGrace how long streams may go on once the node is told to stop
 */
public record Limits(
        long bodyBytes,
        int headerBytes,
        int concurrentRequests,
        long answerBytes,
        long bufferedBytes,
        Duration bodyTimeout,
        Duration idleTimeout,
        Duration stopGrace) {
    /** Above {@link #DEFAULT}, whose constructor reads them. */
    private static final Duration SHORTEST = Duration.ofMillis(10);

    private static final Duration LONGEST = Duration.ofHours(24);

    public static final Limits DEFAULT = new Limits(
            10L << 20,
            16 << 10,
            10_000,
            32L << 20,
            64L << 20,
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            Duration.ofSeconds(30));

    public Limits {
        new Checks()
                .range("body_bytes", bodyBytes, 1_024, 1L << 30)
                .range("header_bytes", headerBytes, 1_024, 1 << 20)
                .range("concurrent_requests", concurrentRequests, 1, 1_000_000)
                .range("answer_bytes", answerBytes, 1_024, 1L << 30)
                .range("buffered_bytes", bufferedBytes, 1_024, 1L << 40)
                .duration("body_timeout", bodyTimeout, SHORTEST, LONGEST)
                .duration("idle_timeout", idleTimeout, SHORTEST, LONGEST)
                .duration("stop_grace", stopGrace, Duration.ZERO, LONGEST)
                .done();
    }
}
