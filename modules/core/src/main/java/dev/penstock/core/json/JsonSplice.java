package dev.penstock.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes a few top-level members of a JSON object; every other value stays as it came, byte for byte. */
public final class JsonSplice {
    private static final byte[] NOTHING = {};

    /** A new value: {@code before}, then what stands in the source between two offsets, then {@code after}. */
    private record Value(byte[] before, int from, int to, byte[] after) {
        int length() {
            return before.length + (to - from) + after.length;
        }
    }

    private final JsonObjectIndex source;
    private final Map<String, Value> added = new LinkedHashMap<>();
    /** Values that take another's place; a null value removes its member. */
    private final Map<String, @Nullable Value> changed = new HashMap<>();

    public JsonSplice(JsonObjectIndex source) {
        this.source = source;
    }

    /** Gives a member this value, given as JSON in UTF-8, whether it is there yet or not. */
    public void set(String name, byte[] json) {
        wrap(name, json, 0, 0, NOTHING);
    }

    /**
     * Gives a member a value that holds a piece of the source, from one offset up to another, between two new pieces.
     */
    public void wrap(String name, byte[] before, int from, int to, byte[] after) {
        Value value = new Value(before, from, to, after);
        if (source.find(name) == null) {
            added.put(name, value);
        } else {
            changed.put(name, value);
        }
    }

    /** Takes a member out. */
    public void remove(String name) {
        added.remove(name);
        changed.put(name, null);
    }

    /** The object as it is now; the source's own bytes if nothing was changed. New members stand first. */
    public byte[] bytes() {
        if (added.isEmpty() && changed.isEmpty()) {
            return source.bytes();
        }
        int members = added.size();
        int length = 2;
        for (var member : added.entrySet()) {
            length += member.getKey().getBytes(UTF_8).length
                    + 3
                    + member.getValue().length();
        }
        for (var member : source.members().entrySet()) {
            int kept = keptLength(member.getKey(), member.getValue());
            members += kept > 0 ? 1 : 0;
            length += kept;
        }
        length += Math.max(0, members - 1);
        Out out = new Out(source.bytes(), length);
        for (var member : added.entrySet()) {
            out.startMember();
            out.put('"').put(member.getKey().getBytes(UTF_8)).put('"').put(':').put(member.getValue());
        }
        for (var member : source.members().entrySet()) {
            keep(out, member.getKey(), member.getValue());
        }
        return out.end();
    }

    private int keptLength(String name, JsonObjectIndex.Member member) {
        Value value = changed.get(name);
        if (value != null) {
            return member.from() - member.nameFrom() + value.length();
        }
        return changed.containsKey(name) ? 0 : member.to() - member.nameFrom();
    }

    private void keep(Out out, String name, JsonObjectIndex.Member member) {
        Value value = changed.get(name);
        if (value == null && changed.containsKey(name)) {
            return;
        }
        out.startMember();
        if (value == null) {
            out.put(source.bytes(), member.nameFrom(), member.to());
        } else {
            out.put(source.bytes(), member.nameFrom(), member.from()).put(value);
        }
    }

    private static final class Out {
        private final byte[] source;
        private final byte[] bytes;
        private int length;

        Out(byte[] source, int capacity) {
            this.source = source;
            this.bytes = new byte[capacity];
            put('{');
        }

        void startMember() {
            if (length > 1) {
                put(',');
            }
        }

        Out put(char c) {
            bytes[length++] = (byte) c;
            return this;
        }

        Out put(byte[] piece) {
            return put(piece, 0, piece.length);
        }

        Out put(byte[] from, int start, int stop) {
            System.arraycopy(from, start, bytes, length, stop - start);
            length += stop - start;
            return this;
        }

        Out put(Value value) {
            return put(value.before).put(source, value.from, value.to).put(value.after);
        }

        byte[] end() {
            put('}');
            return bytes;
        }
    }
}
