package dev.penstock.control;

import dev.penstock.core.state.Audit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Audits, one at a time: each goes through the whole journal, so that who asks while one is under way gets that one. It
 * may be without what was written since it began. Belongs to one event loop.
 */
final class SharedAudit {
    private final Supplier<CompletionStage<Audit>> audits;
    private CompletableFuture<Audit> last = CompletableFuture.failedFuture(new IllegalStateException("none yet"));

    SharedAudit(Supplier<CompletionStage<Audit>> audits) {
        this.audits = audits;
    }

    CompletionStage<Audit> ask() {
        if (last.isDone()) {
            last = audits.get().toCompletableFuture();
        }
        return last;
    }
}
