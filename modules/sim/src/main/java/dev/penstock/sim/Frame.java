package dev.penstock.sim;

/**
 * One event of a stream, as it goes over the wire.
 *
 * @param text with the empty line that ends it
 */
record Frame(String text, Role role) {
    enum Role {
        /** What opens an answer, a block or a call. */
        OPEN,
        /** A part of the answer itself. */
        CONTENT,
        /** What closes it: finish reasons, usage. */
        CLOSE,
        /** The last word of the protocol. */
        DONE
    }
}
