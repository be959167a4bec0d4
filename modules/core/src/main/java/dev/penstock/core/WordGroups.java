package dev.penstock.core;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;

/**
 * Tells of which groups of words a text contains one, whatever the case of its ASCII letters. It reads the text once,
 * however many words there are (Aho and Corasick, "Efficient string matching", CACM 18(6), 1975).
 */
public final class WordGroups {
    /** So many groups have a bit each. */
    public static final int MOST = 64;

    private static final int ASCII = 128;

    /** Where a state's row begins in {@link #next}: each has a column for every ASCII character. */
    private static final int START = 0;

    /** By a state and a character: the row of the state that comes then. */
    private final int[] next;
    /** By a state: the groups whose words end there. */
    private final long[] ending;

    /**
     * @param groups at most {@value #MOST}, each of words in lower-case ASCII; an empty group is never found
     * @throws IllegalArgumentException for more groups, for a word that is empty or has other characters
     */
    public WordGroups(List<List<String>> groups) {
        if (groups.size() > MOST) {
            throw new IllegalArgumentException(groups.size() + " groups of words, expected at most " + MOST);
        }
        int states = 1
                + groups.stream().flatMap(List::stream).mapToInt(String::length).sum();
        next = new int[states * ASCII];
        ending = new long[states];
        growTree(groups);
        followSuffixes();
        foldCase();
    }

    /** Bit {@code i} is set if one of the words of group {@code i} is anywhere in the text. */
    public long in(String text) {
        long found = 0;
        int row = START;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            row = c < ASCII ? next[row + c] : START;
            found |= ending[row / ASCII];
        }
        return found;
    }

    private void growTree(List<List<String>> groups) {
        int last = START;
        for (int group = 0; group < groups.size(); group++) {
            for (String word : groups.get(group)) {
                requireLowerCase(word);
                int row = START;
                for (int i = 0; i < word.length(); i++) {
                    int step = row + word.charAt(i);
                    if (next[step] == START) {
                        last += ASCII;
                        next[step] = last;
                    }
                    row = next[step];
                }
                ending[row / ASCII] |= 1L << group;
            }
        }
    }

    private static void requireLowerCase(String word) {
        if (word.isEmpty() || word.chars().anyMatch(c -> c >= ASCII) || !word.equals(word.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("word \"" + word + "\", expected lower-case ASCII");
        }
    }

    /**
     * Where no word goes on, the state of the longest suffix that begins one does. Shorter texts come first, so that
     * the row of a suffix is complete before it is used.
     */
    private void followSuffixes() {
        int[] suffix = new int[ending.length];
        ArrayDeque<Integer> rows = new ArrayDeque<>(List.of(START));
        while (!rows.isEmpty()) {
            int row = rows.remove();
            int shorter = suffix[row / ASCII];
            ending[row / ASCII] |= ending[shorter / ASCII];
            for (int c = 0; c < ASCII; c++) {
                int longer = next[row + c];
                if (longer == START) {
                    next[row + c] = next[shorter + c];
                } else {
                    suffix[longer / ASCII] = row == START ? START : next[shorter + c];
                    rows.add(longer);
                }
            }
        }
    }

    private void foldCase() {
        for (int row = 0; row < next.length; row += ASCII) {
            System.arraycopy(next, row + 'a', next, row + 'A', 'Z' - 'A' + 1);
        }
    }
}
