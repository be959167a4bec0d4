package dev.penstock.stats;

/**
 * Between what bounds is a mean, of values between 0 and 1 (a judge's score, tokens as a part of their cap)? Each bound
 * holds at every look but with the chance alpha. Immutable. Values count in the order in which they came, so evidence
 * of several nodes cannot be added up: one looks at all.
 *
 * <pre>
 * lower = ( sum l_i x_i - ln(1/alpha) - sum v_i psi(l_i) ) / sum l_i,   psi(l) = -ln(1 - l) - l,   v_i = (x_i - mu_(i-1))^2
 * l_i = min(1/2, sqrt( 2 ln(1/alpha) / (s_(i-1) i ln(i + 1)) ))
 * mu_i = (1/2 + sum x) / (i + 1),   s_i = (1/4 + sum (x_j - mu_j)^2) / (i + 1)
 * </pre>
 *
 * and the upper bound likewise. Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting",
 * JRSS B 2024 (arXiv 2010.09686), theorem 2.
 */
public final class EmpiricalBernstein {
    private static final double MOST = 0.5;

    private final double logInverseAlpha;
    private final long count;
    private final double sum;
    private final double squares;
    private final double bets;
    private final double weighted;
    private final double spread;

    private EmpiricalBernstein(
            double logInverseAlpha,
            long count,
            double sum,
            double squares,
            double bets,
            double weighted,
            double spread) {
        this.logInverseAlpha = logInverseAlpha;
        this.count = count;
        this.sum = sum;
        this.squares = squares;
        this.bets = bets;
        this.weighted = weighted;
        this.spread = spread;
    }

    /**
     * Before any value.
     *
     * @param alpha the chance that a bound is ever wrong, above 0 and below 1; that one of the two is, is at most twice
     *     that
     * @throws IllegalArgumentException where it is not
     */
    public static EmpiricalBernstein at(double alpha) {
        Checks.fraction("alpha", alpha);
        return new EmpiricalBernstein(-Math.log(alpha), 0, 0, 0, 0, 0, 0);
    }

    /**
     * With one more value.
     *
     * @param value from 0 to 1
     * @throws IllegalArgumentException where it is not
     */
    public EmpiricalBernstein add(double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("value is " + value + ", expected a number from 0 to 1");
        }
        long i = count + 1;
        double variance = (0.25 + squares) / i;
        double bet = Math.min(MOST, Math.sqrt(2 * logInverseAlpha / (variance * i * Math.log1p((double) i))));
        double off = value - (0.5 + sum) / i;
        double meanWithIt = (0.5 + sum + value) / (i + 1);
        return new EmpiricalBernstein(
                logInverseAlpha,
                i,
                sum + value,
                squares + (value - meanWithIt) * (value - meanWithIt),
                bets + bet,
                weighted + bet * value,
                spread + off * off * (-Math.log1p(-bet) - bet));
    }

    /** How many values there were. */
    public long count() {
        return count;
    }

    /** Their mean; NaN of none. */
    public double mean() {
        return sum / count;
    }

    /** The mean is at least that: from 0; 0 before any value. */
    public double lower() {
        return count == 0 ? 0 : Math.max(0, (weighted - logInverseAlpha - spread) / bets);
    }

    /** The mean is at most that: up to 1; 1 before any value. */
    public double upper() {
        return count == 0 ? 1 : Math.min(1, (weighted + logInverseAlpha + spread) / bets);
    }
}
