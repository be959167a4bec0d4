package dev.penstock.trace.store;

import dev.penstock.core.ArmNote;
import dev.penstock.core.Outcome;
import dev.penstock.core.Trace;
import org.jspecify.annotations.Nullable;

/** Which traces are kept while there is not room for all. */
final class Sampling {
    /** One {@code pass} in so many is kept. */
    static final int ONE_IN = 10;

    private Sampling() {}

    /**
     * Every outcome but {@code pass} is kept, and what was bad in a rollout, and those of which chance in their ids
     * says so.
     */
    static boolean keeps(Trace trace) {
        return trace.outcome() != Outcome.PASS || isBad(trace.choices().note()) || isChosen(trace.id());
    }

    /** By a guardrail of its rollout's policy. */
    static boolean isBad(@Nullable ArmNote note) {
        return note != null && note.bad() != null && !note.bad().isEmpty();
    }

    /** Whether chance in an id says that a pass is kept. */
    static boolean isChosen(String id) {
        return Math.floorMod(id.hashCode(), ONE_IN) == 0;
    }
}
