package dev.penstock.trace.store;

import dev.penstock.core.Outcome;
import dev.penstock.core.Trace;

/** Which traces are kept while there is not room for all. */
final class Sampling {
    /** One {@code pass} in so many is kept. */
    static final int ONE_IN = 10;

    private Sampling() {}

    /** Every outcome but {@code pass} is kept, and those of which chance in their ids says so. */
    static boolean keeps(Trace trace) {
        return trace.outcome() != Outcome.PASS || isChosen(trace.id());
    }

    /** Whether chance in an id says that a pass is kept. */
    static boolean isChosen(String id) {
        return Math.floorMod(id.hashCode(), ONE_IN) == 0;
    }
}
