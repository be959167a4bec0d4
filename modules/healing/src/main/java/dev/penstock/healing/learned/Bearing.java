package dev.penstock.healing.learned;

import dev.penstock.core.Diagnosis;
import dev.penstock.core.Diagnosis.Declined;
import dev.penstock.core.Diagnosis.Fault;
import dev.penstock.core.rule.RuleAction;
import org.jspecify.annotations.Nullable;

/** What the end of an attempt says of a rule that was applied to it. */
enum Bearing {
    GOOD,
    /** The failure came all the same, or is one that the rule may have caused. */
    BAD,
    /** It has nothing to do with the rule: a fault, a limit, a caller who went away. */
    NONE;

    /** {@code diagnosis} is null for an answer. */
    static Bearing of(RuleAction action, @Nullable Diagnosis diagnosis) {
        return switch (diagnosis) {
            case null -> GOOD;
            case Diagnosis.UnsupportedParameter _ -> BAD;
            case Diagnosis.OutputLimit _ -> action instanceof RuleAction.Send ? NONE : BAD;
            case Declined declined ->
                switch (declined) {
                    case INVALID_REQUEST -> BAD;
                    case REFUSAL, CONTENT_FILTERED -> NONE;
                };
            case Fault fault ->
                switch (fault) {
                    case EMPTY_ANSWER, CONTEXT_TOO_LONG -> action instanceof RuleAction.Send ? NONE : BAD;
                    case INVALID_OUTPUT, TRUNCATED_ANSWER, MODEL_GONE ->
                        action instanceof RuleAction.AskLast ? BAD : NONE;
                    case REQUEST_TOO_LARGE,
                            QUOTA_EXHAUSTED,
                            SERVER_ERROR,
                            BAD_GATEWAY,
                            CONNECTION_RESET,
                            NO_RESPONSE,
                            SLOW_FIRST_TOKEN,
                            STALLED_STREAM,
                            CUT_STREAM,
                            MALFORMED_CHUNK,
                            AUTHENTICATION,
                            UNKNOWN -> NONE;
                };
            case Diagnosis.RateLimited _, Diagnosis.Overloaded _, Diagnosis.Own _ -> NONE;
        };
    }
}
