package dev.penstock.reviews;

import dev.penstock.core.config.BadConfig.Mistake;
import java.util.List;

/** What became of a move. */
public sealed interface Moved {
    /** It is done, and stored. */
    record Done(Review review) implements Moved {}

    /** It was so already. */
    record Unchanged(Review review) implements Moved {}

    /** Somebody else has it. */
    record Held(ReviewState.Claimed claim) implements Moved {}

    /** Nothing can become of it any more. */
    record Over(Review review, ReviewStatus status) implements Moved {}

    /** The decision is none for it. */
    record Unfit(List<Mistake> mistakes) implements Moved {
        public Unfit {
            mistakes = List.copyOf(mistakes);
        }
    }

    /** Another write has this idempotency key. */
    record KeyTaken() implements Moved {}

    /** There is none of that id. */
    record Unknown() implements Moved {}

    /** The node that keeps it does not answer; with {@code asked}, it may have been done all the same. */
    record Away(String node, boolean asked) implements Moved {}

    /** It could not be stored, and is not done. */
    record NotStored(String why) implements Moved {}
}
