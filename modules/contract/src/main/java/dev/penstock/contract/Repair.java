package dev.penstock.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the one JSON value that a text was meant to be. Where it could be another one, or none, there is no repair: a
 * text that was cut, that holds two values, or whose words around the value have brackets themselves.
 */
final class Repair {
    /** A value, the text that it now is, and what was done. */
    record Repaired(String text, JsonNode value, Set<RepairRule> rules) {}

    private static final char BOM = '\uFEFF';
    private static final Pattern FENCE_LINE = Pattern.compile("(?m)^ {0,3}`{3,}[^\n]*$");
    private static final Pattern OPENING = Pattern.compile("\\s*`{3,}[A-Za-z0-9_+.-]*\\s*");
    private static final Pattern CLOSING = Pattern.compile("\\s*`{3,}\\s*");
    private static final Pattern BRACKET = Pattern.compile("[\\[\\]{}]");

    private final EnumSet<RepairRule> rules = EnumSet.noneOf(RepairRule.class);

    private Repair() {}

    /** The repaired value of a text that is no JSON; null if it cannot be repaired. */
    static @Nullable Repaired of(String text) {
        Repair repair = new Repair();
        String json = repair.json(text);
        return json != null && JsonReader.read(json) instanceof JsonReader.Read.Value(JsonNode value)
                ? new Repaired(json, value, repair.rules)
                : null;
    }

    private @Nullable String json(String text) {
        String marked = text;
        if (!text.isEmpty() && text.charAt(0) == BOM) {
            rules.add(RepairRule.BOM);
            marked = text.substring(1);
        }
        var fences = FENCE_LINE.matcher(marked).results().toList();
        return switch (fences.size()) {
            case 0 -> bare(marked.strip());
            case 2 -> fenced(marked, fences.getFirst(), fences.getLast());
            default -> null;
        };
    }

    private @Nullable String fenced(String text, MatchResult opening, MatchResult closing) {
        if (!OPENING.matcher(opening.group()).matches()
                || !CLOSING.matcher(closing.group()).matches()
                || !isProse(text.substring(0, opening.start()), text.substring(closing.end()))) {
            return null;
        }
        rules.add(RepairRule.FENCE);
        String inside = text.substring(opening.end(), closing.start()).strip();
        if (JsonReader.read(inside) instanceof JsonReader.Read.Value) {
            return inside;
        }
        LenientJson.Rewritten value = LenientJson.rewrite(inside, 0);
        return value != null && value.end() == inside.length() ? with(value) : null;
    }

    private @Nullable String bare(String text) {
        var bracket = BRACKET.matcher(text);
        if (!bracket.find()) {
            return rules.isEmpty() ? null : text;
        }
        LenientJson.Rewritten value = LenientJson.rewrite(text, bracket.start());
        return value != null && isProse(text.substring(0, bracket.start()), text.substring(value.end()))
                ? with(value)
                : null;
    }

    private String with(LenientJson.Rewritten value) {
        rules.addAll(value.rules());
        return value.json();
    }

    /**
     * Whether what stands before and behind a value is words, and not a part of the same or of another value; notes
     * that it is taken away. Behind a quote, brackets may stand inside a string.
     */
    private boolean isProse(String before, String behind) {
        String first = before.strip();
        String second = behind.strip();
        if (first.isEmpty() && second.isEmpty()) {
            return true;
        }
        rules.add(RepairRule.PROSE);
        return !BRACKET.matcher(first + second).find()
                && first.indexOf('"') < 0
                && !(second.startsWith(",") || second.startsWith(":") || second.startsWith("\""))
                && !isJson(first)
                && !isJson(second);
    }

    private static boolean isJson(String text) {
        return JsonReader.read(text) instanceof JsonReader.Read.Value;
    }
}
