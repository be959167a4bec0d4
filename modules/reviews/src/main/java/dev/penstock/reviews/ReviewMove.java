package dev.penstock.reviews;

/** What somebody wants to do with a review. */
public sealed interface ReviewMove {
    /** Have it for a while, or for a while longer. */
    record Claim() implements ReviewMove {}

    /** Give it back. */
    record Release() implements ReviewMove {}

    /** Decide. */
    record Resolve(Decision decision) implements ReviewMove {}
}
