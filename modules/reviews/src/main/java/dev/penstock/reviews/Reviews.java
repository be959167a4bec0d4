package dev.penstock.reviews;

import dev.penstock.core.state.ControlRecord.Author;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The reviews of all nodes, asked on any of them, on any thread. No stage fails: what went wrong is a value. */
public interface Reviews {
    /** Opens one on this node. Whoever completes the future first gives it up: what is not written yet never is. */
    CompletableFuture<Opened> open(Opening opening);

    /** The review of an id, from the node that keeps it. */
    CompletionStage<Found> find(String id);

    /** Reviews of all nodes that answer within a second. */
    CompletionStage<Listed> list(ReviewQuery query);

    /** Does something with one; it is durable once this says so. */
    CompletionStage<Moved> move(String id, ReviewMove move, Author author);
}
