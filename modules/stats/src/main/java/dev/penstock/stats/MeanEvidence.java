package dev.penstock.stats;

/**
 * What values between 0 and 1 say of their mean: the sums of an {@link EmpiricalBernstein}, or of several. Immutable.
 * Each bound holds at every look but with the chance alpha, whatever alpha is asked for:
 *
 * <pre>
 * lower = ( sum l_i x_i - ln(1/alpha) - sum v_i psi(l_i) ) / sum l_i,   psi(l) = -ln(1 - l) - l
 * </pre>
 *
 * and the upper bound likewise. Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting",
 * JRSS B 2024 (arXiv 2010.09686), theorem 2.
 *
 * <p>Evidence of several nodes is added up. The bound is of the supermartingale {@code exp(sum l_i (x_i - mean) - sum
 * v_i psi(l_i))}, which asks no more of l_i and v_i than that they are known before x_i. Those of a node are made of
 * its own past, so they are also in the sequence of the values of all nodes, in the order in which they are heard of:
 * the product of the nodes' supermartingales is one. For that the mean must be the same on all nodes, and at all times.
 *
 * @param count how many values there are
 * @param sum of the values
 * @param bets sum of l_i
 * @param weighted sum of l_i x_i
 * @param spread sum of v_i psi(l_i)
 */
public record MeanEvidence(long count, double sum, double bets, double weighted, double spread) {
    /** Of no value. */
    public static final MeanEvidence NONE = new MeanEvidence(0, 0, 0, 0, 0);

    /** Both together. */
    public MeanEvidence plus(MeanEvidence other) {
        return new MeanEvidence(
                count + other.count,
                sum + other.sum,
                bets + other.bets,
                weighted + other.weighted,
                spread + other.spread);
    }

    /** The mean of the values; NaN of none. */
    public double mean() {
        return sum / count;
    }

    /**
     * The mean is at least that: from 0; 0 before any value.
     *
     * @param alpha the chance that this is ever wrong, above 0 and below 1; that it or {@link #upper} is, is at most
     *     twice that
     * @throws IllegalArgumentException where it is not
     */
    public double lower(double alpha) {
        Checks.fraction("alpha", alpha);
        return count == 0 ? 0 : Math.max(0, (weighted + Math.log(alpha) - spread) / bets);
    }

    /**
     * The mean is at most that: up to 1; 1 before any value.
     *
     * @param alpha as {@link #lower}
     * @throws IllegalArgumentException as {@link #lower}
     */
    public double upper(double alpha) {
        Checks.fraction("alpha", alpha);
        return count == 0 ? 1 : Math.min(1, (weighted - Math.log(alpha) + spread) / bets);
    }
}
