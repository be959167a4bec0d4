package dev.penstock.store;

import java.util.HexFormat;

/**
 * A hash of a set of records, in parts: each part is the exclusive or of the ids of a 256th of all records, so that two
 * nodes that differ in few records find out which with one exchange. Not safe against somebody who makes up ids.
 */
final class Digest {
    static final int PARTS = 256;
    private static final HexFormat HEX = HexFormat.of();

    private final long[] parts = new long[PARTS];

    /** The digest whose parts are these, as text. */
    static Digest of(String parts) {
        Digest digest = new Digest();
        for (int i = 0; i < PARTS; i++) {
            digest.parts[i] = HexFormat.fromHexDigitsToLong(parts, i * 16, i * 16 + 16);
        }
        return digest;
    }

    Digest copy() {
        Digest copy = new Digest();
        System.arraycopy(parts, 0, copy.parts, 0, PARTS);
        return copy;
    }

    /** Adds a record's id, once. */
    void add(String id) {
        parts[part(id)] ^= HexFormat.fromHexDigitsToLong(id, 2, 18);
    }

    /** The part that a record belongs to. */
    static int part(String id) {
        return HexFormat.fromHexDigits(id, 0, 2);
    }

    /** All parts as text. */
    String parts() {
        StringBuilder text = new StringBuilder(PARTS * 16);
        for (long part : parts) {
            text.append(HEX.toHexDigits(part));
        }
        return text.toString();
    }

    /** Which parts differ from those that another node told as text. */
    boolean[] differing(String others) {
        long[] theirs = of(others).parts;
        boolean[] differ = new boolean[PARTS];
        for (int i = 0; i < PARTS; i++) {
            differ[i] = parts[i] != theirs[i];
        }
        return differ;
    }

    /** All in one, for people and for a first comparison. */
    String whole() {
        long whole = 0;
        for (int i = 0; i < PARTS; i++) {
            // Turned, so that the same difference in two parts does not cancel out.
            whole ^= Long.rotateLeft(parts[i], i % Long.SIZE) * (2L * i + 1);
        }
        return HEX.toHexDigits(whole);
    }
}
