package dev.penstock.reviews;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reviews of a node without a disk of its own: gone with the process. */
final class MemoryReviews implements ReviewStore {
    private static final Comparator<Review> NEWEST_FIRST =
            Comparator.comparing((Review review) -> ReviewId.order(review.id())).reversed();

    private final Map<String, FullReview> all = new HashMap<>();

    @Override
    public void add(FullReview review) {
        all.put(review.review().id(), review);
    }

    @Override
    public void update(FullReview review) {
        all.put(review.review().id(), review);
    }

    @Override
    public Optional<FullReview> find(String id) {
        return Optional.ofNullable(all.get(id));
    }

    @Override
    public List<Review> list(ReviewQuery query, Instant now) {
        @Nullable String after = query.after() == null ? null : ReviewId.order(query.after());
        return reviews()
                .filter(review -> query.status() == null || review.status(now) == query.status())
                .filter(review -> query.route() == null || review.route().equals(query.route()))
                .filter(review -> query.kind() == null || review.kind() == query.kind())
                .filter(review -> after == null || ReviewId.order(review.id()).compareTo(after) < 0)
                .sorted(NEWEST_FIRST)
                .limit(query.limit())
                .toList();
    }

    @Override
    public int undecided(Instant now) {
        return Math.toIntExact(
                reviews().filter(review -> !review.status(now).isOver()).count());
    }

    @Override
    public long bytes() {
        return all.values().stream().mapToLong(review -> review.story().bytes()).sum();
    }

    @Override
    public void forget(Instant before, int most, Instant now) {
        List<Review> over = reviews()
                .filter(review -> review.status(now).isOver())
                .sorted(Comparator.comparing(Review::ended).reversed())
                .toList();
        for (int i = 0; i < over.size(); i++) {
            if (i >= most || over.get(i).ended().isBefore(before)) {
                all.remove(over.get(i).id());
            }
        }
    }

    private Stream<Review> reviews() {
        return all.values().stream().map(FullReview::review);
    }

    @Override
    public void close() {}
}
