package dev.penstock.sim;

import java.util.random.RandomGenerator;

/** Ids that look like a provider's, from the chance of one attempt. */
final class Ids {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private final RandomGenerator random;

    Ids(RandomGenerator random) {
        this.random = random;
    }

    /** A prefix and so many letters and digits. */
    String next(String prefix, int length) {
        var id = new StringBuilder(prefix.length() + length).append(prefix);
        for (int i = 0; i < length; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
