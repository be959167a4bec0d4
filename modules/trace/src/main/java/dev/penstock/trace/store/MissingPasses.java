package dev.penstock.trace.store;

import dev.penstock.core.ArmNote;

/**
 * Looks in traces for what a store that had not room for all left out. Of good passes it keeps one in ten by its id, so
 * where some are missing, too many of the others are those that it keeps.
 */
public final class MissingPasses {
    /** So far from what chance does that it does it once in millions of times. */
    private static final double DEVIATIONS = 5;

    private long passes;
    private long chosen;

    /** Counts the trace of a pass in a rollout; one that was bad there is always kept, and says nothing. */
    public void add(String id, ArmNote note) {
        if (Sampling.isBad(note)) {
            return;
        }
        passes++;
        chosen += Sampling.isChosen(id) ? 1 : 0;
    }

    /** How many are missing, about; 0 where nothing says that any are. */
    public long estimate() {
        double share = 1.0 / Sampling.ONE_IN;
        double usual = passes * share + DEVIATIONS * Math.sqrt(passes * share * (1 - share));
        return chosen > usual ? chosen * Sampling.ONE_IN - passes : 0;
    }
}
