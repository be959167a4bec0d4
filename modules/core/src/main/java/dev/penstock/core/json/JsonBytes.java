package dev.penstock.core.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Searches bytes, eight at a time. */
public final class JsonBytes {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long SPACES = ONES * ' ';
    private static final long LINE_FEEDS = ONES * '\n';
    private static final long CARRIAGE_RETURNS = ONES * '\r';

    private JsonBytes() {}

    /**
     * The offset of the first quote, backslash or control character in {@code [from, to)}; {@code to} if there is none.
     */
    static int nextSpecial(byte[] bytes, int from, int to) {
        int i = from;
        while (i + 8 <= to) {
            long word = (long) LONG.get(bytes, i);
            long marks = (zeroBytes(word ^ QUOTES) | zeroBytes(word ^ BACKSLASHES) | ((word - SPACES) & ~word)) & HIGHS;
            if (marks != 0) {
                return i + (Long.numberOfTrailingZeros(marks) >>> 3);
            }
            i += 8;
        }
        while (i < to && bytes[i] != '"' && bytes[i] != '\\' && (bytes[i] < 0 || bytes[i] >= ' ')) {
            i++;
        }
        return i;
    }

    /** The offset of the first byte of that value, in ASCII, in {@code [from, to)}; {@code to} if there is none. */
    public static int next(char ascii, byte[] bytes, int from, int to) {
        long wanted = ONES * ascii;
        int i = from;
        while (i + 16 <= to) {
            // Two at a time: which of them has it matters only where one has.
            long marks =
                    (zeroBytes((long) LONG.get(bytes, i) ^ wanted) | zeroBytes((long) LONG.get(bytes, i + 8) ^ wanted))
                            & HIGHS;
            if (marks != 0) {
                break;
            }
            i += 16;
        }
        while (i < to && bytes[i] != ascii) {
            i++;
        }
        return i;
    }

    /** The offset of the first line feed or carriage return in {@code [from, to)}; {@code to} if there is none. */
    public static int nextLineEnd(byte[] bytes, int from, int to) {
        int i = from;
        while (i + 8 <= to) {
            long word = (long) LONG.get(bytes, i);
            long marks = (zeroBytes(word ^ LINE_FEEDS) | zeroBytes(word ^ CARRIAGE_RETURNS)) & HIGHS;
            if (marks != 0) {
                return i + (Long.numberOfTrailingZeros(marks) >>> 3);
            }
            i += 8;
        }
        while (i < to && bytes[i] != '\n' && bytes[i] != '\r') {
            i++;
        }
        return i;
    }

    /**
     * The high bit of each byte that is zero. A borrow can mark a byte above a zero one wrongly; the lowest mark is
     * always right, and it is the only one that is used. (Mycroft's test, from Warren, Hacker's Delight, section 6-1.)
     */
    private static long zeroBytes(long word) {
        return (word - ONES) & ~word;
    }
}
