package dev.penstock.core.state;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What kind of thing a kill stops. */
public enum KillScope {
    /** Everything; its key is {@code all}. */
    GLOBAL,
    /** A route by its name. */
    ROUTE,
    /** A release by its id. */
    RELEASE,
    /** A prompt by its name, in all its versions, or one version as {@code name@version}. */
    PROMPT,
    /** A provider by its name, with all its targets. */
    PROVIDER,
    /** A model by the name that providers know it by, wherever it is hosted. */
    MODEL,
    /** A target by its name. */
    TARGET,
    /** A tool by its name. */
    TOOL,
    /** A caller's key by its name. */
    KEY;

    /** The only key of the scope {@code global}. */
    public static final String ALL = "all";

    /** The word for it in the API, in records and on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The scope of a word, if it is one. */
    public static Optional<KillScope> of(String word) {
        return Arrays.stream(values())
                .filter(scope -> scope.word().equals(word))
                .findFirst();
    }
}
