package dev.penstock.config;

/** A reference to a secret leads to none. Its message goes on after the reference: {@code ... is not set}. */
public final class MissingSecret extends Exception {
    private static final long serialVersionUID = 1L;

    MissingSecret(String message) {
        super(message);
    }
}
