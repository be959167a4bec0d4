package dev.penstock.canary;

/**
 * How long an answer took.
 *
 * @param firstContentUs microseconds to the first content of a stream; -1 of what was none
 * @param totalUs microseconds to its end; -1 where nothing is to be told of it
 */
record Took(long firstContentUs, long totalUs) {
    /** Of what failed, or is on neither of the arms that are compared. */
    static final Took UNKNOWN = new Took(-1, -1);
}
