package dev.penstock.gateway;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** How long a provider asks to wait, as its headers say it. */
final class RetryAfter {
    private RetryAfter() {}

    /**
     * Reads {@code retry-after-ms} and, where that says nothing, {@code retry-after} (RFC 9110, section 10.2.3: seconds
     * or a date). Null if neither says anything that can be understood.
     */
    static @Nullable Duration read(@Nullable String millis, @Nullable String seconds, Instant now) {
        Double ms = number(millis);
        if (ms != null) {
            return Duration.ofMillis(Math.round(ms));
        }
        Double s = number(seconds);
        if (s != null) {
            return Duration.ofMillis(Math.round(s * 1_000));
        }
        if (seconds == null) {
            return null;
        }
        try {
            Instant then = ZonedDateTime.parse(seconds.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(now, then);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Double number(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            double number = Double.parseDouble(text.strip());
            return number >= 0 && number < 1e9 ? number : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
