package dev.penstock.contract;

/**
 * One thing that an answer does not satisfy. Each text is short: all of it has at most some 500 characters.
 *
 * @param check the check that it fails
 * @param pointer where, as a JSON Pointer (RFC 6901): into the answer's text if that is JSON, else into the choice
 *     ({@code /tool_calls/0}); empty is the whole of it
 * @param expected what would have been right
 * @param found what was there; may quote the answer, so it does not belong into traces, metrics and logs
 */
public record Violation(Check check, String pointer, String expected, String found) {
    private static final int LONGEST_POINTER = 100;
    private static final int LONGEST_EXPECTED = 250;
    private static final int LONGEST_FOUND = 150;

    public Violation {
        pointer = Shortened.to(LONGEST_POINTER, pointer);
        expected = Shortened.to(LONGEST_EXPECTED, expected);
        found = Shortened.to(LONGEST_FOUND, found);
    }

    /** The same of something that stands at that pointer. */
    Violation inside(String outer) {
        return outer.isEmpty() ? this : new Violation(check, outer + pointer, expected, found);
    }

    /** All of it in one line. */
    public String sentence() {
        return check.word() + (pointer.isEmpty() ? "" : " at " + pointer) + ": expected " + expected + ", found "
                + found;
    }
}
