package dev.penstock.sim;

/** What happens to the connection when everything was written. */
enum Ending {
    /** The answer ends in due form. */
    WHOLE,
    /** The connection closes where it stands. */
    DROP,
    /** The connection is reset. */
    RESET,
    /** Nothing; the connection stays open. */
    STALL
}
