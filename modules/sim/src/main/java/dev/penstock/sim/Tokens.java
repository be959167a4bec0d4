package dev.penstock.sim;

/** How the simulator counts tokens: four characters (Unicode code points) make one, rounded up, at least 1. */
public final class Tokens {
    private static final int CHARACTERS = 4;

    private Tokens() {}

    /** The number of tokens of a text: code points / 4, rounded up, at least 1. */
    public static int of(String text) {
        return Math.max(1, (text.codePointCount(0, text.length()) + CHARACTERS - 1) / CHARACTERS);
    }

    /** The longest beginning of a text that has at most this many tokens; never cuts inside a character. */
    public static String limit(String text, int tokens) {
        int points = text.codePointCount(0, text.length());
        long most = (long) tokens * CHARACTERS;
        return points <= most ? text : text.substring(0, text.offsetByCodePoints(0, (int) most));
    }
}
