package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.penstock.core.json.JsonBytes;
import java.util.Arrays;

/** Looks for a word in bytes by the first underscore in it, which texts seldom have: the rest is crossed in leaps. */
final class ByteSearch {
    private final byte[] word;
    private final int underscore;

    /** The word is ASCII and has an underscore. */
    ByteSearch(String word) {
        this.word = word.getBytes(US_ASCII);
        this.underscore = word.indexOf('_');
    }

    /** Whether it stands between two offsets. */
    boolean isIn(byte[] bytes, int from, int to) {
        int at = JsonBytes.next('_', bytes, from, to);
        while (at < to) {
            int begin = at - underscore;
            int end = begin + word.length;
            if (begin >= from && end <= to && Arrays.equals(bytes, begin, end, word, 0, word.length)) {
                return true;
            }
            at = JsonBytes.next('_', bytes, at + 1, to);
        }
        return false;
    }
}
