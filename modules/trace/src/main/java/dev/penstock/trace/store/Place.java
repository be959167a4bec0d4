package dev.penstock.trace.store;

import dev.penstock.core.config.BadConfig;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a trace stands among all others, on all nodes: by when its request came in, then by chance, then by its id.
 *
 * @param number the microseconds since 1970, and below them 11 bits that keep apart what came in one microsecond
 * @param id the trace's
 */
public record Place(long number, String id) implements Comparable<Place> {
    private static final int BITS = 11;
    private static final int MASK = (1 << BITS) - 1;
    private static final Comparator<Place> ORDER =
            Comparator.comparingLong(Place::number).thenComparing(Place::id);

    private static final Pattern TEXT = Pattern.compile("([0-7]?[0-9a-f]{1,15})\\.([A-Za-z0-9_.-]{1,128})");

    /** The place of a trace, unless another has that number. */
    static Place of(Instant at, String id) {
        return new Place(first(at) + (id.hashCode() & MASK), id);
    }

    /** The number of the first place in a microsecond. */
    static long first(Instant at) {
        long micros = Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1_000);
        return Math.multiplyExact(micros, 1L << BITS);
    }

    /** The next number in the same microsecond, after the last one the first. */
    Place next() {
        return new Place((number & ~MASK) | ((number + 1) & MASK), id);
    }

    /** When the request came in, to the microsecond. */
    Instant at() {
        long micros = number >> BITS;
        return Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000);
    }

    /**
     * Reads {@link #toString()}.
     *
     * @param field the field in which it was given
     * @throws BadConfig if it is none
     */
    static Place read(String field, String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new BadConfig(
                    List.of(new BadConfig.Mistake(field, text, "the 'next' of the page before, as it was answered")));
        }
        return new Place(Long.parseLong(matcher.group(1), 16), matcher.group(2));
    }

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return Long.toHexString(number) + "." + id;
    }
}
