package dev.penstock.core.state;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a kill does to requests that were under way when it came. */
public enum InFlight {
    /** They may end. */
    DRAIN,
    /** They are ended now: asked again of another target if nothing was sent yet, else with an explicit error. */
    CUT;

    /** The word for it in the API, in records and on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The rule of a word, if it is one. */
    public static Optional<InFlight> of(String word) {
        return Arrays.stream(values()).filter(rule -> rule.word().equals(word)).findFirst();
    }
}
