package dev.penstock.app;

import dev.penstock.core.ReleaseContent;
import dev.penstock.trace.RecordedRequest;
import dev.penstock.trace.Replayed;
import dev.penstock.trace.store.KeptText;
import dev.penstock.trace.store.TraceReader.Answer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Nothing is kept, and nothing is replayed. */
final class NoReplays {
    private NoReplays() {}

    static CompletionStage<Answer<Optional<KeptText>>> text(String id) {
        return CompletableFuture.completedStage(new Answer.Read<>(Optional.empty()));
    }

    static CompletionStage<Replayed> replay(RecordedRequest recorded, ReleaseContent release) {
        return CompletableFuture.completedStage(new Replayed.Impossible("nothing is, here"));
    }
}
