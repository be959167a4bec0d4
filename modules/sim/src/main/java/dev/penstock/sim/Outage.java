package dev.penstock.sim;

import java.util.Locale;

/** How all of a provider is gone at once. */
public enum Outage {
    /** It is there. */
    NONE,
    /** It refuses connections and has closed those that it had. The control endpoints are gone with it. */
    REFUSED,
    /** It takes every request and answers none. */
    SILENT;

    /** The word for it in the control endpoints. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
