package dev.penstock.core.json;

/** Thrown by the readers of this package, and turned into a refusal or a failure by whoever started to read. */
public final class MalformedJsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int offset;
    private final String expected;

    /**
     * @param offset the byte at which the text stops to be JSON, from 0
     * @param expected what could have stood there
     */
    public MalformedJsonException(int offset, String expected) {
        // Without a stack trace: it tells of a caller's text, not of a fault in ours.
        super("at byte " + offset + " expected " + expected, null, false, false);
        this.offset = offset;
        this.expected = expected;
    }

    public int offset() {
        return offset;
    }

    public String expected() {
        return expected;
    }
}
