package dev.penstock.reviews;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each store of reviews must do. */
abstract class ReviewStoreContract {
    private static final Instant NOW = Cases.NOW;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final FullReview first = Cases.review(ReviewKind.ESCALATION, "support", 0);
    private final FullReview second = Cases.review(ReviewKind.PROPOSAL, "orders", 1);
    private final FullReview third = Cases.review(ReviewKind.ESCALATION, "orders", 2);

    private ReviewStore store = new MemoryReviews();

    abstract ReviewStore open();

    @BeforeEach
    void fill() {
        store = open();
        List.of(second, first, third).forEach(store::add);
    }

    @AfterEach
    void close() {
        store.close();
    }

    final ReviewStore store() {
        return store;
    }

    final void reopen() {
        store.close();
        store = open();
    }

    @Test
    void whatWasStoredIsFoundWithAllOfItsTexts() {
        assertThat(store.find(second.review().id())).hasValue(second);
        assertThat(store.find("a.000")).isEmpty();
    }

    @Test
    void theNewestComeFirstAndPagesGoOn() {
        assertThat(list(null, null, null, 2, null)).containsExactly(third.review(), second.review());
        assertThat(list(null, null, null, 2, second.review().id())).containsExactly(first.review());
    }

    @Test
    void routesAndKindsAreToldApart() {
        assertThat(list(null, "orders", null, 9, null)).containsExactly(third.review(), second.review());
        assertThat(list(null, "orders", ReviewKind.ESCALATION, 9, null)).containsExactly(third.review());
    }

    @Test
    void aStatusIsThatOfTheTimeOfAsking() {
        Review claimed = first.review()
                .after(
                        new ReviewState.Claimed(new Person("ann", "ops"), NOW.plus(MINUTE)),
                        new ReviewEvent(NOW, "claim", Cases.author("ann")));
        store.update(new FullReview(claimed, first.story()));
        FullReview resolved = resolve(second, NOW);

        assertThat(list(ReviewStatus.CLAIMED, null, null, 9, null)).containsExactly(claimed);
        assertThat(list(ReviewStatus.OPEN, null, null, 9, null)).containsExactly(third.review());
        assertThat(list(ReviewStatus.RESOLVED, null, null, 9, null)).containsExactly(resolved.review());
        assertThat(list(ReviewStatus.EXPIRED, null, null, 9, null)).isEmpty();
        assertThat(store.undecided(NOW)).isEqualTo(2);

        Instant lapsed = NOW.plus(MINUTE);
        assertThat(store.list(new ReviewQuery(ReviewStatus.OPEN, null, null, 9, null), lapsed))
                .containsExactly(third.review(), claimed);
        Instant over = first.review().expires();
        assertThat(store.list(new ReviewQuery(ReviewStatus.EXPIRED, null, null, 9, null), over))
                .containsExactly(claimed);
        assertThat(store.undecided(over)).isEqualTo(1);
    }

    @Test
    void whatWasDecidedHasItsAnswer() {
        FullReview resolved = resolve(first, NOW);
        assertThat(store.find(first.review().id())).hasValue(resolved);
        assertThat(resolved.story().answer()).isEqualTo("{\"said\":\"yes\"}");
    }

    @Test
    void whatIsOverIsForgottenAfterItsTimeAndTheOldestWhereThereAreTooMany() {
        resolve(first, NOW);
        resolve(second, NOW.plus(MINUTE));
        long all = store.bytes();

        store.forget(NOW, 9, NOW.plus(MINUTE));
        assertThat(list(null, null, null, 9, null)).hasSize(3);
        store.forget(NOW.plusSeconds(1), 9, NOW.plus(MINUTE));
        assertThat(list(null, null, null, 9, null)).extracting(Review::route).containsExactly("orders", "orders");
        assertThat(store.find(first.review().id())).isEmpty();
        store.forget(NOW, 0, NOW.plus(MINUTE));
        assertThat(list(null, null, null, 9, null)).containsExactly(third.review());
        assertThat(store.bytes()).isEqualTo(third.story().bytes()).isLessThan(all);
    }

    @Test
    void whatNobodyDecidedIsForgottenAfterItHasExpired() {
        Instant over = third.review().expires();
        store.forget(over.minus(MINUTE), 9, over);
        assertThat(list(null, null, null, 9, null)).hasSize(3);
        store.forget(over.plusSeconds(1), 9, over.plus(MINUTE));
        assertThat(list(null, null, null, 9, null)).isEmpty();
    }

    private FullReview resolve(FullReview full, Instant at) {
        Review review = full.review()
                .after(
                        new ReviewState.Resolved("reject", "digest", new Person("ann", "ops"), at, "because"),
                        new ReviewEvent(at, "reject", Cases.author("ann", "key", "print")));
        FullReview resolved = new FullReview(review, full.story().answered("{\"said\":\"yes\"}"));
        store.update(resolved);
        return resolved;
    }

    private List<Review> list(
            @Nullable ReviewStatus status,
            @Nullable String route,
            @Nullable ReviewKind kind,
            int limit,
            @Nullable String after) {
        return store.list(new ReviewQuery(status, route, kind, limit, after), NOW);
    }
}
