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
    public static final Deadlines DEFAULT = new Deadlines(
            Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofMinutes(10));

    public Deadlines {
        new Checks()
                .that(usable(connect), "connect", connect, "a duration from 10ms to 24h")
                .that(usable(firstToken), "first_token", firstToken, "a duration from 10ms to 24h")
                .that(usable(betweenTokens), "between_tokens", betweenTokens, "a duration from 10ms to 24h")
                .that(usable(total), "total", total, "a duration from 10ms to 24h")
                .done();
    }

    private static boolean usable(Duration duration) {
        return duration.compareTo(Duration.ofMillis(10)) >= 0 && duration.compareTo(Duration.ofHours(24)) <= 0;
    }
}
