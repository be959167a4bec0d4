package dev.penstock.core.rollout;

import dev.penstock.core.config.Checks;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;

/**
 * A time of each week in which a rollout is given nothing more: it stays where it is, and what is bad still ends it.
 *
 * @param zone by whose clocks
 */
public record QuietTime(DayOfWeek fromDay, LocalTime from, DayOfWeek toDay, LocalTime to, ZoneId zone) {
    public QuietTime {
        new Checks()
                .that(
                        fromDay != toDay || !from.equals(to),
                        "to",
                        toDay + " " + to,
                        "another time of the week than from")
                .done();
    }

    /** Whether it lasts at a time. */
    public boolean lasts(Instant now) {
        return !now.isBefore(begin(now)) && now.isBefore(end(now));
    }

    /** When the one that began last before a time ends. */
    public Instant end(Instant now) {
        ZonedDateTime begun = begin(now).atZone(zone);
        ZonedDateTime end = begun.with(TemporalAdjusters.nextOrSame(toDay)).with(to);
        return (end.isAfter(begun) ? end : end.plusWeeks(1)).toInstant();
    }

    private Instant begin(Instant now) {
        ZonedDateTime here = now.atZone(zone);
        ZonedDateTime begin =
                here.with(TemporalAdjusters.previousOrSame(fromDay)).with(from);
        return (begin.isAfter(here) ? begin.minus(Duration.ofDays(7)) : begin).toInstant();
    }
}
