package dev.penstock.core.state;

import java.util.Locale;

/** What a node knows of a write by its id. */
public enum WriteState {
    /** It has taken effect. */
    EFFECTIVE,
    /** Another write took its place: it never will. */
    SUPERSEDED,
    /** It is not known here, or its voters have not been heard: it may yet. */
    UNKNOWN;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
