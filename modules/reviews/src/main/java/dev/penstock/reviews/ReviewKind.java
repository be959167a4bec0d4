package dev.penstock.reviews;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Why a person is asked. */
public enum ReviewKind {
    /** No answer satisfied the contract: the person gives one. */
    ESCALATION,
    /** The answer calls tools on a route whose risk is high: the person says whether it may. */
    PROPOSAL;

    /** The word for it in the admin API and in metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The words of the decisions that resolve one. */
    public List<String> decisions() {
        return switch (this) {
            case ESCALATION -> List.of("answer", "reject");
            case PROPOSAL -> List.of("approve", "edit", "reject");
        };
    }

    /** The one with a word. */
    public static Optional<ReviewKind> of(String word) {
        return Stream.of(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
}
