package dev.penstock.control;

import dev.penstock.core.state.Audit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Audits, one after the other: each goes through the whole journal. Belongs to one event loop. */
final class Audits {
    private CompletionStage<?> last = CompletableFuture.completedStage(Optional.empty());

    /** Begins an audit once those that were asked for before have ended, however they did. */
    CompletionStage<Optional<Audit>> next(Supplier<CompletionStage<Optional<Audit>>> audit) {
        CompletionStage<Optional<Audit>> next = last.handle((_, _) -> audit).thenCompose(Supplier::get);
        last = next;
        return next;
    }
}
