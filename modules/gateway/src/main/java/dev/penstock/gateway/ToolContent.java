package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.UnknownResult.Why;
import dev.penstock.core.json.JsonCursor;
import dev.penstock.core.json.JsonCursor.Kind;
import dev.penstock.core.json.MalformedJsonException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether what a tool gave back is data. Only what clearly is not is told so: a text that speaks of errors is data, and
 * so is whatever begins like JSON and is none.
 */
final class ToolContent {
    private static final byte[][] ERRORS = {
        "Error:".getBytes(UTF_8),
        "Exception:".getBytes(UTF_8),
        "Exception in thread".getBytes(UTF_8),
        "Traceback (most recent call last)".getBytes(UTF_8)
    };
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
            case ARRAY -> ofParts(json, content);
            case OBJECT, NUMBER, TRUE, FALSE -> null;
        };
    }

    /** A text in quotes: only what begins like JSON, or is very short, is decoded. */
    private static @Nullable Why ofString(byte[] json, int quote, int to) {
        int at = firstVisible(json, quote + 1, to - 1);
        if (at == to - 1) {
            return Why.EMPTY;
        }
        return isBracket(json[at]) || to - at <= LONGEST_NOTHING
                ? ofText(unescaped(json, quote + 1, to - 1))
                : beginsWithError(json, at, to) ? Why.ERROR : null;
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

    private static boolean isBracket(byte b) {
        return b == '{' || b == '[';
    }

    private static boolean beginsWithError(byte[] bytes, int at, int to) {
        for (byte[] error : ERRORS) {
            if (to - at >= error.length && Arrays.equals(bytes, at, at + error.length, error, 0, error.length)) {
                return true;
            }
        }
        return false;
    }

    /** Parts of a message: what is no text is data. */
    private static @Nullable Why ofParts(byte[] json, JsonCursor parts) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        parts.enterArray();
        while (parts.nextElement()) {
            if (parts.kind() != Kind.OBJECT || !append(text, json, parts)) {
                return null;
            }
        }
        return ofText(text.toByteArray());
    }

    /** Whether the part at the cursor is a text. */
    private static boolean append(ByteArrayOutputStream all, byte[] json, JsonCursor part) {
        boolean isText = false;
        part.enterObject();
        while (part.nextMember()) {
            if (part.keyIs("text") && part.kind() == Kind.STRING) {
                int quote = part.position();
                part.skip();
                all.writeBytes(unescaped(json, quote + 1, part.position() - 1));
            } else if (part.keyIs("type") && part.kind() == Kind.STRING) {
                isText = part.string().equals("text");
            } else {
                part.skip();
            }
        }
        return isText;
    }

    private static @Nullable Why ofText(byte[] text) {
        int at = 0;
        while (at < text.length && Character.isWhitespace(text[at])) {
            at++;
        }
        if (at == text.length) {
            return Why.EMPTY;
        }
        if (isBracket(text[at])) {
            return ofJson(text);
        }
        boolean nothing = text.length - at <= LONGEST_NOTHING
                && NOTHING.contains(new String(text, at, text.length - at, UTF_8).strip());
        return nothing ? Why.EMPTY : beginsWithError(text, at, text.length) ? Why.ERROR : null;
    }

    /** The content of a JSON string, as far as it is ASCII or not escaped: all else is told by a question mark. */
    private static byte[] unescaped(byte[] json, int from, int to) {
        byte[] text = new byte[to - from];
        int length = 0;
        int at = from;
        while (at < to) {
            byte b = json[at++];
            if (b == '\\') {
                b = json[at++];
                if (b == 'u') {
                    int code = HexFormat.fromHexDigits(new String(json, at, 4, UTF_8));
                    b = code < 0x80 ? (byte) code : (byte) '?';
                    at += 4;
                } else {
                    b = control(b);
                }
            }
            text[length++] = b;
        }
        return Arrays.copyOf(text, length);
    }

    /** What an escape of one letter means. */
    private static byte control(byte letter) {
        return switch (letter) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> letter;
        };
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
