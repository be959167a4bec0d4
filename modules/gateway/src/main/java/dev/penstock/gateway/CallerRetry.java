package dev.penstock.gateway;

import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Diagnosis;

/** Whether a caller who asks again may do better. Official clients do so by themselves unless they are told not to. */
final class CallerRetry {
    private CallerRetry() {}

    static boolean mayHelp(AttemptFailure failure, Diagnosis diagnosis) {
        return switch (diagnosis) {
            case Diagnosis.RateLimited _, Diagnosis.Overloaded _ -> true;
            case Diagnosis.UnsupportedParameter _, Diagnosis.OutputLimit _, Diagnosis.Declined _ -> false;
            case Diagnosis.Fault fault ->
                switch (fault) {
                    case SERVER_ERROR,
                            BAD_GATEWAY,
                            CONNECTION_RESET,
                            NO_RESPONSE,
                            SLOW_FIRST_TOKEN,
                            STALLED_STREAM,
                            CUT_STREAM,
                            MALFORMED_CHUNK,
                            EMPTY_ANSWER,
                            TRUNCATED_ANSWER,
                            INVALID_OUTPUT,
                            UNKNOWN -> true;
                    case REQUEST_TOO_LARGE, QUOTA_EXHAUSTED, CONTEXT_TOO_LONG, AUTHENTICATION, MODEL_GONE -> false;
                };
            case Diagnosis.Own own ->
                switch (own) {
                    case NO_ROOM -> failure instanceof AttemptFailure.NoRoom room && room.mayPass();
                    case INEXPRESSIBLE, ANSWER_TOO_LARGE, DEPARTED -> false;
                    case KILLED -> failure instanceof AttemptFailure.KilledTool;
                    case NO_CONNECTION_FREE, OUT_OF_TIME, STOPPED, CANCELLED, OUTRUN -> true;
                };
        };
    }
}
