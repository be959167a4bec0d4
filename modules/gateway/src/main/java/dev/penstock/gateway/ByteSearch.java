package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * Looks for a word in bytes, and leaps over most of them (R. N. Horspool, "Practical fast searching in strings", 1980):
 * to know that it is not there takes a look at about one byte for each of its letters.
 */
final class ByteSearch {
    private final byte[] word;
    /** How far a look goes on, by the byte that stands where the word's last one would. */
    private final int[] leap = new int[256];

    /** The word is ASCII and not empty. */
    ByteSearch(String word) {
        this.word = word.getBytes(US_ASCII);
        Arrays.fill(leap, this.word.length);
        for (int i = 0; i < this.word.length - 1; i++) {
            leap[this.word[i]] = this.word.length - 1 - i;
        }
    }

    /** Whether it stands between two offsets. */
    boolean isIn(byte[] bytes, int from, int to) {
        int last = word.length - 1;
        for (int at = from + last; at < to; at += leap[bytes[at] & 0xFF]) {
            if (bytes[at] == word[last] && Arrays.equals(bytes, at - last, at + 1, word, 0, word.length)) {
                return true;
            }
        }
        return false;
    }
}
