package dev.penstock.sim;

/**
 * How a model behaves when nothing is wrong.
 *
 * @param firstToken from the whole request received to the first token; of an answer in one piece, to the whole answer
 *     together with the waits between its tokens
 * @param betweenTokens from one token to the next; a token here is a chunk of the stream
 * @param words how many words an answer has after the model's name, 1 to 100,000
 * @param prefill what the model makes of an answer that is begun
 * @param varies whether each attempt gets another answer: that of the choice whose number is the attempt's id
 */
public record Behaviour(Latency firstToken, Latency betweenTokens, int words, Prefill prefill, boolean varies) {
    /** At once, in {@value SimAnswer#USUAL_WORDS} words. */
    public static final Behaviour USUAL = new Behaviour(Latency.NONE, Latency.NONE, SimAnswer.USUAL_WORDS);

    /** A model that begins anew and answers the same every time. */
    public Behaviour(Latency firstToken, Latency betweenTokens, int words) {
        this(firstToken, betweenTokens, words, Prefill.RESTARTS, false);
    }

    Behaviour withLatency(Latency first, Latency between) {
        return new Behaviour(first, between, words, prefill, varies);
    }

    /** The same with another way to treat an answer that is begun. */
    public Behaviour withPrefill(Prefill other) {
        return new Behaviour(firstToken, betweenTokens, words, other, varies);
    }

    /** The same, with another answer for each attempt. */
    public Behaviour varying() {
        return new Behaviour(firstToken, betweenTokens, words, prefill, true);
    }

    public Behaviour {
        if (words < 1 || words > 100_000) {
            throw new IllegalArgumentException("words is %d, expected 1 to 100000".formatted(words));
        }
    }
}
