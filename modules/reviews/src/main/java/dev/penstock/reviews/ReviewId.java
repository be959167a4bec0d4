package dev.penstock.reviews;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a review: {@code NODE.} and 27 hexadecimal digits, of which the first 11 are the milliseconds since 1970
 * at which it was opened and the others are random. So any node knows who keeps it, newer ones sort later, and whoever
 * was not told one does not guess it.
 *
 * @param node the node that keeps it
 * @param tail the digits
 */
record ReviewId(String node, String tail) {
    private static final Pattern FORM = Pattern.compile("([a-z0-9-]{1,32})\\.([0-9a-f]{27})");

    /** A new one; {@code random} is 64 random bits. */
    static ReviewId of(String node, Instant at, long random) {
        return new ReviewId(node, "%011x%016x".formatted(at.toEpochMilli(), random));
    }

    /** Reads one; empty if a text is none. */
    static Optional<ReviewId> read(String id) {
        Matcher form = FORM.matcher(id);
        return form.matches() ? Optional.of(new ReviewId(form.group(1), form.group(2))) : Optional.empty();
    }

    /** By which the newest come last, the same on every node. */
    static String order(String id) {
        return read(id).map(read -> read.tail + "." + read.node).orElse("");
    }

    @Override
    public String toString() {
        return node + "." + tail;
    }
}
