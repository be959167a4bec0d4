package dev.penstock.stats;

/**
 * Does the candidate fail more often than the baseline (harm), or surely not much more often (non-inferiority)? Looks
 * at errors only: a request that went well costs nothing.
 *
 * <p>Given that an error happened, and that its request had gone to the candidate with the chance rho, it is the
 * candidate's with the chance {@code rho R / (1 - rho + rho R)}, where R is the candidate's error rate as a multiple of
 * the baseline's. So against R0, the ratio at the edge of the hypothesis, over errors i with y = 1 for the candidate's:
 *
 * <pre>
 * log E = ln sum_k (1/K) exp sum_i [ y_i (d_k - d_0) - ln(1 - rho_i + rho_i e^d_k) + ln(1 - rho_i + rho_i e^d_0) ]
 * d_0 = ln R0,   d_k = d_0 + ln r_k (harm)   or   d_0 - ln r_k (non-inferiority),   r = 1.25, 1.5, 2, 3, 5, 10, 30, 100
 * </pre>
 *
 * <p>While the hypothesis holds, E is a non-negative supermartingale: the chance that it ever reaches 1/alpha is at
 * most alpha. rho may be another with each request, so neither a growing share nor a drifting error rate misleads it.
 * What must hold: requests are assigned independently, by rho, and what is counted is what is assigned (of a sticky key
 * only its first error).
 *
 * <p>After Lindon and Malek, "Anytime-Valid Inference for Multinomial Count Data", NeurIPS 2022 (arXiv 2011.03567).
 */
public final class RateRatioTest {
    private static final double[] GRID = {1.25, 1.5, 2, 3, 5, 10, 30, 100};

    private final double edge;
    private final double[] ratios;
    private final double[] logRatios;

    private RateRatioTest(double edge, double[] ratios) {
        this.edge = edge;
        this.ratios = ratios;
        this.logRatios = new double[ratios.length];
        for (int k = 0; k < ratios.length; k++) {
            logRatios[k] = Math.log(ratios[k] / edge);
        }
    }

    /**
     * Against "the candidate's error rate is at most {@code 1 + toleratedMargin} times the baseline's". Much evidence
     * is a reason to roll back.
     *
     * @param toleratedMargin 0 or more; 0 tolerates nothing, 0.5 half as many errors again
     * @throws IllegalArgumentException where it is negative or not finite
     */
    public static RateRatioTest harm(double toleratedMargin) {
        if (!(toleratedMargin >= 0 && Double.isFinite(toleratedMargin))) {
            throw new IllegalArgumentException("toleratedMargin is " + toleratedMargin + ", expected 0 or more");
        }
        double edge = 1 + toleratedMargin;
        double[] ratios = new double[GRID.length];
        for (int k = 0; k < ratios.length; k++) {
            ratios[k] = edge * GRID[k];
        }
        return new RateRatioTest(edge, ratios);
    }

    /**
     * Against "the candidate's error rate is at least {@code 1 + margin} times the baseline's". Much evidence proves
     * that the candidate is not worse by the margin, and is a reason to promote.
     *
     * @param margin above 0; 0.5 is half as many errors again
     * @throws IllegalArgumentException where it is not above 0 or not finite
     */
    public static RateRatioTest nonInferiority(double margin) {
        if (!(margin > 0 && Double.isFinite(margin))) {
            throw new IllegalArgumentException("margin is " + margin + ", expected a number above 0");
        }
        double edge = 1 + margin;
        double[] ratios = new double[GRID.length];
        for (int k = 0; k < ratios.length; k++) {
            ratios[k] = edge / GRID[k];
        }
        return new RateRatioTest(edge, ratios);
    }

    /**
     * With one more error.
     *
     * @param before evidence of this test, or {@link RatioEvidence#NONE}
     * @param candidate whether the failed request was on the candidate
     * @param rho the chance with which that request had been assigned to the candidate, above 0 and below 1
     * @throws IllegalArgumentException where rho is out of its range, or the evidence is of another test
     */
    public RatioEvidence add(RatioEvidence before, boolean candidate, double rho) {
        Checks.fraction("rho", rho);
        check(before);
        double atEdge = 1 - rho + rho * edge;
        double[] terms = new double[ratios.length];
        for (int k = 0; k < terms.length; k++) {
            terms[k] = (candidate ? logRatios[k] : 0) - Math.log((1 - rho + rho * ratios[k]) / atEdge);
        }
        return before.plus(terms, candidate);
    }

    /**
     * The natural logarithm of the evidence against the hypothesis: 0 before any error. To be held against
     * {@code ln(1/alpha)}.
     *
     * @throws IllegalArgumentException where the evidence is of another test
     */
    public double logE(RatioEvidence evidence) {
        check(evidence);
        if (evidence.size() == 0) {
            return 0;
        }
        double greatest = evidence.sum(0);
        for (int k = 1; k < ratios.length; k++) {
            greatest = Math.max(greatest, evidence.sum(k));
        }
        double total = 0;
        for (int k = 0; k < ratios.length; k++) {
            total += Math.exp(evidence.sum(k) - greatest);
        }
        return greatest + Math.log(total / ratios.length);
    }

    private void check(RatioEvidence evidence) {
        if (evidence.size() != 0 && evidence.size() != ratios.length) {
            throw new IllegalArgumentException("evidence with " + evidence.size() + " sums, expected " + ratios.length
                    + ": it is of another test");
        }
    }
}
