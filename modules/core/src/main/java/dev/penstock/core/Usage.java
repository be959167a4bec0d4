package dev.penstock.core;

/**
 * Tokens of one answer as the provider counted them. Kinds are apart: {@code input} holds neither of the two cache
 * kinds, so that a price can be put on each. {@code reasoning} tokens are part of {@code output}.
 *
 * @param input input tokens read at the full price
 * @param cachedInput input tokens that the provider took from its prompt cache
 * @param cacheWrite input tokens that the provider wrote to its prompt cache
 * @param output all output tokens
 * @param reasoning output tokens that nobody sees
 */
public record Usage(long input, long cachedInput, long cacheWrite, long output, long reasoning) {
    public Usage {
        if (input < 0 || cachedInput < 0 || cacheWrite < 0 || output < 0 || reasoning < 0) {
            throw new IllegalArgumentException("a token count below 0: " + input + ", " + cachedInput + ", "
                    + cacheWrite + ", " + output + ", " + reasoning);
        }
    }

    /** All input tokens, cached or not. */
    public long totalInput() {
        return input + cachedInput + cacheWrite;
    }

    /** Input and output together. */
    public long total() {
        return totalInput() + output;
    }
}
