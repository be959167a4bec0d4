package dev.penstock.stats;

/**
 * Does the candidate lose more often than it wins, where both answered the same request? Only pairs count in which
 * exactly one was good. While losing is no likelier than winning, k such pairs of which the candidate lost w have an
 * e-process
 *
 * <pre>
 * E = 2 * P(Beta(w + 1, k - w + 1) > 1/2) * B(w + 1, k - w + 1) * 2^k
 * </pre>
 *
 * which is the mixture of {@code (2p)^w (2(1-p))^(k-w)} over the chances p from 1/2 to 1. After Howard and others
 * (arXiv 1810.08240), the one-sided beta-binomial mixture; and Robbins, "Statistical methods related to the law of the
 * iterated logarithm", 1970.
 */
public final class PairedTest {
    private PairedTest() {}

    /**
     * The natural logarithm of the evidence that the candidate is the worse: 0 before any pair.
     *
     * @param pairs how many pairs differed
     * @param lost in how many of these the candidate was the worse
     * @throws IllegalArgumentException where lost is negative or above pairs
     */
    public static double logE(long pairs, long lost) {
        Checks.counts("pairs", pairs, "lost", lost);
        return LogIncompleteBeta.upper(0.5, lost + 1.0, pairs - lost + 1.0) + (pairs + 1) * Math.log(2);
    }
}
