package dev.penstock.healing;

import dev.penstock.core.Diagnosis;
import org.jspecify.annotations.Nullable;

/** What the end of an attempt says of the target: whether it is there, not whether what it said was any good. */
enum Sign {
    /** It answered, be it to say no. */
    ALIVE,
    /** It failed. */
    FAULT,
    /** It said nothing in its time. */
    SILENCE,
    /** The gateway ended it, or its caller. */
    NOTHING;

    /** {@code diagnosis} is null for an answer. */
    static Sign of(@Nullable Diagnosis diagnosis) {
        return switch (diagnosis) {
            case null -> ALIVE;
            // It names its time, and is left alone for that: see Rests.
            case Diagnosis.RateLimited _ -> ALIVE;
            case Diagnosis.Overloaded _ -> FAULT;
            case Diagnosis.UnsupportedParameter _, Diagnosis.OutputLimit _, Diagnosis.Declined _ -> ALIVE;
            case Diagnosis.Own _ -> NOTHING;
            case Diagnosis.Fault fault ->
                switch (fault) {
                    case SERVER_ERROR,
                            BAD_GATEWAY,
                            CONNECTION_RESET,
                            STALLED_STREAM,
                            CUT_STREAM,
                            MALFORMED_CHUNK,
                            AUTHENTICATION,
                            MODEL_GONE -> FAULT;
                    case NO_RESPONSE, SLOW_FIRST_TOKEN -> SILENCE;
                    case REQUEST_TOO_LARGE,
                            QUOTA_EXHAUSTED,
                            EMPTY_ANSWER,
                            TRUNCATED_ANSWER,
                            INVALID_OUTPUT,
                            CONTEXT_TOO_LONG,
                            UNKNOWN -> ALIVE;
                };
        };
    }

    boolean isBad() {
        return this == FAULT || this == SILENCE;
    }
}
