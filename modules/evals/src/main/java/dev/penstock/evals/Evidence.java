package dev.penstock.evals;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Locale;

/**
 * What the cases that tell two releases apart say about them: the exact one-sided sign test, which is McNemar's for
 * pairs (Q. McNemar, Psychometrika 12, 1947). It decides nothing.
 *
 * @param lost how many of them only the baseline passed
 * @param won how many of them only the candidate passed
 */
public record Evidence(int lost, int won) {
    /** The probability of at least as many losses, were both releases equally good; 1 where none is lost. */
    public double pValue() {
        return tail(lost, lost + won);
    }

    /** P(X >= k) of n fair coins. */
    private static double tail(int k, int n) {
        BigInteger ways = BigInteger.ZERO;
        BigInteger binomial = BigInteger.ONE;
        for (int i = n; i >= k; i--) {
            ways = ways.add(binomial);
            // From n over i to n over i - 1.
            binomial = binomial.multiply(BigInteger.valueOf(i)).divide(BigInteger.valueOf(n - i + 1L));
        }
        return new BigDecimal(ways)
                .divide(new BigDecimal(BigInteger.ONE.shiftLeft(n)), MathContext.DECIMAL64)
                .doubleValue();
    }

    /** The same as a person says it. */
    public String sentence() {
        if (lost + won == 0) {
            return "No case tells the candidate from the baseline.";
        }
        String counts = "The candidate lost " + lost + " and won " + won + ": ";
        if (lost == won) {
            return counts + "no sign that one is better.";
        }
        int more = Math.max(lost, won);
        return counts + "were both equally good, " + (lost > won ? "so many losses" : "so many wins")
                + " would come about by chance " + often(tail(more, lost + won)) + ".";
    }

    private static String often(double probability) {
        return probability < 0.000_1
                ? "in less than 0.01 % of such runs"
                : String.format(Locale.ROOT, "in %.3g %% of such runs", probability * 100);
    }
}
