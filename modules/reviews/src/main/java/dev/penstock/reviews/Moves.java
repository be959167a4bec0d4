package dev.penstock.reviews;

import dev.penstock.core.config.BadConfig.Mistake;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlRecord.Request;
import dev.penstock.reviews.ReviewState.Claimed;
import dev.penstock.reviews.ReviewState.Resolved;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What may be done with a review, and what it is after that. Pure. */
final class Moves {
    /** How long a claim lasts. */
    static final Duration LEASE = Duration.ofMinutes(15);

    private Moves() {}

    /** Makes a move at a time, or says why not. */
    static Moved apply(Review review, ReviewMove move, Author author, Instant now) {
        Request request = author.request();
        if (request != null) {
            for (ReviewEvent event : review.history()) {
                Request first = event.author().request();
                if (first != null && first.key().equals(request.key())) {
                    return first.equals(request) ? new Moved.Unchanged(review) : new Moved.KeyTaken();
                }
            }
        }
        if (review.status(now).isOver()) {
            return isRepeated(review, move, author)
                    ? new Moved.Unchanged(review)
                    : new Moved.Over(review, review.status(now));
        }
        Claimed claim = review.claim(now);
        if (claim != null && !claim.by().equals(Person.of(author))) {
            return new Moved.Held(claim);
        }
        return switch (move) {
            case ReviewMove.Claim() ->
                done(review, new Claimed(Person.of(author), now.plus(LEASE)), "claim", author, now);
            case ReviewMove.Release() ->
                claim == null
                        ? new Moved.Unchanged(review)
                        : done(review, new ReviewState.Open(), "release", author, now);
            case ReviewMove.Resolve(Decision decision) -> resolve(review, decision, author, now);
        };
    }

    private static Moved resolve(Review review, Decision decision, Author author, Instant now) {
        List<String> fitting = review.kind().decisions();
        if (!fitting.contains(decision.word())) {
            return new Moved.Unfit(List.of(new Mistake(
                    "decision",
                    decision.word(),
                    String.join(" or ", fitting) + ": it is " + article(review.kind())
                            + review.kind().word())));
        }
        Resolved resolved =
                new Resolved(decision.word(), ReviewCodec.digest(decision), Person.of(author), now, author.reason());
        return done(review, resolved, decision.word(), author, now);
    }

    private static String article(ReviewKind kind) {
        return kind == ReviewKind.ESCALATION ? "an " : "a ";
    }

    private static Moved done(Review review, ReviewState next, String deed, Author author, Instant now) {
        return new Moved.Done(review.after(next, new ReviewEvent(now, deed, author)));
    }

    private static boolean isRepeated(Review review, ReviewMove move, Author author) {
        return review.state() instanceof Resolved resolved
                && move instanceof ReviewMove.Resolve(Decision decision)
                && resolved.by().equals(Person.of(author))
                && resolved.digest().equals(ReviewCodec.digest(decision));
    }
}
