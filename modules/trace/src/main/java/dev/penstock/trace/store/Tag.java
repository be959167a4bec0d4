package dev.penstock.trace.store;

import java.util.Locale;

/** What a trace can be found by, word for word. A trace may have several values of one, such as its targets. */
enum Tag {
    ROUTE,
    RELEASE,
    /** With its version and without. */
    PROMPT,
    SESSION,
    OUTCOME,
    DIAGNOSIS,
    TARGET,
    /** As it was asked for. */
    MODEL,
    CALLER,
    /** Of the contract, that an answer failed. */
    CHECK,
    /** The id by which an answer calls itself. */
    ANSWER,
    /** The id of the rollout in which it counts. */
    ROLLOUT,
    /** Its side of a split. */
    ARM;

    /** The name in queries. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** This with a value, as stores keep it. */
    String of(String value) {
        return word() + "=" + value;
    }
}
