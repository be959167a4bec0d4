package dev.penstock.core.json;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where each member of a JSON object stands in its bytes. Making one reads, and so checks, the whole text once; members
 * are then found, read and replaced ({@link JsonSplice}) without touching the others.
 */
public final class JsonObjectIndex {
    /**
     * One member.
     *
     * @param nameFrom the offset of its name's opening quote
     * @param from the offset of its value
     * @param to the offset behind its value
     */
    public record Member(int nameFrom, int from, int to, JsonCursor.Kind kind) {}

    /** Many more than any dialect has; each takes a hundred times the memory of its shortest text. */
    private static final int MOST_MEMBERS = 1_000;

    private static final int LONGEST_SHOWN = 64;

    private final byte[] bytes;
    private final Map<String, Member> members = new LinkedHashMap<>();

    /**
     * Indexes a text.
     *
     * @throws MalformedJsonException if it is not one JSON object, has more than a thousand members, or names one
     *     member twice: readers differ on which of two they believe, so a doubled {@code model} could be checked as one
     *     thing and served as another
     */
    public JsonObjectIndex(byte[] bytes) {
        this.bytes = bytes;
        JsonCursor cursor = new JsonCursor(bytes);
        cursor.enterObject();
        while (cursor.nextMember()) {
            String name = cursor.key();
            int nameFrom = cursor.keyOffset();
            if (members.size() == MOST_MEMBERS) {
                throw new MalformedJsonException(nameFrom, "at most " + MOST_MEMBERS + " members");
            }
            JsonCursor.Kind kind = cursor.kind();
            int from = cursor.position();
            cursor.skip();
            if (members.put(name, new Member(nameFrom, from, cursor.position(), kind)) != null) {
                throw new MalformedJsonException(nameFrom, "'" + shown(name) + "' only once");
            }
        }
        cursor.finish();
    }

    /** Enough of a caller's name to find it. */
    private static String shown(String name) {
        return name.length() <= LONGEST_SHOWN ? name : name.substring(0, LONGEST_SHOWN) + "...";
    }

    /** The text that was indexed; not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    /** All members in their order. */
    public Map<String, Member> members() {
        return members;
    }

    /** A member, or null if there is none of that name. */
    public @Nullable Member find(String name) {
        return members.get(name);
    }

    /** A cursor before the value of a member. */
    public JsonCursor at(Member member) {
        return new JsonCursor(bytes, member.from(), member.to());
    }
}
