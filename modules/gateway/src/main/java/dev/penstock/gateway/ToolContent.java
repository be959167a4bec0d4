package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.UnknownResult.Why;
import dev.penstock.core.json.JsonCursor;
import dev.penstock.core.json.JsonCursor.Kind;
import dev.penstock.core.json.MalformedJsonException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether what a tool gave back is data. Only what clearly is not is told so: a text that speaks of errors is data, and
 * so is whatever begins like JSON and is none.
 */
final class ToolContent {
    private static final List<String> ERRORS =
            List.of("Error:", "Exception:", "Exception in thread", "Traceback (most recent call last)");
    /** JSON for nothing, apart from what has brackets. */
    private static final Set<String> NOTHING = Set.of("null", "\"\"");

    private static final int LONGEST_NOTHING = 16;

    private ToolContent() {}

    /**
     * What is wrong with the content between two offsets, which is a text, an array of parts or null; null where
     * nothing is.
     */
    static @Nullable Why of(byte[] json, int from, int to) {
        JsonCursor content = new JsonCursor(json, from, to);
        return switch (content.kind()) {
            case NULL -> Why.EMPTY;
            case STRING -> ofString(json, content.position(), to);
            case ARRAY -> ofParts(content);
            case OBJECT, NUMBER, TRUE, FALSE -> null;
        };
    }

    /** A text in quotes, of which most is not decoded: all that is looked for stands in ASCII at its begin. */
    private static @Nullable Why ofString(byte[] json, int quote, int to) {
        int at = firstVisible(json, quote + 1, to - 1);
        if (at == to - 1) {
            return Why.EMPTY;
        }
        if (json[at] == '{' || json[at] == '[' || to - at <= LONGEST_NOTHING) {
            return ofText(new JsonCursor(json, quote, to).string());
        }
        return beginsWithError(json, at, to) ? Why.ERROR : null;
    }

    private static int firstVisible(byte[] json, int from, int end) {
        int at = from;
        while (at < end) {
            boolean escaped = json[at] == '\\' && (json[at + 1] == 'n' || json[at + 1] == 'r' || json[at + 1] == 't');
            if (json[at] != ' ' && !escaped) {
                return at;
            }
            at += escaped ? 2 : 1;
        }
        return end;
    }

    private static boolean beginsWithError(byte[] json, int at, int to) {
        return ERRORS.stream().anyMatch(error -> {
            byte[] begin = error.getBytes(UTF_8);
            return to - at >= begin.length
                    && java.util.Arrays.equals(json, at, at + begin.length, begin, 0, begin.length);
        });
    }

    /** Parts of a message: what is no text is data. */
    private static @Nullable Why ofParts(JsonCursor parts) {
        StringBuilder text = new StringBuilder();
        boolean onlyText = true;
        parts.enterArray();
        while (parts.nextElement()) {
            onlyText &= parts.kind() == Kind.OBJECT && append(text, parts);
            if (!onlyText) {
                return null;
            }
        }
        return ofText(text.toString());
    }

    /** Whether the part at the cursor is a text. */
    private static boolean append(StringBuilder all, JsonCursor part) {
        boolean isText = false;
        part.enterObject();
        while (part.nextMember()) {
            if (part.keyIs("text") && part.kind() == Kind.STRING) {
                all.append(part.string());
            } else if (part.keyIs("type") && part.kind() == Kind.STRING) {
                isText = part.string().equals("text");
            } else {
                part.skip();
            }
        }
        return isText;
    }

    private static @Nullable Why ofText(String whole) {
        String text = whole.strip();
        if (text.isEmpty() || NOTHING.contains(text)) {
            return Why.EMPTY;
        }
        if (ERRORS.stream().anyMatch(text::startsWith)) {
            return Why.ERROR;
        }
        return text.charAt(0) == '{' || text.charAt(0) == '[' ? ofJson(text.getBytes(UTF_8)) : null;
    }

    private static @Nullable Why ofJson(byte[] json) {
        try {
            JsonCursor cursor = new JsonCursor(json);
            Why why = cursor.kind() == Kind.OBJECT ? ofObject(cursor) : ofArray(cursor);
            cursor.finish();
            return why;
        } catch (MalformedJsonException e) {
            // What is wrong before its end is no JSON; what is only not over was cut.
            return e.offset() >= json.length ? Why.PARTIAL : null;
        }
    }

    private static @Nullable Why ofArray(JsonCursor array) {
        boolean any = false;
        array.enterArray();
        while (array.nextElement()) {
            any = true;
            array.skip();
        }
        return any ? null : Why.EMPTY;
    }

    private static @Nullable Why ofObject(JsonCursor object) {
        boolean any = false;
        boolean failed = false;
        boolean partial = false;
        object.enterObject();
        while (object.nextMember()) {
            any = true;
            if (object.keyIs("error")) {
                failed |= saysSomething(object);
            } else if (object.keyIs("isError") || object.keyIs("is_error")) {
                failed |= is(Kind.TRUE, object);
            } else if (object.keyIs("success")) {
                failed |= is(Kind.FALSE, object);
            } else if (object.keyIs("status") && object.kind() == Kind.STRING) {
                failed |= object.string().equals("error");
            } else if (object.keyIs("partial")
                    || object.keyIs("truncated")
                    || object.keyIs("incomplete")
                    || object.keyIs("timed_out")) {
                partial |= is(Kind.TRUE, object);
            } else {
                object.skip();
            }
        }
        if (failed) {
            return Why.ERROR;
        }
        if (partial) {
            return Why.PARTIAL;
        }
        return any ? null : Why.EMPTY;
    }

    private static boolean is(Kind kind, JsonCursor value) {
        boolean is = value.kind() == kind;
        value.skip();
        return is;
    }

    /**
     * Whether it is true, or a text, an object or an array with something in it. A number may be a measure of error.
     */
    private static boolean saysSomething(JsonCursor value) {
        return switch (value.kind()) {
            case STRING -> !value.string().isBlank();
            case OBJECT -> ofObject(value) != Why.EMPTY;
            case ARRAY -> ofArray(value) == null;
            case TRUE -> is(Kind.TRUE, value);
            case FALSE, NULL, NUMBER -> {
                value.skip();
                yield false;
            }
        };
    }
}
