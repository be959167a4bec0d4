package dev.penstock.trace;

import dev.penstock.core.Trace;
import org.jspecify.annotations.Nullable;

/** What came of a replay. */
public sealed interface Replayed {
    /**
     * It is over, well or not.
     *
     * @param trace its own story
     * @param answer what a caller would have got, as JSON in the caller's dialect; null where that is none
     */
    record Over(Trace trace, byte @Nullable [] answer) implements Replayed {}

    /** It cannot be replayed; the words are for operators. */
    record Impossible(String why) implements Replayed {}

    /** So many are under way, which is as many as may be. */
    record Busy(int most) implements Replayed {}
}
