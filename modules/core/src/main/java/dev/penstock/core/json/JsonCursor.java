package dev.penstock.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Walks over JSON text (RFC 8259) in place, without building anything, and refuses whatever is not JSON. Whoever only
 * needs a few members of a large document reads those and skips the rest; skipping checks as strictly as reading does.
 *
 * <p>The cursor always stands before a value. {@link #enterObject} and {@link #enterArray} go inside one,
 * {@link #nextMember} and {@link #nextElement} move to each value in turn and say when there is none left; every value
 * in between must be read or skipped.
 *
 * <p>Strings, where nearly all bytes of a chat are, are crossed eight bytes at a time. Bytes above 127 are not looked
 * at: whether they are good UTF-8 is for whoever decodes them.
 */
public final class JsonCursor {
    /** What stands at the cursor. */
    public enum Kind {
        OBJECT,
        ARRAY,
        STRING,
        NUMBER,
        TRUE,
        FALSE,
        NULL
    }

    /** How deep arrays and objects may nest; deeper ones are refused before they can exhaust a stack. */
    public static final int MAX_DEPTH = 256;

    private byte[] bytes;
    private int position;
    private int end;
    private int depth;
    /** Whether the cursor went inside an object or array and has not moved to its first value yet. */
    private boolean first;

    private int keyFrom;
    private int keyTo;
    private boolean keyEscaped;
    private int stringFrom;
    private int stringTo;
    private boolean stringEscaped;

    public JsonCursor(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    public JsonCursor(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.position = from;
        this.end = to;
    }

    /** Starts again at another text; what it read before is forgotten. */
    public void reset(byte[] newBytes, int from, int to) {
        this.bytes = newBytes;
        this.position = from;
        this.end = to;
        this.depth = 0;
        this.first = false;
    }

    /** The offset of the next byte to read. */
    public int position() {
        return position;
    }

    /** The kind of the value at the cursor, which moves over white space only. */
    public Kind kind() {
        skipSpace();
        if (position >= end) {
            throw malformed("a value");
        }
        byte b = bytes[position];
        return switch (b) {
            case '{' -> Kind.OBJECT;
            case '[' -> Kind.ARRAY;
            case '"' -> Kind.STRING;
            case 't' -> Kind.TRUE;
            case 'f' -> Kind.FALSE;
            case 'n' -> Kind.NULL;
            default -> {
                if (b == '-' || (b >= '0' && b <= '9')) {
                    yield Kind.NUMBER;
                }
                throw malformed("a value");
            }
        };
    }

    /** Goes inside the object at the cursor. */
    public void enterObject() {
        enter('{', "an object");
    }

    /** Goes inside the array at the cursor. */
    public void enterArray() {
        enter('[', "an array");
    }

    /** Moves before the value of the object's next member; at the object's end leaves it and says false. */
    public boolean nextMember() {
        if (!next('}', "',' or '}'")) {
            return false;
        }
        if (position >= end || bytes[position] != '"') {
            throw malformed("a name in quotes");
        }
        crossString();
        keyFrom = stringFrom;
        keyTo = stringTo;
        keyEscaped = stringEscaped;
        skipSpace();
        if (position >= end || bytes[position] != ':') {
            throw malformed("':'");
        }
        position++;
        skipSpace();
        return true;
    }

    /** Moves before the array's next value; at the array's end leaves it and says false. */
    public boolean nextElement() {
        return next(']', "',' or ']'");
    }

    /** Whether the member that {@link #nextMember} moved to has this name, given in ASCII. */
    public boolean keyIs(String name) {
        if (keyEscaped) {
            return key().equals(name);
        }
        int length = keyTo - keyFrom;
        if (length != name.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[keyFrom + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The name of the member that {@link #nextMember} moved to. */
    public String key() {
        return decode(keyFrom, keyTo, keyEscaped);
    }

    /** The offset of the quote that opens the name of the member. */
    public int keyOffset() {
        return keyFrom - 1;
    }

    /** Reads the string at the cursor. */
    public String string() {
        skipSpace();
        if (position >= end || bytes[position] != '"') {
            throw malformed("a string");
        }
        crossString();
        return decode(stringFrom, stringTo, stringEscaped);
    }

    /** Reads the string at the cursor and only says whether it has any content. */
    public boolean nonEmptyString() {
        skipSpace();
        if (position >= end || bytes[position] != '"') {
            throw malformed("a string");
        }
        crossString();
        return stringTo > stringFrom;
    }

    /** Reads the string at the cursor and only says whether it holds anything but white space. */
    public boolean visibleString() {
        if (!nonEmptyString()) {
            return false;
        }
        for (int i = stringFrom; i < stringTo; i++) {
            boolean escaped = bytes[i] == '\\' && (bytes[i + 1] == 'n' || bytes[i + 1] == 'r' || bytes[i + 1] == 't');
            if (bytes[i] != ' ' && !escaped) {
                return true;
            }
            i += escaped ? 1 : 0;
        }
        return false;
    }

    /** Whether the string that was read last was empty. */
    public boolean lastStringIsEmpty() {
        return stringTo == stringFrom;
    }

    /** Reads the number at the cursor; a fraction is cut off, and what does not fit ends at the nearest long. */
    public long wholeNumber() {
        skipSpace();
        int from = position;
        crossNumber();
        long value = 0;
        int i = bytes[from] == '-' ? from + 1 : from;
        for (; i < position && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            value = value * 10 + (bytes[i] - '0');
            if (i - from > 17) {
                break;
            }
        }
        if (i < position) {
            return (long) Double.parseDouble(new String(bytes, from, position - from, UTF_8));
        }
        return bytes[from] == '-' ? -value : value;
    }

    /** Moves behind the value at the cursor. */
    public void skip() {
        switch (kind()) {
            case OBJECT -> {
                enterObject();
                while (nextMember()) {
                    skip();
                }
            }
            case ARRAY -> {
                enterArray();
                while (nextElement()) {
                    skip();
                }
            }
            case STRING -> crossString();
            case NUMBER -> crossNumber();
            case TRUE -> crossWord("true");
            case FALSE -> crossWord("false");
            case NULL -> crossWord("null");
        }
    }

    /** Moves behind the value at the cursor and gives its text. */
    public byte[] copy() {
        skipSpace();
        int from = position;
        skip();
        return Arrays.copyOfRange(bytes, from, position);
    }

    /** Makes sure that only white space is left. */
    public void finish() {
        skipSpace();
        if (position < end) {
            throw malformed("the end of the text");
        }
    }

    private void enter(char bracket, String expected) {
        skipSpace();
        if (position >= end || bytes[position] != bracket) {
            throw malformed(expected);
        }
        if (++depth > MAX_DEPTH) {
            throw malformed("at most " + MAX_DEPTH + " levels of nesting");
        }
        position++;
        first = true;
    }

    private boolean next(char bracket, String expected) {
        skipSpace();
        boolean wasFirst = first;
        first = false;
        if (position >= end) {
            throw malformed(expected);
        }
        if (bytes[position] == bracket) {
            position++;
            depth--;
            return false;
        }
        if (!wasFirst) {
            if (bytes[position] != ',') {
                throw malformed(expected);
            }
            position++;
            skipSpace();
        }
        return true;
    }

    private void skipSpace() {
        while (position < end) {
            byte b = bytes[position];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return;
            }
            position++;
        }
    }

    private void crossString() {
        int i = position + 1;
        stringFrom = i;
        stringEscaped = false;
        while (true) {
            i = JsonBytes.nextSpecial(bytes, i, end);
            if (i >= end) {
                position = end;
                throw malformed("'\"' at the end of a string");
            }
            byte b = bytes[i];
            if (b == '"') {
                stringTo = i;
                position = i + 1;
                return;
            }
            if (b != '\\') {
                position = i;
                throw malformed("no control character inside a string");
            }
            stringEscaped = true;
            i = crossEscape(i);
        }
    }

    private int crossEscape(int backslash) {
        int i = backslash + 1;
        byte b = i < end ? bytes[i] : 0;
        return switch (b) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> i + 1;
            case 'u' -> crossHex(i + 1);
            default -> {
                position = Math.min(i, end);
                throw malformed("one of \" \\ / b f n r t u after a backslash");
            }
        };
    }

    private int crossHex(int from) {
        for (int i = from; i < from + 4; i++) {
            if (i >= end || Character.digit(bytes[i], 16) < 0) {
                position = Math.min(i, end);
                throw malformed("four hexadecimal digits after \\u");
            }
        }
        return from + 4;
    }

    private void crossNumber() {
        int start = position;
        if (position < end && bytes[position] == '-') {
            position++;
        }
        if (position < end && bytes[position] == '0') {
            position++;
        } else {
            crossDigits(start);
        }
        if (position < end && bytes[position] == '.') {
            position++;
            crossDigits(start);
        }
        if (position < end && (bytes[position] == 'e' || bytes[position] == 'E')) {
            position++;
            if (position < end && (bytes[position] == '+' || bytes[position] == '-')) {
                position++;
            }
            crossDigits(start);
        }
    }

    private void crossDigits(int start) {
        int from = position;
        while (position < end && bytes[position] >= '0' && bytes[position] <= '9') {
            position++;
        }
        if (position == from) {
            throw malformed(from == start ? "a number" : "a digit");
        }
    }

    private void crossWord(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (position >= end || bytes[position] != word.charAt(i)) {
                throw malformed(word);
            }
            position++;
        }
    }

    private String decode(int from, int to, boolean escaped) {
        return escaped
                ? JsonText.unescape(new String(bytes, from, to - from, UTF_8))
                : new String(bytes, from, to - from, UTF_8);
    }

    private MalformedJsonException malformed(String expected) {
        return new MalformedJsonException(position, expected);
    }
}
