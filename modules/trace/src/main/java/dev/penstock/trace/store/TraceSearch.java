package dev.penstock.trace.store;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Where traces are looked for. Whoever asks does not wait. */
public interface TraceSearch {
    /** What came of looking for one trace. */
    sealed interface Found {
        /** {@code story} is the whole story as a line of JSON. */
        record Here(byte[] story) implements Found {}

        record Unknown() implements Found {}

        /** The node that would have it does not answer. */
        record Away(String node) implements Found {}

        /** It cannot be looked for; {@code why} is for operators. */
        record NotRead(String why) implements Found {}
    }

    /**
     * A page.
     *
     * @param traces the newest first
     * @param silent the nodes whose traces are missing, because they did not answer or could not read them
     * @param next what the next page is after; null: there is none
     */
    record Listed(
            List<FoundTrace> traces,
            List<String> silent,
            @Nullable Place next) {
        public Listed {
            traces = List.copyOf(traces);
            silent = List.copyOf(silent);
        }
    }

    /** The trace with an id. */
    CompletionStage<Found> find(String id);

    /** Those of a query. */
    CompletionStage<Listed> list(TraceQuery query);
}
