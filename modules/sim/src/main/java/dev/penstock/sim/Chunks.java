package dev.penstock.sim;

import java.util.ArrayList;
import java.util.List;

/** How a text is cut into the chunks of a stream. */
final class Chunks {
    private static final int LONGEST_WORD = 16;
    private static final int FRAGMENT = 6;

    private Chunks() {}

    /** Word by word, each with the space before it; long words in parts; never inside a character. */
    static List<String> words(String text) {
        var chunks = new ArrayList<String>();
        int start = 0;
        int points = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            if (i > start && (text.charAt(i) == ' ' || points == LONGEST_WORD)) {
                chunks.add(text.substring(start, i));
                start = i;
                points = 0;
            }
            points++;
        }
        if (start < text.length()) {
            chunks.add(text.substring(start));
        }
        return chunks;
    }

    /** In fragments of {@value #FRAGMENT} characters, as the arguments of tools come. */
    static List<String> fragments(String text) {
        var chunks = new ArrayList<String>();
        int start = 0;
        while (start < text.length()) {
            int left = text.codePointCount(start, text.length());
            int end = text.offsetByCodePoints(start, Math.min(FRAGMENT, left));
            chunks.add(text.substring(start, end));
            start = end;
        }
        return chunks;
    }
}
