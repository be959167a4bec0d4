package dev.penstock.gateway;

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
                    AttemptFailure.AnswerTooLarge _ -> true;
            case AttemptFailure.TimedOut timedOut -> timedOut.phase() != AttemptFailure.Phase.TOTAL;
            case AttemptFailure.ErrorStatus error -> !isTheCallersFault(error.status());
            case AttemptFailure.Stopped _ -> false;
        };
    }

    /**
     * Statuses that say that the request itself is wrong: it would be wrong elsewhere too, and its caller must know.
     */
    static boolean isTheCallersFault(int status) {
        return status == 400 || status == 413 || status == 422;
    }
}
