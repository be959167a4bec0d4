package dev.penstock.app;

/** A command cannot do what it was asked to; the message is for the person at the terminal. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failure(String message) {
        super(message, null, false, false);
    }
}
