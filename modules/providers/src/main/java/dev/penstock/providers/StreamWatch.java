package dev.penstock.providers;

import dev.penstock.core.ApiError;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the events of a stream that goes to the caller as it came, and notes what must be known of it. One per
 * stream; call from one thread at a time.
 */
public interface StreamWatch {
    /** What an event is. */
    enum Kind {
        /** A piece of the answer. */
        PIECE,
        /** Only the tokens that were used, which the caller may not have asked for. */
        USAGE,
        /** The provider's word that the stream is complete. */
        END,
        /** The same word before there was a whole answer. */
        EARLY_END,
        /** The provider's word that it failed; {@link StreamWatch#error} says how. */
        ERROR
    }

    /**
     * Looks at one event, which has data.
     *
     * @throws dev.penstock.core.json.MalformedJsonException if it is not what the dialect says
     */
    Kind look(EventFrames event);

    /** What is known so far. */
    AnswerFacts facts();

    /** The error that came, if one did. */
    @Nullable
    ApiError error();

    /** Whether the answer was complete, so that only the mark of its end is missing. */
    boolean complete();

    /** What the provider left out before the mark of the end, but clients need. */
    byte[] beforeEnd();

    /** The event that marks the end, for streams whose provider leaves it out. */
    byte[] endEvent();
}
