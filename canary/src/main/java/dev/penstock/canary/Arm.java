package dev.penstock.canary;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A side of a split. */
public enum Arm {
    /** The route's current release. */
    BASELINE,
    /** The release that has a share of the traffic. */
    CANDIDATE;

    /** The word for it in traces, metrics, messages and the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The arm of a word, if it is one. */
    public static Optional<Arm> of(String word) {
        return Arrays.stream(values()).filter(arm -> arm.word().equals(word)).findFirst();
    }
}
