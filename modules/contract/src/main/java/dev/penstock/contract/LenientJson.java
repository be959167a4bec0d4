package dev.penstock.contract;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites one value that is almost JSON as JSON. It never adds a bracket and never ends a text: what was cut stays
 * broken. Its output is for {@link JsonReader} to judge, so it need not know all of the grammar.
 */
final class LenientJson {
    /** A value, rewritten. */
    record Rewritten(String json, int end, Set<RepairRule> rules) {}

    private static final char NOTHING = 0;

    private final String text;
    private final StringBuilder out = new StringBuilder();
    private final EnumSet<RepairRule> rules = EnumSet.noneOf(RepairRule.class);
    private final Deque<Character> open = new ArrayDeque<>();
    private int position;
    /** The last character of the last token that is not space or comment. */
    private char last = NOTHING;
    /** Where the last comma stands in the output. */
    private int comma;

    private LenientJson(String text, int from) {
        this.text = text;
        this.position = from;
    }

    /** The value that begins at that offset, which must be that of its first character; null if there is none. */
    static @Nullable Rewritten rewrite(String text, int from) {
        LenientJson lenient = new LenientJson(text, from);
        do {
            if (lenient.position >= text.length() || !lenient.token()) {
                return null;
            }
        } while (!lenient.open.isEmpty() || lenient.last == NOTHING);
        return new Rewritten(lenient.out.toString(), lenient.position, lenient.rules);
    }

    /** Moves over one token, a space or a comment; false where there is none of them. */
    private boolean token() {
        char c = text.charAt(position);
        return switch (c) {
            case ' ', '\t', '\r', '\n' -> copy(c);
            case '{', '[' -> {
                open.push(c == '{' ? '}' : ']');
                yield mark(c);
            }
            case '}', ']' -> close(c);
            case ',' -> {
                comma = out.length();
                yield "{[,:\0".indexOf(last) < 0 && mark(c);
            }
            case ':' -> mark(c);
            case '"' -> quoted("\"");
            case '\'' -> quoted("'");
            case '\u2018', '\u2019' -> quoted("\u2018\u2019");
            case '\u201C', '\u201D', '\u201E' -> quoted("\u201C\u201D");
            case '/' -> comment();
            default -> "-0123456789".indexOf(c) >= 0 ? number() : word();
        };
    }

    private boolean copy(char c) {
        out.append(c);
        position++;
        return true;
    }

    private boolean mark(char c) {
        last = c;
        return copy(c);
    }

    private boolean close(char c) {
        if (open.isEmpty() || open.pop() != c) {
            return false;
        }
        if (last == ',') {
            out.setCharAt(comma, ' ');
            rules.add(RepairRule.TRAILING_COMMA);
        }
        return mark(c);
    }

    /** A text between quotes, of which any of {@code ends} is the second. */
    private boolean quoted(String ends) {
        out.append('"');
        for (position++; position < text.length(); position++) {
            char c = text.charAt(position);
            if (ends.indexOf(c) >= 0) {
                if (c != '"') {
                    rules.add(RepairRule.QUOTES);
                }
                last = '"';
                return copy('"');
            }
            if (c == '\\' && position + 1 < text.length()) {
                char escaped = text.charAt(++position);
                out.append(escaped == '\'' && ends.equals("'") ? "'" : "\\" + escaped);
            } else {
                out.append(c == '"' ? "\\\"" : c);
            }
        }
        return false;
    }

    private boolean comment() {
        String end = text.startsWith("//", position) ? "\n" : text.startsWith("/*", position) ? "*/" : "";
        int at = end.isEmpty() ? -1 : text.indexOf(end, position + 2);
        if (at < 0) {
            return false;
        }
        rules.add(RepairRule.COMMENTS);
        out.append(' ');
        position = at + end.length();
        return true;
    }

    private boolean number() {
        while (position < text.length() && "+-.eE0123456789".indexOf(text.charAt(position)) >= 0) {
            copy(text.charAt(position));
        }
        last = '0';
        return true;
    }

    private boolean word() {
        int from = position;
        while (position < text.length() && isAsciiLetter(text.charAt(position))) {
            position++;
        }
        String word = text.substring(from, position);
        String json = switch (word) {
            case "true", "True" -> "true";
            case "false", "False" -> "false";
            case "null", "None" -> "null";
            default -> "";
        };
        if (!json.isEmpty() && !json.equals(word)) {
            rules.add(RepairRule.PYTHON_LITERAL);
        }
        out.append(json);
        last = 'a';
        return !json.isEmpty();
    }

    private static boolean isAsciiLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
