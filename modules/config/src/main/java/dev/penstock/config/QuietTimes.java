package dev.penstock.config;

import dev.penstock.core.rollout.QuietTime;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code quiet:} of a rollout. */
final class QuietTimes {
    private static final Pattern FORM = Pattern.compile("([A-Z][a-z]{2}) (\\d{2}:\\d{2})");
    private static final String A_TIME = "a time of the week like Fri 16:00";
    private static final String A_ZONE = "a time zone like Europe/Berlin";

    private QuietTimes() {}

    private record Moment(DayOfWeek day, LocalTime time) {}

    static List<QuietTime> read(Section policy) {
        List<QuietTime> times = new ArrayList<>();
        for (Section section : policy.sections("quiet", Keys.QUIET)) {
            Moment from = moment(section, "from");
            Moment to = moment(section, "to");
            ZoneId zone = zone(section);
            if (from != null && to != null) {
                QuietTime time = section.make(() -> new QuietTime(from.day(), from.time(), to.day(), to.time(), zone));
                if (time != null) {
                    times.add(time);
                }
            }
        }
        return times;
    }

    private static @Nullable Moment moment(Section section, String key) {
        String text = section.requiredText(key, A_TIME);
        if (text == null) {
            return null;
        }
        Moment moment = moment(text);
        if (moment == null) {
            section.wrong(key, Shown.quoted(text), "expected " + A_TIME);
        }
        return moment;
    }

    private static @Nullable Moment moment(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return null;
        }
        for (DayOfWeek day : DayOfWeek.values()) {
            if (word(day).equals(form.group(1))) {
                try {
                    return new Moment(day, LocalTime.parse(form.group(2)));
                } catch (DateTimeParseException e) {
                    return null;
                }
            }
        }
        return null;
    }

    private static ZoneId zone(Section section) {
        String text = section.requiredText("zone", A_ZONE);
        try {
            return text == null ? ZoneId.of("UTC") : ZoneId.of(text);
        } catch (DateTimeException e) {
            section.wrong("zone", Shown.quoted(String.valueOf(text)), "expected " + A_ZONE);
            return ZoneId.of("UTC");
        }
    }

    /** A time as it is written. */
    static String words(DayOfWeek day, LocalTime time) {
        return word(day) + " " + time;
    }

    private static String word(DayOfWeek day) {
        return day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
    }
}
