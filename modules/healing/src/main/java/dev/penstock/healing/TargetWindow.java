package dev.penstock.healing;

/**
 * What came of a target's attempts lately, and of its streams once they had begun. Immutable. It is kept in two halves:
 * what lies behind the half before this one is forgotten.
 *
 * @param half which half of a window this is, counted on a monotonic clock
 * @param attempts begun, and ended with a first content or without one
 * @param streams that had content, and ended whole or not
 * @param silent how many in a row got nothing
 * @param answered when the latest attempt began that was answered, counted as {@code begun} below; -1 for none
 */
record TargetWindow(
        long half,
        Tally attempts,
        Tally attemptsBefore,
        Tally streams,
        Tally streamsBefore,
        int silent,
        long answered) {
    /** An empty one. */
    static TargetWindow begin(long half) {
        return new TargetWindow(half, Tally.NONE, Tally.NONE, Tally.NONE, Tally.NONE, 0, -1);
    }

    /** The same, seen from another half. From an earlier one it is as it is: clocks of threads differ a little. */
    TargetWindow at(long now) {
        long passed = now - half;
        if (passed <= 0) {
            return this;
        }
        return passed == 1
                ? new TargetWindow(now, Tally.NONE, attempts, Tally.NONE, streams, silent, answered)
                : new TargetWindow(now, Tally.NONE, Tally.NONE, Tally.NONE, Tally.NONE, silent, answered);
    }

    TargetWindow attemptBegun() {
        return new TargetWindow(half, attempts.withBegun(), attemptsBefore, streams, streamsBefore, silent, answered);
    }

    /**
     * An attempt ended before it had content, or had its first. What is silent ends later than what is answered, also
     * where it began before: one only counts if nobody who began after it was answered.
     *
     * @param begun when it began, in nanoseconds from the same moment for all of a target
     */
    TargetWindow attemptEnded(Sign sign, long begun) {
        int silence = switch (sign) {
            case ALIVE -> 0;
            case SILENCE -> begun >= answered ? silent + 1 : silent;
            case FAULT, NOTHING -> silent;
        };
        return new TargetWindow(
                half,
                attempts.withEnded(sign.isBad()),
                attemptsBefore,
                streams,
                streamsBefore,
                silence,
                sign == Sign.ALIVE ? Math.max(answered, begun) : answered);
    }

    TargetWindow streamBegun() {
        return new TargetWindow(half, attempts, attemptsBefore, streams.withBegun(), streamsBefore, silent, answered);
    }

    TargetWindow streamEnded(Sign sign) {
        return new TargetWindow(
                half, attempts, attemptsBefore, streams.withEnded(sign.isBad()), streamsBefore, silent, answered);
    }

    Tally allAttempts() {
        return attempts.plus(attemptsBefore);
    }

    Tally allStreams() {
        return streams.plus(streamsBefore);
    }
}
