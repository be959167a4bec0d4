package dev.penstock.sim;

import java.util.Locale;

/** What a model makes of a request whose last message is the begin of its answer, in the role of the assistant. */
public enum Prefill {
    /** It goes on exactly where the message ends: see {@link SimAnswer#continued}. */
    CONTINUES,
    /** It refuses the request with a 400. */
    REJECTS,
    /** It answers from the start, as if the message were not there. */
    RESTARTS;

    /** The word for it in scripts. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
