package dev.penstock.reviews;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.config.BadConfig.Mistake;
import dev.penstock.reviews.ReviewMessages.Question;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said arrives as it was said. */
class ReviewMessagesTest {
    private static final Review REVIEW = Cases.escalation()
            .after(
                    new ReviewState.Claimed(new Person("ann", "ops"), Cases.NOW),
                    new ReviewEvent(Cases.NOW, "claim", Cases.author("ann", "k", "f")));

    static Stream<Question> questions() {
        return Stream.of(
                new Question.Find("a.1"),
                new Question.ListThem(new ReviewQuery(null, null, null, 3, null)),
                new Question.ListThem(
                        new ReviewQuery(ReviewStatus.CLAIMED, "support", ReviewKind.PROPOSAL, 100, "a.1")),
                new Question.Move("a.1", new ReviewMove.Claim(), Cases.author("ann")),
                new Question.Move("a.1", new ReviewMove.Release(), Cases.author("ann", "k", "f")),
                decide(new Decision.Approve()),
                decide(new Decision.Edit(List.of(new Decision.Call("pay", "{\"euros\":1}")))),
                decide(new Decision.Reject(null)),
                decide(new Decision.Reject("No.")),
                decide(new Decision.Answer("„Ja“\n")));
    }

    private static Question decide(Decision decision) {
        return new Question.Move("a.1", new ReviewMove.Resolve(decision), Cases.author("ann"));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void questions(Question question) {
        assertThat(ReviewMessages.question(ReviewMessages.of(question))).hasValue(question);
    }

    @Test
    void aQuestionOfANewerVersionIsNone() {
        assertThat(ReviewMessages.question("{\"type\":\"penstock.reviews.v9\"}"))
                .isEmpty();
        assertThat(ReviewMessages.question("{\"type\":\"penstock.reviews.v1\",\"ask\":\"more\"}"))
                .isEmpty();
    }

    static Stream<Found> founds() {
        return Stream.of(
                new Found.Here(new FullReview(
                        REVIEW,
                        Cases.review(ReviewKind.PROPOSAL, "r", 1).story().answered("{}"))),
                new Found.Unknown(),
                new Found.Away("b"),
                new Found.NotRead("full"));
    }

    @ParameterizedTest
    @MethodSource("founds")
    void founds(Found found) {
        assertThat(ReviewMessages.found(ReviewMessages.of(found))).isEqualTo(found);
    }

    static Stream<Moved> moves() {
        Review resolved = REVIEW.after(
                new ReviewState.Resolved("reject", "d", new Person("ann", "ops"), Cases.NOW, "because"),
                new ReviewEvent(Cases.NOW, "reject", Cases.author("ann")));
        return Stream.of(
                new Moved.Done(resolved),
                new Moved.Unchanged(REVIEW),
                new Moved.Held(new ReviewState.Claimed(new Person("ann", "ops"), Cases.NOW)),
                new Moved.Over(resolved, ReviewStatus.RESOLVED),
                new Moved.Unfit(List.of(new Mistake("text", "x", "y"))),
                new Moved.KeyTaken(),
                new Moved.Unknown(),
                new Moved.Away("b", true),
                new Moved.NotStored("full"));
    }

    @ParameterizedTest
    @MethodSource("moves")
    void moves(Moved moved) {
        assertThat(ReviewMessages.moved(ReviewMessages.of(moved))).isEqualTo(moved);
    }

    @Test
    void lists() {
        List<Review> reviews = List.of(REVIEW, Cases.proposal());
        assertThat(ReviewMessages.reviews(ReviewMessages.of(reviews))).isEqualTo(reviews);
    }
}
