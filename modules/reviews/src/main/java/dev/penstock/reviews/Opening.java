package dev.penstock.reviews;

import dev.penstock.core.Dialect;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a new review is to be of; its fields are those of {@link Review}.
 *
 * @param keep how long it waits for a decision
 */
public record Opening(
        ReviewKind kind,
        String route,
        String release,
        String trace,
        @Nullable String caller,
        Dialect dialect,
        List<String> why,
        Story story,
        Duration keep) {
    FullReview as(String id, String node, Instant now) {
        Review review = new Review(
                id,
                node,
                now,
                now.plus(keep),
                kind,
                route,
                release,
                trace,
                caller,
                dialect,
                why,
                new ReviewState.Open(),
                List.of());
        return new FullReview(review, story);
    }
}
