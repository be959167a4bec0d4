package dev.penstock.core;

import java.util.Locale;

/** How a request ended. */
public enum Outcome {
    /** The first target's answer was passed on. */
    PASS,
    /** The same target answered when it was asked again. */
    RETRY,
    /** Another target than the first answered, or the answer stands on a tool's result that is unknown. */
    FALLBACK,
    /** The caller was asked to say more. */
    CLARIFY,
    /** A person was asked. */
    ESCALATE,
    /** Penstock or the provider said no to this request. */
    REFUSE,
    /** No target gave a whole answer. */
    FAILED,
    /** The caller went away first. */
    CANCELLED;

    /** The word for it in headers, metrics and traces. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
