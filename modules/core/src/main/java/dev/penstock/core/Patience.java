package dev.penstock.core;

/**
 * A text that may be read only so often: an expression that goes back and forth in it for ever is stopped. Of an
 * expression that is written well, each character is read a few times.
 */
public final class Patience implements CharSequence {
    private static final long READS_FOR_EACH = 300;
    private static final long READS_AT_LEAST = 100_000;

    /** It was read too often. */
    public static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Lost() {
            super("an expression takes too long", null, false, false);
        }
    }

    private final CharSequence text;
    private final Left left;

    /** How many reads are left, of one text or of several. */
    private static final class Left {
        private long reads;
    }

    /** A text of which each reader takes as much as it likes, but for the reads of characters. */
    public Patience(CharSequence text) {
        this(text, new Left());
        left.reads = READS_AT_LEAST + READS_FOR_EACH * text.length();
    }

    private Patience(CharSequence text, Left left) {
        this.text = text;
        this.left = left;
    }

    /**
     * Another text with what is left of the patience with this one, which then is for both. That it was written costs
     * as much as to read it once.
     *
     * @throws Lost if that is too much already
     */
    public Patience with(CharSequence other) {
        left.reads -= other.length();
        if (left.reads < 0) {
            throw new Lost();
        }
        return new Patience(other, left);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        if (left.reads-- <= 0) {
            throw new Lost();
        }
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
