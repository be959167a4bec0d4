package dev.penstock.gateway;

import dev.penstock.core.ApiError;
import dev.penstock.core.AttemptFailure;

/** What to do after an attempt failed. */
enum NextStep {
    /** Ask the next target. */
    FAIL_OVER,
    /** Tell the caller. */
    TELL,
    /** The caller has part of the answer already: end it in a way that cannot be taken for success. */
    BREAK;

    /**
     * Decides.
     *
     * @param contentSent whether the caller has any content of this answer
     * @param targetsLeft whether there is another target
     */
    static NextStep after(AttemptFailure failure, boolean contentSent, boolean targetsLeft) {
        if (contentSent) {
            return BREAK;
        }
        return targetsLeft && anotherTargetMayDoBetter(failure) ? FAIL_OVER : TELL;
    }

    private static boolean anotherTargetMayDoBetter(AttemptFailure failure) {
        return switch (failure) {
            case AttemptFailure.NotConnected _,
                    AttemptFailure.NoConnectionFree _,
                    AttemptFailure.ConnectionLost _,
                    AttemptFailure.ErrorInStream _,
                    AttemptFailure.Malformed _,
                    AttemptFailure.CutStream _,
                    AttemptFailure.Inexpressible _,
                    AttemptFailure.AnswerTooLarge _,
                    AttemptFailure.Killed _,
                    AttemptFailure.KilledTool _ -> true;
            case AttemptFailure.TimedOut timedOut -> timedOut.phase() != AttemptFailure.Phase.TOTAL;
            case AttemptFailure.ErrorStatus error -> !isTheCallersFault(error);
            // Another target's answer would need the same memory, and be paid for a second time.
            case AttemptFailure.NoRoom _, AttemptFailure.Stopped _, AttemptFailure.Cancelled _ -> false;
        };
    }

    /** Whether the same target may answer the same request a little later, as far as is known. */
    static boolean mayPass(AttemptFailure failure) {
        return switch (failure) {
            case AttemptFailure.ErrorStatus error ->
                switch (error.error().kind()) {
                    case AUTHENTICATION, BILLING, PERMISSION, NOT_FOUND, METHOD_NOT_ALLOWED -> false;
                    case RATE_LIMIT ->
                        !"insufficient_quota".equals(error.error().code());
                    case INVALID_REQUEST,
                            REQUEST_TIMEOUT,
                            CONFLICT,
                            TOO_LARGE,
                            UNSUPPORTED_MEDIA_TYPE,
                            UNPROCESSABLE,
                            HEADERS_TOO_LARGE,
                            SERVER,
                            BAD_GATEWAY,
                            UNAVAILABLE,
                            TIMEOUT,
                            OVERLOADED -> true;
                };
            case AttemptFailure.AnswerTooLarge _, AttemptFailure.Inexpressible _, AttemptFailure.Killed _ -> false;
            case AttemptFailure.NoRoom room -> room.mayPass();
            case AttemptFailure.NotConnected _,
                    AttemptFailure.NoConnectionFree _,
                    AttemptFailure.ConnectionLost _,
                    AttemptFailure.TimedOut _,
                    AttemptFailure.ErrorInStream _,
                    AttemptFailure.Malformed _,
                    AttemptFailure.CutStream _,
                    AttemptFailure.KilledTool _,
                    AttemptFailure.Stopped _,
                    AttemptFailure.Cancelled _ -> true;
        };
    }

    /**
     * Whether a provider says that the request itself is wrong: it would be wrong elsewhere too, and its caller must
     * know. Some say so with the same status when it is their bill that is not paid.
     */
    static boolean isTheCallersFault(AttemptFailure.ErrorStatus error) {
        int status = error.status();
        return (status == 400 || status == 413 || status == 422)
                && error.error().kind() != ApiError.Kind.BILLING;
    }
}
