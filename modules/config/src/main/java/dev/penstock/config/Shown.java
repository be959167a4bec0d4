package dev.penstock.config;

import java.util.Collection;
import java.util.List;

/** How values stand in messages: on one line, not too long, and unable to write to a terminal. */
final class Shown {
    private static final int LONGEST = 80;
    private static final int MOST_NAMES = 12;

    private Shown() {}

    static String quoted(String text) {
        return "'" + plain(text) + "'";
    }

    static String plain(String text) {
        return plain(text, LONGEST);
    }

    static String plain(String text, int longest) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(longest).forEach(point -> {
            if (point == '\n') {
                shown.append("\\n");
            } else if (isPrintable(point)) {
                shown.appendCodePoint(point);
            } else {
                shown.append("\\u{").append(Integer.toHexString(point)).append('}');
            }
        });
        return text.codePointCount(0, text.length()) > longest ? shown + "..." : shown.toString();
    }

    /** Names as a reader wants them: {@code a, b, c}; of very many the first few. */
    static String names(Collection<String> names) {
        List<String> sorted =
                names.stream().sorted().limit(MOST_NAMES).map(Shown::plain).toList();
        return String.join(", ", sorted) + (names.size() > MOST_NAMES ? ", ..." : "");
    }

    /** Control and format characters (which can turn the direction of a line) and lone surrogates are not. */
    private static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
