package dev.penstock.router;

/** How many tokens a text has, near enough to tell a short one from a long one without a tokenizer. */
public final class TokenEstimate {
    private static final int BYTES_PER_TOKEN = 4;

    private TokenEstimate() {}

    /** By the length of a text in UTF-8: four bytes a token, rounded up. */
    public static long of(long utf8Bytes) {
        return utf8Bytes <= 0 ? 0 : (utf8Bytes - 1) / BYTES_PER_TOKEN + 1;
    }
}
