package dev.penstock.contract;

/** Texts from outside, cut to a length. */
final class Shortened {
    private static final String CUT = "...";

    private Shortened() {}

    /** The text, of which at most that many characters are left; never half of a surrogate pair. */
    static String to(int longest, String text) {
        if (text.length() <= longest) {
            return text;
        }
        int end = longest - CUT.length();
        if (Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + CUT;
    }
}
