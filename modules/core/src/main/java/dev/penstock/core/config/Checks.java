package dev.penstock.core.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with the values of one record, and refuses them all at once. */
public final class Checks {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/:-]{0,127}");

    private final List<BadConfig.Mistake> mistakes = new ArrayList<>();

    /** Notes a mistake unless {@code good}. */
    public Checks that(boolean good, String field, @Nullable Object value, String expected) {
        if (!good) {
            mistakes.add(new BadConfig.Mistake(field, String.valueOf(value), expected));
        }
        return this;
    }

    /** A name that is safe in a URL, a header, a metric and a file name. */
    public Checks name(String field, String value) {
        return that(
                NAME.matcher(value).matches(),
                field,
                value,
                "a name of 1 to 128 letters, digits and . _ / : - that starts with a letter or digit");
    }

    /** A text that is not blank and has at most {@code most} characters. */
    public Checks text(String field, String value, int most) {
        return that(
                !value.isBlank() && value.length() <= most,
                field,
                value.isBlank() ? "empty" : "a text of " + value.length() + " characters",
                "a text of 1 to " + most + " characters");
    }

    /** A whole number from {@code least} to {@code most}, both included. */
    public Checks range(String field, long value, long least, long most) {
        return that(value >= least && value <= most, field, value, "a whole number from " + least + " to " + most);
    }

    /** A number from {@code least} to {@code most}, both included. */
    public Checks number(String field, double value, int least, int most) {
        return that(value >= least && value <= most, field, value, "a number from " + least + " to " + most);
    }

    /** A duration from {@code least} to {@code most}, both included. */
    public Checks duration(String field, Duration value, Duration least, Duration most) {
        return that(
                value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                field,
                words(value),
                "a duration from " + words(least) + " to " + words(most));
    }

    /** A duration as operators write it: 500ms, 30s, 5m, 24h. */
    private static String words(Duration duration) {
        long ms = duration.toMillis();
        if (ms % 1_000 != 0) {
            return ms + "ms";
        }
        if (ms == 0 || ms % 60_000 != 0) {
            return ms / 1_000 + "s";
        }
        return ms % 3_600_000 == 0 ? ms / 3_600_000 + "h" : ms / 60_000 + "m";
    }

    /**
     * Ends the checks.
     *
     * @throws BadConfig if one of them failed
     */
    public void done() {
        if (!mistakes.isEmpty()) {
            throw new BadConfig(mistakes);
        }
    }
}
