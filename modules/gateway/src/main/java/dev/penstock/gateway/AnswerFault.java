package dev.penstock.gateway;

import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Diagnosis;
import dev.penstock.core.FinishReason;
import dev.penstock.core.config.Healing;
import dev.penstock.providers.AnswerFacts;
import org.jspecify.annotations.Nullable;

/** What is wrong with an answer that came whole and well formed. */
final class AnswerFault {
    private AnswerFault() {}

    /** The fault, or null. That somebody declines is one only where the route asks another target then. */
    static @Nullable AttemptFailure of(AnswerFacts facts, Healing healing) {
        if (facts.finish() == FinishReason.REFUSAL) {
            return isRoutedAround(Diagnosis.Declined.REFUSAL, healing) ? new AttemptFailure.RefusedAnswer() : null;
        }
        if (facts.finish() == FinishReason.CONTENT_FILTER) {
            return isRoutedAround(Diagnosis.Declined.CONTENT_FILTERED, healing)
                    ? new AttemptFailure.FilteredAnswer()
                    : null;
        }
        return facts.answer() ? null : new AttemptFailure.EmptyAnswer(facts.finish());
    }

    private static boolean isRoutedAround(Diagnosis outcome, Healing healing) {
        return healing.routeAround().contains(outcome.word());
    }
}
