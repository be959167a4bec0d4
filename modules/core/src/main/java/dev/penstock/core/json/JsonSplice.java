package dev.penstock.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes a few top-level members of a JSON object, and pieces inside of others; everything else stays as it came, byte
 * for byte.
 */
public final class JsonSplice {
    private static final byte[] NOTHING = {};

    /** A new value: {@code before}, then what stands in the source between two offsets, then {@code after}. */
    private record Value(byte[] before, int from, int to, byte[] after) {}

    /** Bytes that stand in the place of a piece of the source. */
    private record Piece(int from, int to, byte[] bytes) {}

    private final JsonObjectIndex source;
    private final Map<String, Value> added = new LinkedHashMap<>();
    /** Values that take another's place; a null value removes its member. */
    private final Map<String, @Nullable Value> changed = new HashMap<>();

    private final List<Piece> pieces = new ArrayList<>(0);

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

    /**
     * Puts other bytes in the place of a piece of the source, wherever that piece is kept, also in what is wrapped;
     * where it begins and ends at one offset, in front of what stands there. What was changed inside of a piece that is
     * replaced goes with it.
     */
    public void replace(int from, int to, byte[] bytes) {
        pieces.add(new Piece(from, to, bytes));
    }

    /** The object as it is now; the source's own bytes if nothing was changed. New members stand first. */
    public byte[] bytes() {
        if (added.isEmpty() && changed.isEmpty() && pieces.isEmpty()) {
            return source.bytes();
        }
        pieces.sort(Comparator.comparingInt(Piece::from));
        int members = added.size();
        int length = 2;
        for (var member : added.entrySet()) {
            length += member.getKey().getBytes(UTF_8).length + 3 + length(member.getValue());
        }
        for (var member : source.members().entrySet()) {
            int kept = keptLength(member.getKey(), member.getValue());
            members += kept > 0 ? 1 : 0;
            length += kept;
        }
        length += Math.max(0, members - 1);
        Out out = new Out(source.bytes(), pieces, length);
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
            return length(member.nameFrom(), member.from()) + length(value);
        }
        return changed.containsKey(name) ? 0 : length(member.nameFrom(), member.to());
    }

    private int length(Value value) {
        return value.before.length + length(value.from, value.to) + value.after.length;
    }

    /** What stands in the source between two offsets, with the pieces that stand there now. */
    private int length(int from, int to) {
        int length = to - from;
        int at = from;
        for (Piece piece : pieces) {
            if (piece.from >= at && piece.from < to) {
                length += piece.bytes.length - (piece.to - piece.from);
                at = piece.to;
            }
        }
        return length;
    }

    private void keep(Out out, String name, JsonObjectIndex.Member member) {
        Value value = changed.get(name);
        if (value == null && changed.containsKey(name)) {
            return;
        }
        out.startMember();
        if (value == null) {
            out.source(member.nameFrom(), member.to());
        } else {
            out.source(member.nameFrom(), member.from()).put(value);
        }
    }

    private static final class Out {
        private final byte[] source;
        private final List<Piece> pieces;
        private final byte[] bytes;
        private int length;

        Out(byte[] source, List<Piece> pieces, int capacity) {
            this.source = source;
            this.pieces = pieces;
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
            return put(value.before).source(value.from, value.to).put(value.after);
        }

        Out source(int from, int to) {
            int at = from;
            for (Piece piece : pieces) {
                if (piece.from >= at && piece.from < to) {
                    put(source, at, piece.from).put(piece.bytes);
                    at = piece.to;
                }
            }
            return put(source, at, to);
        }

        byte[] end() {
            put('}');
            return bytes;
        }
    }
}
