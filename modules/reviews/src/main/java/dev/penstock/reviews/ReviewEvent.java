package dev.penstock.reviews;

import dev.penstock.core.state.ControlRecord.Author;
import java.time.Instant;

/**
 * Something that was done with a review.
 *
 * @param deed {@code claim}, {@code release} or the word of a decision
 */
public record ReviewEvent(Instant at, String deed, Author author) {}
