package dev.penstock.core.config;

import java.time.Duration;

/**
 * How long each part of a request may take.
 *
 * @param connect until a provider's connection stands, per attempt
 * @param firstToken from sending an attempt to its first byte of content
 * @param betweenTokens from one piece of a stream to the next
 * @param total the whole request with all its attempts
 */
public record Deadlines(Duration connect, Duration firstToken, Duration betweenTokens, Duration total) {
    /** Above {@link #DEFAULT}, whose constructor reads them. */
    private static final Duration LEAST = Duration.ofMillis(10);

    private static final Duration MOST = Duration.ofHours(24);

    public static final Deadlines DEFAULT = new Deadlines(
            Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofMinutes(10));

    public Deadlines {
        new Checks()
                .duration("connect", connect, LEAST, MOST)
                .duration("first_token", firstToken, LEAST, MOST)
                .duration("between_tokens", betweenTokens, LEAST, MOST)
                .duration("total", total, LEAST, MOST)
                .done();
    }
}
