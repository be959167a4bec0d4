package dev.penstock.providers;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as providers write them in headers and messages, in the form of Go's: {@code 547ms}, {@code 2m52.8s}. */
public final class GoDuration {

    private static final Pattern PARTS = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|h|m|s)");

    private GoDuration() {}

    /** Reads one; null if it is none. */
    public static @Nullable Duration read(@Nullable String text) {
        if (text == null) {
            return null;
        }
        Matcher part = PARTS.matcher(text.strip());
        double millis = 0;
        int end = 0;
        while (part.find() && part.start() == end) {
            millis += Double.parseDouble(part.group(1)) * millisOf(part.group(2));
            end = part.end();
        }
        return end == 0 || end < text.strip().length() ? null : Duration.ofMillis(Math.round(millis));
    }

    private static double millisOf(String unit) {
        return switch (unit) {
            case "h" -> 3_600_000;
            case "m" -> 60_000;
            case "s" -> 1_000;
            default -> 1;
        };
    }
}
