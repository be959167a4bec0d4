package dev.penstock.canary;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The newest answers of this node by who asked what, to notice when a user asks the same again, of this node or of
 * another. Bounded: of several that fall into one place the newest stays. Safe for several threads; never waits.
 */
final class Regenerations {
    private static final int PLACE_BITS = 14;

    private final AtomicReferenceArray<Answered> places = new AtomicReferenceArray<>(1 << PLACE_BITS);

    /**
     * A request that is over.
     *
     * @param question what was asked; its time is when the request was over
     */
    record Answered(Scoring scoring, ArmOutcome outcome, Question question) {
        /** How long after it was over that was asked. */
        Duration until(Question next) {
            return Duration.ofNanos(next.atNanos() - question.atNanos());
        }

        private boolean isBefore(Question next) {
            return question.hash() == next.hash()
                    && question.rollout().equals(next.rollout())
                    && next.atNanos() - question.atNanos() >= 0;
        }
    }

    /** A request is over. */
    void ended(Answered answered) {
        places.set(place(answered.question()), answered);
    }

    /** Somebody asks: the answer to the same question that was over before, which is told once; null for none. */
    @Nullable
    Answered asked(Question question) {
        int place = place(question);
        Answered before = places.get(place);
        return before != null && before.isBefore(question) && places.compareAndSet(place, before, null) ? before : null;
    }

    private static int place(Question question) {
        return (int) (question.hash() >>> (Long.SIZE - PLACE_BITS));
    }
}
