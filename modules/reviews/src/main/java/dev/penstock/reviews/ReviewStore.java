package dev.penstock.reviews;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a node keeps its reviews. Belongs to one thread, and blocks it. */
interface ReviewStore extends AutoCloseable {
    /** The store cannot be opened, written or read; the message says why, for the node's log. */
    final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unusable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Stores a new one; durable once this returns. */
    void add(FullReview review);

    /** Stores what became of one, and what its caller gets; durable once this returns. */
    void update(FullReview review);

    Optional<FullReview> find(String id);

    /** Those of a query, the newest first. */
    List<Review> list(ReviewQuery query, Instant now);

    /** How many can still be decided. */
    int undecided(Instant now);

    /** The bytes that all of them take, about. */
    long bytes();

    /** Forgets those that were over before a time, and of the others that are over all but the newest so many. */
    void forget(Instant before, int most, Instant now);

    @Override
    void close();
}
