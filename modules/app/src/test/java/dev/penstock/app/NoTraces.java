package dev.penstock.app;

import dev.penstock.trace.store.TraceQuery;
import dev.penstock.trace.store.TraceSearch;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** There are none. */
final class NoTraces implements TraceSearch {
    @Override
    public CompletionStage<Found> find(String id) {
        return CompletableFuture.completedStage(new Found.Unknown());
    }

    @Override
    public CompletionStage<Listed> list(TraceQuery query) {
        return CompletableFuture.completedStage(new Listed(List.of(), List.of(), null));
    }
}
