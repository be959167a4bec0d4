package dev.penstock.core.state;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/**
 * Ids of records that nothing else needs to be known of, each by its first 16 bytes: a fifth of the memory of its text,
 * and still no two records alike, for nobody can make up two with the same hash to that length.
 */
public final class IdSet {
    /** No id. */
    public static final IdSet EMPTY = new IdSet(new long[0]);

    private static final int DIGITS = 16;

    /** Two for each id, in the order of the ids. */
    private final long[] halves;

    private record Key(long high, long low) implements Comparable<Key> {
        static Key of(String id) {
            return new Key(
                    HexFormat.fromHexDigitsToLong(id, 0, DIGITS),
                    HexFormat.fromHexDigitsToLong(id, DIGITS, 2 * DIGITS));
        }

        @Override
        public int compareTo(Key other) {
            int byHigh = Long.compareUnsigned(high, other.high);
            return byHigh == 0 ? Long.compareUnsigned(low, other.low) : byHigh;
        }
    }

    private IdSet(long[] halves) {
        this.halves = halves;
    }

    /**
     * The set that {@link #bytes()} were of.
     *
     * @throws IllegalArgumentException if they are of none
     */
    public static IdSet of(byte[] bytes) {
        if (bytes.length % (2 * Long.BYTES) != 0) {
            throw new IllegalArgumentException(bytes.length + " bytes: expected 16 for each id");
        }
        LongBuffer read = ByteBuffer.wrap(bytes).asLongBuffer();
        long[] halves = new long[read.remaining()];
        read.get(halves);
        return new IdSet(halves);
    }

    /** All of it as bytes. */
    public byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(halves.length * Long.BYTES);
        bytes.asLongBuffer().put(halves);
        return bytes.array();
    }

    /** How many ids there are. */
    public int size() {
        return halves.length / 2;
    }

    /** Whether an id, in hexadecimal, is one of them. */
    public boolean contains(String id) {
        if (id.length() < 2 * DIGITS || !id.chars().allMatch(HexFormat::isHexDigit)) {
            return false;
        }
        Key key = Key.of(id);
        int from = 0;
        int to = size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            int order = at(middle).compareTo(key);
            if (order == 0) {
                return true;
            }
            if (order < 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return false;
    }

    private Key at(int index) {
        return new Key(halves[2 * index], halves[2 * index + 1]);
    }

    /** These and more, none of which is one of them. */
    public IdSet with(Collection<String> more) {
        List<Key> added = more.stream().map(Key::of).sorted().toList();
        long[] merged = Arrays.copyOf(halves, halves.length + 2 * added.size());
        // From the end, so that nothing is overwritten that is still to be moved.
        int to = size() + added.size() - 1;
        int mine = size() - 1;
        for (Key key : added.reversed()) {
            while (mine >= 0 && at(mine).compareTo(key) > 0) {
                put(merged, to--, at(mine--));
            }
            put(merged, to--, key);
        }
        return new IdSet(merged);
    }

    private static void put(long[] halves, int index, Key key) {
        halves[2 * index] = key.high;
        halves[2 * index + 1] = key.low;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IdSet set && Arrays.equals(halves, set.halves);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(halves);
    }

    @Override
    public String toString() {
        return size() + " ids";
    }
}
