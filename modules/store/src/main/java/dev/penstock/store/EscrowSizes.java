package dev.penstock.store;

/**
 * How much of a budget a node asks for at a time, and how much of that it makes ready to be spent.
 *
 * <p>A block is a quarter of an even share of what is left: what a lost or idle node keeps from the others is at most
 * that and a half, and gets smaller as the budget gets scarce. It is never below a 256th of the limit, or the end of a
 * budget would take ever more commits for ever less. A slice is a quarter of a block: what is lost by a crash, against
 * one {@code fsync}.
 */
final class EscrowSizes {
    private static final int BLOCKS_OF_A_SHARE = 4;
    private static final int MOST_BLOCKS = 256;
    private static final int SLICES = 4;
    /** A slice is no smaller than that, if its block is not: budgets of some requests are not spent one by one. */
    private static final long LEAST_SLICE = 16;

    private EscrowSizes() {}

    /** Units of the next block of a budget, of which so much is left for so many nodes; at most what is left. */
    static long block(long limit, long left, int nodes) {
        long share = left / ((long) BLOCKS_OF_A_SHARE * nodes);
        return Math.min(left, Math.max(1, Math.max(share, limit / MOST_BLOCKS)));
    }

    /** A node asks for the next block when it has fewer units than that. */
    static long lowWater(long block) {
        return (block + 1) / 2;
    }

    /** Units that are to be ready at all times. */
    static long slice(long block) {
        return Math.max(block / SLICES, Math.min(block, LEAST_SLICE));
    }
}
