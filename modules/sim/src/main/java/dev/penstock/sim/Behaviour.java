package dev.penstock.sim;

/**
 * How a model behaves when nothing is wrong.
 *
 * @param firstToken from the whole request received to the first token; of an answer in one piece, to the whole answer
 *     together with the waits between its tokens
 * @param betweenTokens from one token to the next; a token here is a chunk of the stream
 * @param words how many words an answer has after the model's name, 1 to 100,000
 */
public record Behaviour(Latency firstToken, Latency betweenTokens, int words) {
    /** At once, in {@value SimAnswer#USUAL_WORDS} words. */
    public static final Behaviour USUAL = new Behaviour(Latency.NONE, Latency.NONE, SimAnswer.USUAL_WORDS);

    public Behaviour {
        if (words < 1 || words > 100_000) {
            throw new IllegalArgumentException("words is %d, expected 1 to 100000".formatted(words));
        }
    }
}
