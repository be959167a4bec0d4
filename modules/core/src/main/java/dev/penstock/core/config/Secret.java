package dev.penstock.core.config;

/** A secret in memory. It never shows itself: not in a log, not in a message, not in a debugger's list. */
public final class Secret {
    private final String text;

    /**
     * Holds a secret.
     *
     * @param text the secret, as it goes into a header
     * @throws IllegalArgumentException if it is empty or holds a control character, which no header can carry
     */
    public Secret(String text) {
        if (!isUsable(text)) {
            throw new IllegalArgumentException("a secret must have characters, and no control characters");
        }
        this.text = text;
    }

    /** Whether a text can be a secret: it is not blank and has no control characters. */
    public static boolean isUsable(String text) {
        return !text.isBlank() && text.chars().noneMatch(Character::isISOControl);
    }

    /** The secret itself, for the one place that sends it. */
    public String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "[secret]";
    }
}
