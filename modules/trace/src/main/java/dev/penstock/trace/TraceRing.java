package dev.penstock.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * The latest stories, as bytes in one array that is written round and round: what lives for thousands of requests would
 * else be moved about by the collector again and again. Safe for several threads; not for the path, because it locks.
 */
final class TraceRing {
    /** Room for each story, on average. */
    static final int STORY_BYTES = 1_024;

    private final byte[] bytes;
    /** Where each of the latest stories begins, counted from the first byte ever written, and its length. */
    private final long[] begins;

    private final int[] lengths;
    private long written;
    private long added;

    /** Keeps {@code capacity} stories, fewer if they are longer than a kilobyte. */
    TraceRing(int capacity) {
        bytes = new byte[Math.multiplyExact(capacity, STORY_BYTES)];
        begins = new long[capacity];
        lengths = new int[capacity];
    }

    /** Adds a story; one that is longer than the whole ring is left out. */
    synchronized void add(byte[] story, int length) {
        if (length > bytes.length) {
            return;
        }
        int slot = (int) (added++ % begins.length);
        begins[slot] = written;
        lengths[slot] = length;
        int at = (int) (written % bytes.length);
        int first = Math.min(length, bytes.length - at);
        System.arraycopy(story, 0, bytes, at, first);
        System.arraycopy(story, first, bytes, 0, length - first);
        written += length;
    }

    /** The story of a trace, or null if it is not among the latest. Looks at every one. */
    synchronized byte @Nullable [] find(String id) {
        byte[] begin = TraceJson.begin(id).getBytes(UTF_8);
        for (long i = added - 1; i >= Math.max(0, added - begins.length); i--) {
            int slot = (int) (i % begins.length);
            if (begins[slot] < written - bytes.length) {
                return null;
            }
            if (startsWith(slot, begin)) {
                return copy(slot);
            }
        }
        return null;
    }

    private boolean startsWith(int slot, byte[] begin) {
        if (lengths[slot] < begin.length) {
            return false;
        }
        for (int i = 0; i < begin.length; i++) {
            if (bytes[(int) ((begins[slot] + i) % bytes.length)] != begin[i]) {
                return false;
            }
        }
        return true;
    }

    private byte[] copy(int slot) {
        byte[] story = new byte[lengths[slot]];
        int at = (int) (begins[slot] % bytes.length);
        int first = Math.min(story.length, bytes.length - at);
        System.arraycopy(bytes, at, story, 0, first);
        System.arraycopy(bytes, 0, story, first, story.length - first);
        return story;
    }
}
