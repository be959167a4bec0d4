package dev.penstock.trace.store;

import dev.penstock.trace.store.TraceReader.Answer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where what was said in requests is looked for. Whoever asks does not wait. */
public interface TraceTexts {
    /** That of the trace with an id, where it is kept. */
    CompletionStage<Answer<Optional<KeptText>>> text(String id);
}
