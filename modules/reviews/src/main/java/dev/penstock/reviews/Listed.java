package dev.penstock.reviews;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reviews of all nodes, the newest first.
 *
 * @param silent nodes that did not answer in time, whose reviews are missing here
 * @param next what {@link ReviewQuery#after} is for the next page; null if this is the last one
 */
public record Listed(
        List<Review> reviews, List<String> silent, @Nullable String next) {
    public Listed {
        reviews = List.copyOf(reviews);
        silent = List.copyOf(silent);
    }
}
