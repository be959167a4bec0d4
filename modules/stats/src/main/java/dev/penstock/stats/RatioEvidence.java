package dev.penstock.stats;

import java.util.Arrays;

/**
 * What the errors of two arms say so far, for one {@link RateRatioTest}. Immutable. Evidence of several nodes, or of
 * several stages, is added up by {@link #plus}: in any order, but for rounding. Evidence for one test means nothing to
 * another.
 */
public final class RatioEvidence {
    /** Before any error, of any test. */
    public static final RatioEvidence NONE = new RatioEvidence(new double[0], 0, 0);

    private final double[] sums;
    private final long candidateErrors;
    private final long baselineErrors;

    private RatioEvidence(double[] sums, long candidateErrors, long baselineErrors) {
        this.sums = sums;
        this.candidateErrors = candidateErrors;
        this.baselineErrors = baselineErrors;
    }

    /**
     * As it was taken apart by {@link #sums}, {@link #candidateErrors} and {@link #baselineErrors}, on another node for
     * example.
     *
     * @throws IllegalArgumentException where a sum is not finite, a count is negative, or there are sums without errors
     */
    public static RatioEvidence of(double[] sums, long candidateErrors, long baselineErrors) {
        Checks.counts(
                "errors of both arms",
                Math.addExact(candidateErrors, baselineErrors),
                "candidateErrors",
                candidateErrors);
        for (double sum : sums) {
            if (!Double.isFinite(sum)) {
                throw new IllegalArgumentException("sums has " + sum + ", expected finite numbers");
            }
        }
        if ((sums.length == 0) != (candidateErrors + baselineErrors == 0)) {
            throw new IllegalArgumentException("sums has " + sums.length + " numbers for "
                    + (candidateErrors + baselineErrors) + " errors, expected none for none and some for some");
        }
        return sums.length == 0 ? NONE : new RatioEvidence(sums.clone(), candidateErrors, baselineErrors);
    }

    /**
     * Both together.
     *
     * @throws IllegalArgumentException where they are of tests with unlike grids
     */
    public RatioEvidence plus(RatioEvidence other) {
        if (sums.length == 0) {
            return other;
        }
        if (other.sums.length == 0) {
            return this;
        }
        if (sums.length != other.sums.length) {
            throw new IllegalArgumentException("evidence with " + other.sums.length + " sums, expected " + sums.length
                    + ": it is of another test");
        }
        double[] both = sums.clone();
        for (int k = 0; k < both.length; k++) {
            both[k] += other.sums[k];
        }
        return new RatioEvidence(both, candidateErrors + other.candidateErrors, baselineErrors + other.baselineErrors);
    }

    /** With one more error, whose terms these are. Keeps the array. */
    RatioEvidence plus(double[] terms, boolean candidate) {
        for (int k = 0; k < sums.length; k++) {
            terms[k] += sums[k];
        }
        return new RatioEvidence(terms, candidateErrors + (candidate ? 1 : 0), baselineErrors + (candidate ? 0 : 1));
    }

    /** How many numbers {@link #sums} has: 0, or as many as the grid of its test. */
    int size() {
        return sums.length;
    }

    double sum(int k) {
        return sums[k];
    }

    /** The sums over all errors of {@code y d_k - ln(1 - rho + rho e^d_k)} for each ratio of the grid; a copy. */
    public double[] sums() {
        return sums.clone();
    }

    /** Errors of the candidate, from 0. */
    public long candidateErrors() {
        return candidateErrors;
    }

    /** Errors of the baseline, from 0. */
    public long baselineErrors() {
        return baselineErrors;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RatioEvidence that
                && candidateErrors == that.candidateErrors
                && baselineErrors == that.baselineErrors
                && Arrays.equals(sums, that.sums);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(sums) + Long.hashCode(31 * candidateErrors + baselineErrors);
    }

    @Override
    public String toString() {
        return candidateErrors + " errors of the candidate, " + baselineErrors + " of the baseline, sums "
                + Arrays.toString(sums);
    }
}
