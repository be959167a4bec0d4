package dev.penstock.core;

/** Why a model stopped, in words that every dialect can be mapped to. */
public enum FinishReason {
    /** It was done. */
    STOP,
    /** It met one of the caller's stop sequences. */
    STOP_SEQUENCE,
    /** It ran into the limit on output tokens. */
    LENGTH,
    /** It ran out of its context window. */
    CONTEXT_WINDOW,
    /** It asks the caller to run tools. */
    TOOL_CALLS,
    /** The provider held content back. */
    CONTENT_FILTER,
    /** The model declined. */
    REFUSAL,
    /** The provider paused a long turn; the caller sends it back to go on. */
    PAUSE,
    /** A word that Penstock does not know. */
    OTHER;

    /** The word for it in metrics and traces. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
