package dev.penstock.core.state;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How often a budget begins anew, in UTC. */
public enum BudgetPeriod {
    /** Never: its one period starts at {@link Instant#EPOCH}, and all time is in it. */
    NONE,
    HOUR,
    DAY,
    /** With the calendar's month. */
    MONTH;

    /** When the period that a time is in has started. */
    public Instant start(Instant time) {
        return switch (this) {
            case NONE -> Instant.EPOCH;
            case HOUR -> time.truncatedTo(ChronoUnit.HOURS);
            case DAY -> time.truncatedTo(ChronoUnit.DAYS);
            case MONTH -> midnight(day(time).withDayOfMonth(1));
        };
    }

    /** When the period after the one that starts then starts; {@link Instant#MAX} if there is none. */
    public Instant end(Instant start) {
        return switch (this) {
            case NONE -> Instant.MAX;
            case HOUR -> start.plus(1, ChronoUnit.HOURS);
            case DAY -> start.plus(1, ChronoUnit.DAYS);
            case MONTH -> midnight(day(start).plusMonths(1));
        };
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** The word for it in the API and in records. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The period of a word, if it is one. */
    public static Optional<BudgetPeriod> of(String word) {
        return Arrays.stream(values())
                .filter(period -> period.word().equals(word))
                .findFirst();
    }
}
