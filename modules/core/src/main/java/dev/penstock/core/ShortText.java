package dev.penstock.core;

import org.jspecify.annotations.Nullable;

/** Texts from outside, cut to a length at which many can be kept. What is meant for people is shorter anyway. */
final class ShortText {
    private static final int LONGEST_NAME = 128;
    private static final int LONGEST_MESSAGE = 1_000;

    private ShortText() {}

    static String message(String text) {
        return cut(text, LONGEST_MESSAGE);
    }

    static @Nullable String messageOrNull(@Nullable String text) {
        return text == null ? null : cut(text, LONGEST_MESSAGE);
    }

    static @Nullable String nameOrNull(@Nullable String text) {
        return text == null ? null : cut(text, LONGEST_NAME);
    }

    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        boolean between = Character.isHighSurrogate(text.charAt(longest - 1));
        return text.substring(0, between ? longest - 1 : longest) + "...";
    }
}
