package dev.penstock.gateway;

import dev.penstock.providers.GoDuration;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How long a provider asks to wait, as its headers say it. */
final class RetryAfter {
    private static final String[] LIMITED = {"requests", "tokens"};

    private RetryAfter() {}

    /**
     * Reads {@code retry-after-ms} and, where that says nothing, {@code retry-after} (RFC 9110, section 10.2.3: seconds
     * or a date), and then {@code x-ratelimit-reset-requests} or {@code -tokens}, if nothing of these remains. Null if
     * none says anything that can be understood.
     *
     * @param header gives a header's value, or null
     */
    static @Nullable Duration read(Function<String, @Nullable String> header, Instant now) {
        Double ms = number(header.apply("retry-after-ms"));
        if (ms != null) {
            return Duration.ofMillis(Math.round(ms));
        }
        String after = header.apply("retry-after");
        Double s = number(after);
        if (s != null) {
            return Duration.ofMillis(Math.round(s * 1_000));
        }
        Duration until = after == null ? null : until(after, now);
        return until == null ? reset(header) : until;
    }

    private static @Nullable Duration until(String date, Instant now) {
        try {
            Instant then = ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(now, then);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Duration reset(Function<String, @Nullable String> header) {
        for (String what : LIMITED) {
            if ("0".equals(header.apply("x-ratelimit-remaining-" + what))) {
                return GoDuration.read(header.apply("x-ratelimit-reset-" + what));
            }
        }
        return null;
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
