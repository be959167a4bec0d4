package dev.penstock.router;

import org.jspecify.annotations.Nullable;

/**
 * What routing may want to know of a request. Only what the policy needs is asked for, some of it more than once: what
 * costs something to find out is found out when it is first asked for, and kept.
 */
public interface Query {
    /** Estimated; see {@link TokenEstimate}. */
    long inputTokens();

    /** Whether it brings tools. */
    boolean tools();

    /** The most output tokens that the caller asks for, or null where it says nothing. */
    @Nullable
    Long maxTokens();

    /**
     * Of the user's last message, by ISO 639-1, or null where that is not sure; see {@link dev.penstock.core.Language}.
     */
    @Nullable
    String language();

    /** The value of a label in its metadata, or null. */
    @Nullable
    String metadata(String name);
}
