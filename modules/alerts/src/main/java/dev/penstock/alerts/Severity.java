package dev.penstock.alerts;

import java.util.Locale;

/** How soon somebody should look. */
public enum Severity {
    /** On a working day. */
    WARNING,
    /** Now. */
    CRITICAL;

    /** The word for it in the API and in webhooks. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
