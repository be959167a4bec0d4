package dev.penstock.core.rollout;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a rollout's verdicts do. */
public enum RolloutMode {
    /** They are carried out. */
    LIVE,
    /** They are told, and nothing moves: the candidate keeps the share of the stage that it is in. */
    DRY_RUN,
    /** As {@link #DRY_RUN}, with the current release as its own candidate: how often are equals told apart? */
    A_A;

    /** The word for it in records, messages and the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The mode of a word, if it is one. */
    public static Optional<RolloutMode> of(String word) {
        return Arrays.stream(values()).filter(mode -> mode.word().equals(word)).findFirst();
    }
}
