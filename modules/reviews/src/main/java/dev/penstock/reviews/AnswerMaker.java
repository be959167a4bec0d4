package dev.penstock.reviews;

import dev.penstock.core.config.BadConfig.Mistake;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes what a caller gets of what was decided. Called on the thread that stores reviews; pure. */
public interface AnswerMaker {
    /** What the caller gets. */
    sealed interface Made {
        /** JSON in the caller's dialect; null where they get nothing. */
        record Good(@Nullable String answer) implements Made {}

        /** It cannot be given. */
        record Bad(List<Mistake> mistakes) implements Made {
            public Bad {
                mistakes = List.copyOf(mistakes);
            }
        }
    }

    /** The answer that a decision about a review makes. */
    Made make(FullReview review, Decision decision);
}
