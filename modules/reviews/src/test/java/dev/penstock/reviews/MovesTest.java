package dev.penstock.reviews;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.state.ControlRecord.Author;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MovesTest {
    private static final Instant NOW = Cases.NOW;
    private static final Author ANN = Cases.author("ann");
    private static final Author BEN = Cases.author("ben");

    /** A review of one of these begins, who does what when (minutes after it was opened), and what is told of it. */
    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource(delimiter = '|', textBlock = """
        an unclaimed one is claimed        | claim ann 0                                | done claimed
        one's own claim is renewed         | claim ann 0; claim ann 14                  | done claimed
        and lasts from then on             | claim ann 0; claim ann 14; claim ben 28    | held ann
        another's live claim is refused    | claim ann 0; claim ben 14                  | held ann
        a claim that has lapsed is nobody's| claim ann 0; claim ben 15                  | done claimed
        a claim is given back              | claim ann 0; release ann 1; claim ben 2    | done claimed
        what nobody has need not be        | release ann 0                              | unchanged open
        nobody gives back another's        | claim ann 0; release ben 1                 | held ann
        nobody need claim what they decide | reject ben 0                               | done resolved
        who has claimed decides            | claim ann 0; reject ann 1                  | done resolved
        nobody decides over a live claim   | claim ann 0; reject ben 1                  | held ann
        but over one that has lapsed       | claim ann 0; reject ben 15                 | done resolved
        what is decided stays so           | reject ann 0; claim ben 1                  | over resolved
        for whoever decided too            | reject ann 0; claim ann 1                  | over resolved
        the same decision again is none    | reject ann 0; reject ann 1                 | unchanged resolved
        another one is refused             | reject ann 0; other ann 1                  | over resolved
        and the same of another person     | reject ann 0; reject ben 1                 | over resolved
        up to the last moment              | reject ann 10079                           | done resolved
        too late is too late               | reject ann 10080                           | over expired
        also for a claim                   | claim ann 10080                            | over expired
        a claim does not keep it           | claim ann 10079; reject ann 10081          | over expired
        """)
    void eachMoveHasItsAnswer(String what, String moves, String told) {
        for (Review start : List.of(Cases.escalation(), Cases.proposal())) {
            Review review = start;
            String last = "";
            for (String move : moves.split("; ", -1)) {
                String[] words = move.strip().split(" ", -1);
                Instant at = NOW.plus(Duration.ofMinutes(Long.parseLong(words[2])));
                Moved moved = Moves.apply(review, move(words[0]), Cases.author(words[1]), at);
                last = told(moved, at);
                review = moved instanceof Moved.Done(Review next) ? next : review;
            }
            assertThat(last).as(what).isEqualTo(told.strip());
        }
    }

    private static ReviewMove move(String word) {
        return switch (word) {
            case "claim" -> new ReviewMove.Claim();
            case "release" -> new ReviewMove.Release();
            case "reject" -> new ReviewMove.Resolve(new Decision.Reject("No."));
            default -> new ReviewMove.Resolve(new Decision.Reject("Never."));
        };
    }

    private static String told(Moved moved, Instant at) {
        return switch (moved) {
            case Moved.Done(Review review) -> "done " + review.status(at).word();
            case Moved.Unchanged(Review review) ->
                "unchanged " + review.status(at).word();
            case Moved.Held(ReviewState.Claimed claim) -> "held " + claim.by().actor();
            case Moved.Over(var _, ReviewStatus status) -> "over " + status.word();
            case Moved.Unfit _, Moved.KeyTaken _, Moved.Unknown _, Moved.Away _, Moved.NotStored _ -> moved.toString();
        };
    }

    @ParameterizedTest
    @CsvSource({"ESCALATION,approve", "ESCALATION,edit", "PROPOSAL,answer"})
    void aDecisionOfTheOtherKindIsNone(ReviewKind kind, String word) {
        Decision decision = switch (word) {
            case "approve" -> new Decision.Approve();
            case "edit" -> new Decision.Edit(List.of(new Decision.Call("pay", "{}")));
            default -> new Decision.Answer("Yes.");
        };
        Review review = Cases.review(kind, "support", 0).review();

        assertThat(Moves.apply(review, new ReviewMove.Resolve(decision), ANN, NOW))
                .isInstanceOfSatisfying(Moved.Unfit.class, unfit -> {
                    assertThat(unfit.mistakes().getFirst().field()).isEqualTo("decision");
                    assertThat(unfit.mistakes().getFirst().value()).isEqualTo(word);
                    assertThat(unfit.mistakes().getFirst().expected())
                            .startsWith(String.join(" or ", kind.decisions()));
                });
    }

    @Test
    void theHistoryTellsWhoDidWhatWhenAndWhy() {
        Review claimed = done(Cases.escalation(), new ReviewMove.Claim(), ANN, NOW);
        Review given = done(claimed, new ReviewMove.Release(), ANN, NOW.plusSeconds(1));
        Review decided = done(given, new ReviewMove.Resolve(new Decision.Answer("42")), BEN, NOW.plusSeconds(2));

        assertThat(decided.history())
                .containsExactly(
                        new ReviewEvent(NOW, "claim", ANN),
                        new ReviewEvent(NOW.plusSeconds(1), "release", ANN),
                        new ReviewEvent(NOW.plusSeconds(2), "answer", BEN));
        assertThat(decided.state()).isInstanceOfSatisfying(ReviewState.Resolved.class, resolved -> {
            assertThat(resolved.by()).isEqualTo(new Person("ben", "ops"));
            assertThat(resolved.reason()).isEqualTo("because");
        });
    }

    @Test
    void aWriteThatIsSentAgainUnderItsKeyIsDoneOnce() {
        Author first = Cases.author("ann", "k", "f");
        Review claimed = done(Cases.escalation(), new ReviewMove.Claim(), first, NOW);
        Instant later = NOW.plusSeconds(60);

        assertThat(Moves.apply(claimed, new ReviewMove.Claim(), first, later)).isEqualTo(new Moved.Unchanged(claimed));
        assertThat(Moves.apply(claimed, new ReviewMove.Release(), Cases.author("ann", "k", "g"), later))
                .isEqualTo(new Moved.KeyTaken());
    }

    private static Review done(Review review, ReviewMove move, Author author, Instant at) {
        Moved moved = Moves.apply(review, move, author, at);
        assertThat(moved).isInstanceOf(Moved.Done.class);
        return ((Moved.Done) moved).review();
    }
}
