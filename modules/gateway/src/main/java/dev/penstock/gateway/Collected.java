package dev.penstock.gateway;

import dev.penstock.admission.Room;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes that come in pieces, in one array that never grows beyond its room. */
final class Collected {
    private final Room room;
    private byte[] bytes = {};
    private int length;

    Collected(Room room) {
        this.room = room;
    }

    /** The length that a message announces in its head; 0 where it announces none. */
    static long announced(@Nullable String contentLength) {
        // The HTTP codec has checked that it is a number; one of more than 18 digits is larger than any limit.
        return contentLength == null
                ? 0
                : contentLength.length() > 18 ? Long.MAX_VALUE : Long.parseLong(contentLength.strip());
    }

    /** Gets ready for so many bytes in all; false if there is no room for them. */
    boolean expect(int size) {
        return size <= bytes.length || grow(size);
    }

    /** False if there is no room for it. */
    boolean add(Buffer piece) {
        int needed = length + piece.length();
        if (needed > bytes.length && !grow(Math.max(needed, length + length / 2))) {
            return false;
        }
        piece.getBytes(bytes, length);
        length = needed;
        return true;
    }

    int length() {
        return length;
    }

    /** All of it, in an array of that length; null if there is no room for that. */
    byte @Nullable [] whole() {
        return length == bytes.length || grow(length) ? bytes : null;
    }

    /** While one array is copied to the other, both need room. */
    private boolean grow(int size) {
        if (!room.resize((long) bytes.length + size)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, size);
        return room.resize(size);
    }
}
