package dev.penstock.control;

import dev.penstock.core.Dialect;
import dev.penstock.core.config.BadConfig.Mistake;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.reviews.AnswerMaker.Made;
import dev.penstock.reviews.Decision;
import dev.penstock.reviews.Found;
import dev.penstock.reviews.FullReview;
import dev.penstock.reviews.Listed;
import dev.penstock.reviews.Moved;
import dev.penstock.reviews.Opened;
import dev.penstock.reviews.Opening;
import dev.penstock.reviews.ReviewBook;
import dev.penstock.reviews.ReviewKind;
import dev.penstock.reviews.ReviewMove;
import dev.penstock.reviews.ReviewQuery;
import dev.penstock.reviews.ReviewVerticle;
import dev.penstock.reviews.Reviews;
import dev.penstock.reviews.Story;
import dev.penstock.testkit.MemoryControlPlane;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The reviews of node-a, in memory, which can be made to fail. Of the other nodes nobody answers. */
final class OfferedReviews implements Reviews {
    /** A review that node-b would keep. */
    static final String OF_ANOTHER_NODE = "node-b.19aa3c1f0b20000000000000001";

    private final AtomicLong random = new AtomicLong();
    private final ReviewVerticle verticle;
    private boolean failing;
    private boolean full;

    OfferedReviews(MemoryControlPlane control, InstantSource clock) {
        ReviewBook book = new ReviewBook("node-a", null, OfferedReviews::make, clock, random::incrementAndGet);
        verticle = new ReviewVerticle("node-a", book, control::cluster);
    }

    ReviewVerticle verticle() {
        return verticle;
    }

    /** The answer says what was decided; calls of the tool {@code fire} are not valid. */
    private static Made make(FullReview review, Decision decision) {
        return decision instanceof Decision.Edit(List<Decision.Call> calls)
                        && calls.getFirst().name().equals("fire")
                ? new Made.Bad(List.of(new Mistake("tool_calls[0].name", "fire", "one of pay")))
                : new Made.Good("{\"decided\":\"" + decision.word() + "\"}");
    }

    /** Opens one, and says its id. */
    String open(ReviewKind kind) {
        boolean proposal = kind == ReviewKind.PROPOSAL;
        Opened opened = open(new Opening(
                        kind,
                        "support",
                        "38ef1c4b50b7",
                        "t-1",
                        "app",
                        Dialect.OPENAI,
                        List.of(proposal ? "pay" : "schema"),
                        new Story(
                                "{\"model\":\"support\",\"messages\":[]}",
                                proposal ? "{\"choices\":[]}" : null,
                                proposal ? null : "schema: expected a number",
                                "{\"trace\":\"t-1\"}",
                                null),
                        Duration.ofDays(7)))
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        if (opened instanceof Opened.Stored(String id)) {
            return id;
        }
        throw new AssertionError(opened);
    }

    /** From now on each question is a fault. */
    void fail() {
        failing = true;
    }

    /** From now on nothing can be read or written. */
    void fill() {
        full = true;
    }

    private void perhapsFail() {
        if (failing) {
            throw new IllegalStateException("a fault of the tests");
        }
    }

    @Override
    public CompletableFuture<Opened> open(Opening opening) {
        return verticle.open(opening);
    }

    @Override
    public CompletionStage<Found> find(String id) {
        perhapsFail();
        return full ? CompletableFuture.completedStage(new Found.NotRead("the disk is full")) : verticle.find(id);
    }

    @Override
    public CompletionStage<Listed> list(ReviewQuery query) {
        perhapsFail();
        return verticle.list(query);
    }

    @Override
    public CompletionStage<Moved> move(String id, ReviewMove move, Author author) {
        return full
                ? CompletableFuture.completedStage(new Moved.NotStored("the disk is full"))
                : verticle.move(id, move, author);
    }
}
