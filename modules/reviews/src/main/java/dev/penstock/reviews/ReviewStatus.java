package dev.penstock.reviews;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a review is at a time. */
public enum ReviewStatus {
    /** Nobody has it. */
    OPEN,
    /** Somebody has it, for a while. */
    CLAIMED,
    /** Somebody has decided. */
    RESOLVED,
    /** Nobody decided in time, and nobody can any more. */
    EXPIRED;

    /** The word for it in the admin API and for callers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether nothing can become of it any more. */
    public boolean isOver() {
        return this == RESOLVED || this == EXPIRED;
    }

    /** The one with a word. */
    public static Optional<ReviewStatus> of(String word) {
        return Stream.of(values()).filter(status -> status.word().equals(word)).findFirst();
    }
}
