package dev.penstock.core.config;

import java.util.Locale;

/** What is done about a stream that breaks after its caller has got content. */
public enum Midstream {
    /** The next target that can goes on where it broke; where none can, as {@link #RESTART}. */
    CONTINUE,
    /** It is asked for again, and what the caller has already is left out while it is the same to the byte. */
    RESTART,
    /** Nothing is sent before all of it is here, so that nothing can break. */
    BUFFER,
    /** The caller is told by an error event. */
    ERROR;

    /** The word for it in configuration and traces. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
