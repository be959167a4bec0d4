package dev.penstock.trace;

import dev.penstock.core.ReleaseContent;
import java.util.concurrent.CompletionStage;

/** Runs recorded requests once more. Whoever asks does not wait. */
public interface Replays {
    /**
     * Runs a request once against a release of its route, whether that serves or not. Nobody's request waits for it.
     */
    CompletionStage<Replayed> replay(RecordedRequest recorded, ReleaseContent release);
}
