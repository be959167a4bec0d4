package dev.penstock.stats;

import org.apache.commons.numbers.gamma.LogBeta;

/**
 * How often are requests bad, at most? A bound that holds at every look, from the candidate's own requests alone: it
 * proves something where nobody errs, and a comparison of errors has nothing to say.
 *
 * <p>Against the rate p, with a uniform mixture over all rates, n requests of which s are bad have
 *
 * <pre>
 * E(p) = B(1 + s, 1 + n - s) / (p^s (1 - p)^(n - s))
 * </pre>
 *
 * The bound is the p above s/n with E(p) = 1/beta; the chance that it is ever below the true rate is at most beta.
 * After Howard and others, "Time-uniform, nonparametric, nonasymptotic confidence sequences", Annals of Statistics 2021
 * (arXiv 1810.08240), the beta-binomial mixture.
 */
public final class BadRateBound {
    private BadRateBound() {}

    /**
     * The bound: 1 where there are no requests, or none that are good.
     *
     * @param requests how many there were
     * @param bad how many of these were bad
     * @param beta the chance of an error, above 0 and below 1
     * @throws IllegalArgumentException where bad is negative or above requests, or beta is out of its range
     */
    public static double upper(long requests, long bad, double beta) {
        Checks.counts("requests", requests, "bad", bad);
        Checks.fraction("beta", beta);
        if (bad == requests) {
            return 1;
        }
        double wanted = -Math.log(beta);
        double below = (double) bad / requests;
        double above = 1;
        for (double middle = (below + above) / 2; middle > below && middle < above; middle = (below + above) / 2) {
            if (logE(requests, bad, middle) < wanted) {
                below = middle;
            } else {
                above = middle;
            }
        }
        return above;
    }

    /**
     * Whether the bound is at most a tolerance.
     *
     * @param tolerance a rate, above 0 and below 1
     * @throws IllegalArgumentException as {@link #upper}, or where tolerance is out of its range
     */
    public static boolean proves(long requests, long bad, double tolerance, double beta) {
        Checks.counts("requests", requests, "bad", bad);
        Checks.fraction("tolerance", tolerance);
        Checks.fraction("beta", beta);
        return bad < tolerance * requests && logE(requests, bad, tolerance) >= -Math.log(beta);
    }

    /**
     * How many requests prove a tolerance if none of them is bad: 2,127 for 0.5 % at a beta of 5 %.
     *
     * @throws IllegalArgumentException where tolerance or beta is not above 0 and below 1
     */
    public static long cleanRequestsNeeded(double tolerance, double beta) {
        long tooFew = 0;
        long enough = 1;
        while (!proves(enough, 0, tolerance, beta)) {
            tooFew = enough;
            enough = Math.multiplyExact(enough, 2L);
        }
        while (enough - tooFew > 1) {
            long middle = tooFew + (enough - tooFew) / 2;
            if (proves(middle, 0, tolerance, beta)) {
                enough = middle;
            } else {
                tooFew = middle;
            }
        }
        return enough;
    }

    private static double logE(long requests, long bad, double rate) {
        long good = requests - bad;
        double likelihood = (bad == 0 ? 0 : bad * Math.log(rate)) + good * Math.log1p(-rate);
        return LogBeta.value(1.0 + bad, 1.0 + good) - likelihood;
    }
}
