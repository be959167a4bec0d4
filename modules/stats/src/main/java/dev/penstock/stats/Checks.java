package dev.penstock.stats;

/** Arguments out of their range, told by name, value and what was expected. */
final class Checks {
    private Checks() {}

    /** A number above 0 and below 1. */
    static void fraction(String name, double value) {
        if (!(value > 0 && value < 1)) {
            throw new IllegalArgumentException(name + " is " + value + ", expected a number above 0 and below 1");
        }
    }

    /** Counts of which one is a part of the other. */
    static void counts(String whole, long of, String part, long some) {
        if (some < 0 || of < some) {
            throw new IllegalArgumentException(
                    part + " is " + some + " and " + whole + " is " + of + ", expected 0 <= " + part + " <= " + whole);
        }
    }
}
