package dev.penstock.core.config;

import java.util.Locale;

/** What is done about a tool's result in a request that is an error, empty or partial. */
public enum ToolResultRule {
    /** The model is told that it is unknown, and the request does not pass. */
    LABEL,
    /** It is data like any other. */
    ACCEPT;

    /** The word for it in configuration. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
