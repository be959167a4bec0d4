package dev.penstock.core.config;

import java.util.Locale;

/** Which texts of requests and answers are stored. */
public enum StoredText {
    /** None. */
    NONE,
    /** All, but for what looks like a person's or a secret. */
    REDACTED,
    /** All. */
    FULL;

    /** The word for it in configurations. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
