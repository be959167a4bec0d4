package dev.penstock.providers;

import dev.penstock.core.AttemptFailure;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a provider streams into what the caller gets: whole events only, so that a stream that breaks can always
 * be ended with a well-formed error event. One per attempt; call from one thread at a time.
 */
public sealed interface StreamRelay permits PassThroughRelay, TranslatingRelay {
    /** Where the stream is. */
    enum State {
        OPEN,
        /** Complete; the caller's stream can be ended. */
        COMPLETE,
        /** {@link StreamRelay#failure} says why; nothing more will come. */
        BROKEN
    }

    /** The largest event that is taken, in bytes. */
    int MAX_EVENT_BYTES = 8 << 20;

    /** Takes what the caller is to get. */
    interface Out {
        void put(byte[] bytes, int from, int to);
    }

    /** Takes the next bytes from the provider. */
    State feed(byte[] bytes, Out out);

    /** Takes note that the provider ended its stream. */
    State end(Out out);

    /** What is known of the answer so far. */
    AnswerFacts facts();

    /** The bytes of memory that it holds between two feeds. */
    int heldBytes();

    /** Why the stream is broken. */
    @Nullable
    AttemptFailure failure();
}
