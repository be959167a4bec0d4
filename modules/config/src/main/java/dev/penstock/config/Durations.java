package dev.penstock.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as operators write them: a whole number and a unit. */
public final class Durations {
    static final Pattern FORM = Pattern.compile("(\\d{1,11})(ms|s|m|h|d)");
    public static final String EXPECTED = "a duration like 500ms, 30s, 5m, 1h or 7d";

    private Durations() {}

    /** Whether a text has that form. */
    public static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    /** What a text of that form means. */
    public static Duration parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("no duration: " + text);
        }
        long count = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /** A duration in that form, in the largest unit up to hours that says it in full. */
    public static String words(Duration duration) {
        long ms = duration.toMillis();
        if (ms % 1_000 != 0) {
            return ms + "ms";
        }
        if (ms == 0 || ms % 60_000 != 0) {
            return ms / 1_000 + "s";
        }
        return ms % 3_600_000 == 0 ? ms / 3_600_000 + "h" : ms / 60_000 + "m";
    }
}
