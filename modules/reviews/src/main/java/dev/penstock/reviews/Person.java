package dev.penstock.reviews;

import dev.penstock.core.state.ControlRecord.Author;

/**
 * Who does something.
 *
 * @param actor in their own words
 * @param principal the name of the token that was shown
 */
public record Person(String actor, String principal) {
    static Person of(Author author) {
        return new Person(author.actor(), author.principal());
    }
}
