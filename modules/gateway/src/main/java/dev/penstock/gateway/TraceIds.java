package dev.penstock.gateway;

import java.util.random.RandomGenerator;

/**
 * Names for traces: the node's name, when the request came, and chance, so that the latest sort last and none is
 * guessed. Belongs to one thread.
 */
final class TraceIds {
    /** Crockford's base 32: no letter that reads like a digit. */
    private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();

    private static final int TIME_DIGITS = 9;
    private static final int RANDOM_DIGITS = 12;

    private final String node;
    private final RandomGenerator random;

    TraceIds(String node, RandomGenerator random) {
        this.node = node;
        this.random = random;
    }

    /** The next name, for a request that came at this time, in milliseconds since 1970. */
    String next(long atMillis) {
        char[] text = new char[node.length() + 1 + TIME_DIGITS + RANDOM_DIGITS];
        node.getChars(0, node.length(), text, 0);
        text[node.length()] = '-';
        put(text, node.length() + 1, TIME_DIGITS, atMillis);
        put(text, node.length() + 1 + TIME_DIGITS, RANDOM_DIGITS, random.nextLong());
        return new String(text);
    }

    private static void put(char[] text, int from, int digits, long value) {
        for (int i = digits - 1; i >= 0; i--) {
            text[from + i] = DIGITS[(int) (value & 31)];
            value >>>= 5;
        }
    }
}
