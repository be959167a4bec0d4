package dev.penstock.core.config;

import java.util.Locale;

/** What may be done after a failed attempt, before the caller is told. */
public enum Remedy {
    /** Ask the same target again once the time that it asked for is over. */
    WAIT,
    /** Ask the same target again. */
    RETRY,
    /** Ask the same target again, in other words or with other parameters. */
    CHANGE,
    /** Ask the next target. */
    FAIL_OVER;

    /** The word for it in configuration and traces. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
