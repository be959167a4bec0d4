package dev.penstock.stats;

/**
 * Is a quantile of the candidate's (its 95th percentile of latency, say) above the baseline's? From histograms, so
 * nothing but counts is kept, and those of several nodes are added up bucket by bucket.
 *
 * <p>If the candidate's p-quantile is at most the baseline's, some x has at least p of the candidate's values at or
 * below it, and at most p of the baseline's. Evidence against each of these is a beta-binomial mixture; against both it
 * is the sum, and as x is not known, the least over all x:
 *
 * <pre>
 * log E = min_x [ G1(x) + G2(x) ]
 * G1(x) = ln integral over t in (0, p) of (t/p)^s ((1-t)/(1-p))^(n-s) w(t) dt,   s of the candidate's n values are at most x
 * G2(x) = the same of the baseline's over t in (p, 1),   w = Beta(c p, c (1-p)) cut to its side,   c = 100
 * </pre>
 *
 * Where in a bucket an x is, is not known either: there the candidate's whole bucket counts as at most x, and nothing
 * of the baseline's. So a difference within one bucket is never found, and E holds for every x. It is an e-process
 * while values of an arm are independent and alike; where latency drifts, compare by bad requests over a limit and
 * {@link RateRatioTest} instead.
 *
 * <p>Howard and Ramdas, "Sequential estimation of quantiles with applications to A/B-testing and best-arm
 * identification", Bernoulli 2022 (arXiv 1906.09712), section 5, one-sided.
 */
public final class QuantileComparison {
    private static final double CONCENTRATION = 100;

    private final double p;
    private final double a;
    private final double b;
    private final double logWeightBelow;
    private final double logWeightAbove;

    private QuantileComparison(double p) {
        this.p = p;
        this.a = CONCENTRATION * p;
        this.b = CONCENTRATION * (1 - p);
        this.logWeightBelow = LogIncompleteBeta.lower(p, a, b);
        this.logWeightAbove = LogIncompleteBeta.upper(p, a, b);
    }

    /**
     * Of one quantile.
     *
     * @param quantile above 0 and below 1: 0.95 for the 95th percentile
     * @throws IllegalArgumentException where it is not
     */
    public static QuantileComparison of(double quantile) {
        Checks.fraction("quantile", quantile);
        return new QuantileComparison(quantile);
    }

    /**
     * The natural logarithm of the evidence that the candidate's quantile is above the baseline's: 0 before any value.
     * For the other way, the arms change places.
     *
     * @param candidate counts by bucket, from the smallest values to the greatest; all values are in some bucket
     * @param baseline counts by the same buckets
     * @throws IllegalArgumentException where there are no buckets, not as many in both, or a count is negative
     */
    public double logE(long[] candidate, long[] baseline) {
        if (candidate.length == 0 || candidate.length != baseline.length) {
            throw new IllegalArgumentException("baseline has " + baseline.length + " buckets and candidate "
                    + candidate.length + ", expected as many, one at least");
        }
        long candidates = total("candidate", candidate);
        long baselines = total("baseline", baseline);
        int begin = bucketOfQuantile(candidate, baseline, p * (candidates + baselines));
        double leastOfCandidate = below(candidates, candidates);
        double leastOfBaseline = above(baselines, 0);

        // G1 falls from bucket to bucket and G2 grows, so that what is far from the quantile cannot be the least.
        double least = Double.POSITIVE_INFINITY;
        long candidateAtMost = sum(candidate, begin + 1);
        long baselineBelow = sum(baseline, begin);
        for (int i = begin; i >= 0; i--) {
            double ofCandidate = below(candidates, candidateAtMost);
            if (ofCandidate + leastOfBaseline >= least) {
                break;
            }
            least = Math.min(least, ofCandidate + above(baselines, baselineBelow));
            candidateAtMost -= candidate[i];
            baselineBelow -= i == 0 ? 0 : baseline[i - 1];
        }
        candidateAtMost = sum(candidate, begin + 1);
        baselineBelow = sum(baseline, begin);
        for (int i = begin + 1; i < candidate.length; i++) {
            candidateAtMost += candidate[i];
            baselineBelow += baseline[i - 1];
            double ofBaseline = above(baselines, baselineBelow);
            if (leastOfCandidate + ofBaseline >= least) {
                break;
            }
            least = Math.min(least, below(candidates, candidateAtMost) + ofBaseline);
        }
        return least;
    }

    /** Where the quantile of both arms together is. */
    private static int bucketOfQuantile(long[] candidate, long[] baseline, double rank) {
        long atMost = 0;
        for (int i = 0; i < candidate.length - 1; i++) {
            atMost += candidate[i] + baseline[i];
            if (atMost >= rank) {
                return i;
            }
        }
        return candidate.length - 1;
    }

    private static long sum(long[] counts, int buckets) {
        long sum = 0;
        for (int i = 0; i < buckets; i++) {
            sum += counts[i];
        }
        return sum;
    }

    /** Evidence that fewer than p of n values are at most x, where s are. */
    private double below(long n, long s) {
        return LogIncompleteBeta.lower(p, a + s, b + n - s) - logWeightBelow - logNull(n, s);
    }

    /** Evidence that more than p of n values are at most x, where s are. */
    private double above(long n, long s) {
        return LogIncompleteBeta.upper(p, a + s, b + n - s) - logWeightAbove - logNull(n, s);
    }

    private double logNull(long n, long s) {
        return s * Math.log(p) + (n - s) * Math.log1p(-p);
    }

    private static long total(String arm, long[] counts) {
        long total = 0;
        for (long count : counts) {
            if (count < 0) {
                throw new IllegalArgumentException(arm + " has a bucket of " + count + ", expected 0 or more");
            }
            total = Math.addExact(total, count);
        }
        return total;
    }
}
