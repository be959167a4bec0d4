package dev.penstock.core;

import java.util.Locale;

/**
 * What a tool gave back that is no data, in a request.
 *
 * @param tool the tool's name as it may be told; empty where the request does not say
 */
public record UnknownResult(String tool, Why why) {
    /** What is wrong with it. */
    public enum Why {
        /** The tool failed. */
        ERROR,
        /** There is nothing in it. */
        EMPTY,
        /** It is not all of it. */
        PARTIAL;

        /** The word for it in headers, metrics and traces. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
