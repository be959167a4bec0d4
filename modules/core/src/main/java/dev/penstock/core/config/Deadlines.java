package dev.penstock.core.config;

import java.time.Duration;

/**
 * How long each part of a request may take.
 *
 * @param connect until a provider's connection stands, per attempt
 * @param firstToken from sending an attempt to its first byte of content
 * @param betweenTokens from one piece of a stream to the next
 * @param answer from sending an attempt to the whole of an answer that is no stream
 * @param total the whole request with all its attempts
 */
public record Deadlines(
        Duration connect, Duration firstToken, Duration betweenTokens, Duration answer, Duration total) {
    /** Above {@link #DEFAULT}, whose constructor reads them. */
    private static final Duration LEAST = Duration.ofMillis(10);

    private static final Duration MOST = Duration.ofHours(24);

    private static final Duration USUAL_ANSWER = Duration.ofMinutes(2);

    public static final Deadlines DEFAULT = new Deadlines(
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            USUAL_ANSWER,
            Duration.ofMinutes(10));

    /** Deadlines with the usual one for whole answers. */
    public Deadlines(Duration connect, Duration firstToken, Duration betweenTokens, Duration total) {
        this(connect, firstToken, betweenTokens, USUAL_ANSWER, total);
    }

    public Deadlines {
        new Checks()
                .duration("connect", connect, LEAST, MOST)
                .duration("first_token", firstToken, LEAST, MOST)
                .duration("between_tokens", betweenTokens, LEAST, MOST)
                .duration("answer", answer, LEAST, MOST)
                .duration("total", total, LEAST, MOST)
                .done();
    }
}
