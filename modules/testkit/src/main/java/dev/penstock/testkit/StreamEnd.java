package dev.penstock.testkit;

/** How a valid stream of a dialect ended. */
public enum StreamEnd {
    /** With everything that makes an answer whole. */
    COMPLETE,
    /** With an error that the caller's client raises. */
    ERROR
}
