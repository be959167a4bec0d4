package dev.penstock.stats;

/**
 * Looks at values between 0 and 1 one after the other, in the order in which they come (a judge's score, tokens as a
 * part of their cap), and says by {@link #evidence} between what bounds their mean is. Immutable. Each value is bet on
 * by what the ones before it say of their spread:
 *
 * <pre>
 * l_i = min(1/2, sqrt( 2 ln(1/alpha) / (s_(i-1) i ln(i + 1)) )),   v_i = (x_i - mu_(i-1))^2
 * mu_i = (1/2 + sum x) / (i + 1),   s_i = (1/4 + sum (x_j - mu_j)^2) / (i + 1)
 * </pre>
 *
 * Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting", JRSS B 2024 (arXiv 2010.09686),
 * section 3.2.
 */
public final class EmpiricalBernstein {
    private static final double MOST = 0.5;

    private final double logInverseAlpha;
    private final double squares;
    private final MeanEvidence evidence;

    private EmpiricalBernstein(double logInverseAlpha, double squares, MeanEvidence evidence) {
        this.logInverseAlpha = logInverseAlpha;
        this.squares = squares;
        this.evidence = evidence;
    }

    /**
     * Before any value.
     *
     * @param alpha the chance at which bounds are narrowest, above 0 and below 1; at any other they hold as well
     * @throws IllegalArgumentException where it is not
     */
    public static EmpiricalBernstein at(double alpha) {
        Checks.fraction("alpha", alpha);
        return new EmpiricalBernstein(-Math.log(alpha), 0, MeanEvidence.NONE);
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
        long i = evidence.count() + 1;
        double sum = evidence.sum();
        double variance = (0.25 + squares) / i;
        double bet = Math.min(MOST, Math.sqrt(2 * logInverseAlpha / (variance * i * Math.log1p((double) i))));
        double off = value - (0.5 + sum) / i;
        double meanWithIt = (0.5 + sum + value) / (i + 1);
        MeanEvidence one = new MeanEvidence(1, value, bet, bet * value, off * off * (-Math.log1p(-bet) - bet));
        return new EmpiricalBernstein(
                logInverseAlpha, squares + (value - meanWithIt) * (value - meanWithIt), evidence.plus(one));
    }

    /** What the values say so far. */
    public MeanEvidence evidence() {
        return evidence;
    }
}
