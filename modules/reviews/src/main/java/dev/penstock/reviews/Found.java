package dev.penstock.reviews;

/** What became of looking for a review. */
public sealed interface Found {
    /** It is this, as its node has it now. */
    record Here(FullReview review) implements Found {}

    /** There is none of that id. */
    record Unknown() implements Found {}

    /** The node that keeps it does not answer. */
    record Away(String node) implements Found {}

    /** The node that keeps it cannot read it now. */
    record NotRead(String why) implements Found {}
}
