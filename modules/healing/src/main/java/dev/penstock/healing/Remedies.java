package dev.penstock.healing;

import dev.penstock.core.Diagnosis;
import dev.penstock.core.config.Remedy;
import java.util.List;

/** The remedies of each class of failures, in the order in which they are tried. */
final class Remedies {
    private static final List<Remedy> NOTHING = List.of();
    private static final List<Remedy> ELSEWHERE = List.of(Remedy.FAIL_OVER);
    private static final List<Remedy> AGAIN_THEN_ELSEWHERE = List.of(Remedy.RETRY, Remedy.FAIL_OVER);
    private static final List<Remedy> ELSEWHERE_THEN_AGAIN = List.of(Remedy.FAIL_OVER, Remedy.RETRY);
    private static final List<Remedy> CHANGED_THEN_ELSEWHERE = List.of(Remedy.CHANGE, Remedy.FAIL_OVER);

    private Remedies() {}

    static List<Remedy> of(Diagnosis diagnosis) {
        return switch (diagnosis) {
            case Diagnosis.RateLimited(var wait) ->
                wait == null ? ELSEWHERE_THEN_AGAIN : List.of(Remedy.FAIL_OVER, Remedy.WAIT);
            case Diagnosis.Overloaded(var wait) ->
                wait == null ? ELSEWHERE_THEN_AGAIN : List.of(Remedy.FAIL_OVER, Remedy.WAIT);
            case Diagnosis.UnsupportedParameter unsupported ->
                unsupported.instead() == null ? ELSEWHERE : CHANGED_THEN_ELSEWHERE;
            case Diagnosis.OutputLimit _ -> CHANGED_THEN_ELSEWHERE;
            case Diagnosis.Fault fault ->
                switch (fault) {
                    case SERVER_ERROR,
                            BAD_GATEWAY,
                            CONNECTION_RESET,
                            STALLED_STREAM,
                            CUT_STREAM,
                            MALFORMED_CHUNK,
                            UNKNOWN -> AGAIN_THEN_ELSEWHERE;
                    case EMPTY_ANSWER, TRUNCATED_ANSWER, INVALID_OUTPUT -> CHANGED_THEN_ELSEWHERE;
                    // Who is silent may be silent for long: to ask it again is the last thing to do.
                    case NO_RESPONSE,
                            SLOW_FIRST_TOKEN,
                            REQUEST_TOO_LARGE,
                            QUOTA_EXHAUSTED,
                            CONTEXT_TOO_LONG,
                            AUTHENTICATION,
                            MODEL_GONE -> ELSEWHERE;
                };
            case Diagnosis.Declined declined ->
                switch (declined) {
                    // Only where the route says so: see Healing.routeAround.
                    case REFUSAL, CONTENT_FILTERED -> ELSEWHERE;
                    case INVALID_REQUEST -> NOTHING;
                };
            case Diagnosis.Own own ->
                switch (own) {
                    case NO_CONNECTION_FREE, INEXPRESSIBLE, ANSWER_TOO_LARGE, KILLED -> ELSEWHERE;
                    // Another target's answer would need the same memory, and be paid for a second time.
                    case NO_ROOM, DEPARTED, OUT_OF_TIME, STOPPED, CANCELLED, OUTRUN -> NOTHING;
                };
        };
    }

    /** Whether another stream may go on with one that broke so. */
    static boolean mayBeGoneOnWith(Diagnosis diagnosis) {
        return switch (diagnosis) {
            case Diagnosis.RateLimited _, Diagnosis.Overloaded _ -> true;
            case Diagnosis.UnsupportedParameter _, Diagnosis.OutputLimit _, Diagnosis.Declined _, Diagnosis.Own _ ->
                false;
            case Diagnosis.Fault fault ->
                switch (fault) {
                    case SERVER_ERROR,
                            BAD_GATEWAY,
                            CONNECTION_RESET,
                            STALLED_STREAM,
                            CUT_STREAM,
                            MALFORMED_CHUNK,
                            UNKNOWN -> true;
                    case REQUEST_TOO_LARGE,
                            QUOTA_EXHAUSTED,
                            NO_RESPONSE,
                            SLOW_FIRST_TOKEN,
                            EMPTY_ANSWER,
                            TRUNCATED_ANSWER,
                            INVALID_OUTPUT,
                            CONTEXT_TOO_LONG,
                            AUTHENTICATION,
                            MODEL_GONE -> false;
                };
        };
    }

    /** Whether nothing more is to be done for the request, whatever stands in the plan. */
    static boolean isFinal(Diagnosis diagnosis) {
        return diagnosis instanceof Diagnosis.Own own
                && switch (own) {
                    case NO_ROOM, KILLED, OUT_OF_TIME, STOPPED, CANCELLED, OUTRUN -> true;
                    case NO_CONNECTION_FREE, INEXPRESSIBLE, ANSWER_TOO_LARGE, DEPARTED -> false;
                };
    }

    /** Whether a target may do better a little later: the last thing to try, once all others were asked. */
    static boolean mayPass(Diagnosis diagnosis) {
        return switch (diagnosis) {
            case Diagnosis.RateLimited(var wait) -> wait == null;
            case Diagnosis.Overloaded(var wait) -> wait == null;
            case Diagnosis.UnsupportedParameter _, Diagnosis.OutputLimit _, Diagnosis.Declined _ -> false;
            case Diagnosis.Fault fault ->
                switch (fault) {
                    case SERVER_ERROR,
                            BAD_GATEWAY,
                            CONNECTION_RESET,
                            STALLED_STREAM,
                            CUT_STREAM,
                            MALFORMED_CHUNK,
                            UNKNOWN,
                            EMPTY_ANSWER,
                            NO_RESPONSE,
                            SLOW_FIRST_TOKEN -> true;
                    case TRUNCATED_ANSWER,
                            INVALID_OUTPUT,
                            REQUEST_TOO_LARGE,
                            QUOTA_EXHAUSTED,
                            CONTEXT_TOO_LONG,
                            AUTHENTICATION,
                            MODEL_GONE -> false;
                };
            case Diagnosis.Own own -> own == Diagnosis.Own.NO_CONNECTION_FREE;
        };
    }
}
