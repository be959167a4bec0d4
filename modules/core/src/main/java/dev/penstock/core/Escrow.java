package dev.penstock.core;

/**
 * Budgets that hold in the whole cluster, spent without asking it: a node has blocks of each budget, granted by a
 * majority of the voters and journaled before they are spent, and spends them in memory. May be called on any thread;
 * never waits, takes no lock, and calls nobody.
 *
 * <p>What is reserved is the worst case, in the budget's unit (microdollars, requests), and is settled to the exact
 * amount afterwards. It counts for the period in which it was reserved, whenever it is settled. What is never settled
 * counts as spent.
 */
public interface Escrow {
    /**
     * Reserves units of a budget, or says why not.
     *
     * @param units the most that may be spent, 0 or more
     * @throws IllegalArgumentException if there are fewer than 0 units
     */
    Reserved reserve(String budget, long units);

    /**
     * Says what was spent of what was held: the rest may be reserved again.
     *
     * @param spent from 0 to the units held
     * @throws IllegalArgumentException if more was spent than is held, or less than nothing
     * @throws IllegalStateException if the hold was settled before
     */
    void settle(Hold hold, long spent);

    /** What became of a reservation. */
    sealed interface Reserved {}

    /** The units are there, and nobody else's. */
    record Held(Hold hold) implements Reserved {}

    /** The units are not there; nothing was reserved. */
    record Lacking(Why why) implements Reserved {}

    /** Units that are reserved until they are settled, once. */
    interface Hold {
        /** How many. */
        long units();
    }

    /** Why units are not there. */
    enum Why {
        /** There is no budget of this name. */
        UNKNOWN_BUDGET,
        /** More than this node has and all that is left for it: not before the next period, or a higher limit. */
        SPENT,
        /**
         * This node has too few yet: it asks for more, which takes some tenths of a second, or until it reaches a
         * majority of the voters.
         */
        NOT_YET,
        /** The node stops, and has given back what it had. */
        STOPPING
    }
}
