package dev.penstock.canary;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers, as a person reads them. */
final class Figures {
    private Figures() {}

    /** A part of a whole. */
    static String percent(long some, long of) {
        return of == 0 ? "0 %" : number(100.0 * some / of) + " %";
    }

    /** With as many digits as say something. */
    static String number(double value) {
        return value >= 10
                ? String.format(Locale.ROOT, "%.0f", value)
                : value >= 1
                        ? String.format(Locale.ROOT, "%.1f", value)
                        : value == 0 ? "0" : String.format(Locale.ROOT, "%.2g", value);
    }

    /** A number from 0 to 1. */
    static String score(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    /** A time; null lasts for ever. */
    static String time(@Nullable Duration duration) {
        if (duration == null) {
            return "for ever";
        }
        long seconds = Math.max(1, duration.toSeconds());
        return seconds >= 172_800
                ? seconds / 86_400 + " days"
                : seconds >= 7_200
                        ? seconds / 3_600 + " hours"
                        : seconds >= 120 ? seconds / 60 + " minutes" : seconds + " seconds";
    }
}
