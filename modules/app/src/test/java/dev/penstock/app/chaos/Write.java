package dev.penstock.app.chaos;

import java.util.Set;

/**
 * One request of an operator to a node, and what came of it. Times are microseconds since the history began.
 *
 * @param reason nobody else gives it
 * @param endedUs when the answer was there; {@link #NEVER} where it is unknown what came of it, for it may come later
 */
record Write(Deed deed, String reason, String node, long begunUs, long endedUs, Outcome outcome, Receipt receipt) {
    static final long NEVER = Long.MAX_VALUE;

    enum Outcome {
        /** Acknowledged: it is in effect. */
        DONE,
        /** Refused, never sent, or nothing to do: nothing has changed. */
        NOTHING,
        /** It may be in effect, or come into effect later, or never. */
        UNKNOWN
    }

    /**
     * Where the answer says that it is.
     *
     * @param status of the answer, as in {@link dev.penstock.testkit.cluster.Answer}
     * @param id of the record; empty if none was told
     * @param applied the nodes on which it is in effect
     * @param lifted ids of the kills that a lift has lifted
     */
    record Receipt(int status, String id, int journaled, Set<String> applied, Set<String> lifted) {
        Receipt {
            applied = Set.copyOf(applied);
            lifted = Set.copyOf(lifted);
        }
    }

    boolean isDone() {
        return outcome == Outcome.DONE;
    }

    /** Whether it was over before another began. */
    boolean isBefore(Write other) {
        return endedUs < other.begunUs;
    }

    @Override
    public String toString() {
        return "%s '%s' on %s (%.3f s to %s, %s, status %d%s)"
                .formatted(
                        deed,
                        reason,
                        node,
                        begunUs / 1e6,
                        endedUs == NEVER ? "?" : "%.3f s".formatted(endedUs / 1e6),
                        outcome,
                        receipt.status(),
                        isDone() ? ", journaled " + receipt.journaled() + ", applied " + receipt.applied() : "");
    }
}
