package dev.penstock.stats;

import org.apache.commons.numbers.gamma.LogBeta;

/**
 * Is the split what we said it is? Counts of what was assigned to each arm, against a known share rho, both ways:
 *
 * <pre>
 * E = B(a + n1, b + n0) / B(a, b) * rho^-n1 (1 - rho)^-n0,   a = c rho,   b = c (1 - rho)
 * </pre>
 *
 * An e-process while rho is constant and what is counted is assigned independently: sticky keys, each once, and from
 * the beginning with each new share. After Lindon and Malek (arXiv 2011.03567), of two categories.
 */
public final class SampleRatio {
    private SampleRatio() {}

    /**
     * The natural logarithm of the evidence against the share: 0 before anything was counted.
     *
     * @param candidate keys on the candidate, 0 or more
     * @param baseline keys on the baseline, 0 or more
     * @param rho the candidate's share, above 0 and below 1
     * @param concentration how near rho other shares are looked for: as if so many keys had been seen before; above 0
     * @throws IllegalArgumentException where an argument is out of its range
     */
    public static double logE(long candidate, long baseline, double rho, double concentration) {
        Checks.counts("keys of both arms", Math.addExact(candidate, baseline), "candidate", candidate);
        Checks.fraction("rho", rho);
        if (!(concentration > 0 && Double.isFinite(concentration))) {
            throw new IllegalArgumentException("concentration is " + concentration + ", expected a number above 0");
        }
        double a = concentration * rho;
        double b = concentration * (1 - rho);
        return LogBeta.value(a + candidate, b + baseline)
                - LogBeta.value(a, b)
                - candidate * Math.log(rho)
                - baseline * Math.log1p(-rho);
    }
}
