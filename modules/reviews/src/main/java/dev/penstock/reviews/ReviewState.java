package dev.penstock.reviews;

import java.time.Instant;

/** How far a review is. */
public sealed interface ReviewState {
    /** Nobody has it. */
    record Open() implements ReviewState {}

    /** Somebody has it until a time; after that it is as if nobody had. */
    record Claimed(Person by, Instant until) implements ReviewState {}

    /**
     * It is decided.
     *
     * @param decision its word
     * @param digest a hash of all that was decided, which shows a repetition
     */
    record Resolved(String decision, String digest, Person by, Instant at, String reason) implements ReviewState {}
}
