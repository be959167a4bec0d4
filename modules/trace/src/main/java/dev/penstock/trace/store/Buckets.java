package dev.penstock.trace.store;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Tags for a number, so that an index of words finds ranges of it: the octave that it is in, and the eighth of that
 * octave. A range has the tags of all octaves inside it and of the eighths at its ends; what is found by an eighth may
 * lie outside and is to be looked at.
 */
enum Buckets {
    LATENCY("latency"),
    COST("cost");

    private static final int EIGHTHS = 3;

    private final String word;

    Buckets(String word) {
        this.word = word;
    }

    /** The tags of a number; one below 0 counts as 0. */
    Set<String> tags(long value) {
        int eighth = eighth(value);
        return Set.of(octaveTag(eighth >> EIGHTHS), eighthTag(eighth));
    }

    /** Tags of which each number from {@code least} to {@code most}, both included, has at least one. */
    Set<String> range(long least, long most) {
        Set<String> tags = new LinkedHashSet<>();
        int last = eighth(most);
        for (int eighth = eighth(least); eighth <= last; ) {
            int octaveEnd = eighth | ((1 << EIGHTHS) - 1);
            boolean wholeOctave = (eighth & ((1 << EIGHTHS) - 1)) == 0 && octaveEnd <= last;
            tags.add(wholeOctave ? octaveTag(eighth >> EIGHTHS) : eighthTag(eighth));
            eighth = wholeOctave ? octaveEnd + 1 : eighth + 1;
        }
        return tags;
    }

    /** Numbers below 8 have one of their own; from there on, those that agree in their first four bits share one. */
    private static int eighth(long value) {
        if (value < 1 << EIGHTHS) {
            return (int) Math.max(0, value);
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(value) - EIGHTHS;
        return (shift << EIGHTHS) + (int) (value >>> shift);
    }

    private String octaveTag(int octave) {
        return word + "~" + octave;
    }

    private String eighthTag(int eighth) {
        return word + "~" + (eighth >> EIGHTHS) + "." + (eighth & ((1 << EIGHTHS) - 1));
    }
}
