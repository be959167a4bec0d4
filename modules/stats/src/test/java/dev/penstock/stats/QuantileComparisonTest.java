package dev.penstock.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantileComparisonTest {
    private static final int BUCKETS = 60;

    /** By mpmath, with 60 digits. */
    @Test
    void isTheFormula() {
        assertThat(QuantileComparison.of(0.95).logE(new long[] {50, 40, 10}, new long[] {50, 49, 1}))
                .isCloseTo(-2.046622788794699, within(1e-9));
        assertThat(QuantileComparison.of(0.95).logE(new long[] {800, 50, 100, 50}, new long[] {900, 90, 10, 0}))
                .isCloseTo(20.145029172373725, within(1e-9));
        assertThat(QuantileComparison.of(0.5).logE(new long[] {100, 200, 300, 400}, new long[] {400, 300, 200, 100}))
                .isCloseTo(70.73444316454356, within(1e-9));
    }

    @Test
    void beforeAnyValueTheEvidenceIsOne() {
        assertThat(QuantileComparison.of(0.95).logE(new long[3], new long[3])).isCloseTo(0, within(1e-12));
    }

    @Test
    void aDifferenceWithinABucketIsNotFound() {
        assertThat(QuantileComparison.of(0.5).logE(new long[] {0, 10_000, 0}, new long[] {0, 10_000, 0}))
                .isNegative();
    }

    @Property
    void isTheLeastOverAllBuckets(
            @ForAll @Size(12) List<@IntRange(min = 0, max = 30) Integer> candidate,
            @ForAll @Size(12) List<@IntRange(min = 0, max = 30) Integer> baseline,
            @ForAll @DoubleRange(min = 0.05, max = 0.95) double quantile) {
        long candidates = candidate.stream().mapToInt(i -> i).sum();
        long baselines = baseline.stream().mapToInt(i -> i).sum();
        double least = Double.POSITIVE_INFINITY;
        long atMost = 0;
        long below = 0;
        for (int i = 0; i < 12; i++) {
            atMost += candidate.get(i);
            // Fewer than p at or below x are more than 1 - p above it.
            least = Math.min(
                    least,
                    mixture(1 - quantile, candidates, candidates - atMost) + mixture(quantile, baselines, below));
            below += baseline.get(i);
        }

        assertThat(QuantileComparison.of(quantile).logE(counts(candidate), counts(baseline)))
                .isCloseTo(least, within(1e-9));
    }

    @Property
    void whereABucketIsOfNobodyTheEvidenceIsTheSame(
            @ForAll @Size(12) List<@IntRange(min = 0, max = 300) Integer> candidate,
            @ForAll @Size(12) List<@IntRange(min = 0, max = 300) Integer> baseline,
            @ForAll @IntRange(min = 0, max = 12) int place) {
        QuantileComparison comparison = QuantileComparison.of(0.8);
        List<Integer> wider = new ArrayList<>(candidate);
        List<Integer> alike = new ArrayList<>(baseline);
        wider.add(place, 0);
        alike.add(place, 0);

        assertThat(comparison.logE(counts(wider), counts(alike)))
                .isCloseTo(comparison.logE(counts(candidate), counts(baseline)), within(1e-9));
    }

    @Property
    void coarserBucketsNeverSayMore(
            @ForAll @Size(12) List<@IntRange(min = 0, max = 300) Integer> candidate,
            @ForAll @Size(12) List<@IntRange(min = 0, max = 300) Integer> baseline,
            @ForAll @IntRange(min = 1, max = 11) int place) {
        QuantileComparison comparison = QuantileComparison.of(0.8);

        assertThat(comparison.logE(joined(candidate, place), joined(baseline, place)))
                .isLessThanOrEqualTo(comparison.logE(counts(candidate), counts(baseline)) + 1e-9);
    }

    @Test
    void whoIsFasterIsNotSlower() {
        long[] slow = {0, 0, 100, 900};
        long[] fast = {900, 100, 0, 0};

        assertThat(QuantileComparison.of(0.95).logE(slow, fast)).isGreaterThan(30);
        assertThat(QuantileComparison.of(0.95).logE(fast, slow)).isNegative();
    }

    /**
     * Lognormal latencies of both arms, looked at after each fortieth; 300 runs at alpha 5 %, with four standard errors
     * 30.
     */
    @ParameterizedTest
    @CsvSource({"0.5, 0.5", "0.95, 0.1"})
    void equalArmsAreSeldomEverTakenForUnlike(double quantile, double share) {
        int wrong = 0;
        for (int seed = 0; seed < 300; seed++) {
            wrong += values(quantile, share, 1, seed) <= 2_000 ? 1 : 0;
        }
        assertThat(wrong).isLessThanOrEqualTo(30);
    }

    @Test
    void halfAsMuchLatencyAgainIsFoundWithinAThousandRequests() {
        for (int seed = 0; seed < 20; seed++) {
            assertThat(values(0.5, 0.5, 1.5, seed)).isLessThanOrEqualTo(1_000);
        }
    }

    @Test
    void bucketsThatDoNotFitAreRefused() {
        QuantileComparison median = QuantileComparison.of(0.5);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> median.logE(new long[2], new long[3]))
                .withMessage("baseline has 3 buckets and candidate 2, expected as many, one at least");
        assertThatIllegalArgumentException().isThrownBy(() -> median.logE(new long[0], new long[0]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> median.logE(new long[] {1}, new long[] {-1}))
                .withMessage("baseline has a bucket of -1, expected 0 or more");
        assertThatIllegalArgumentException().isThrownBy(() -> QuantileComparison.of(1));
    }

    /** Of s among n over the chances from p to 1, by the formula. */
    private static double mixture(double p, long n, long s) {
        double a = 100 * p;
        double b = 100 * (1 - p);
        return LogIncompleteBeta.upper(p, a + s, b + n - s)
                - LogIncompleteBeta.upper(p, a, b)
                - s * Math.log(p)
                - (n - s) * Math.log1p(-p);
    }

    private static long[] counts(List<Integer> counts) {
        return counts.stream().mapToLong(Integer::longValue).toArray();
    }

    /** With one bucket instead of that at a place and the one before it. */
    private static long[] joined(List<Integer> counts, int place) {
        long[] joined = new long[counts.size() - 1];
        for (int i = 0; i < counts.size(); i++) {
            joined[i < place ? i : i - 1] += counts.get(i);
        }
        return joined;
    }

    /** Requests until the candidate is found slower at alpha 5 %, of 2,000 at most. */
    private static int values(double quantile, double share, double factor, long seed) {
        Random random = new Random(seed);
        QuantileComparison comparison = QuantileComparison.of(quantile);
        long[] candidate = new long[BUCKETS];
        long[] baseline = new long[BUCKETS];
        for (int i = 1; i <= 2_000; i++) {
            boolean onCandidate = random.nextDouble() < share;
            double latencyMs = 400 * Math.exp(0.5 * random.nextGaussian()) * (onCandidate ? factor : 1);
            (onCandidate ? candidate : baseline)[bucket(latencyMs)]++;
            if (i % 40 == 0 && comparison.logE(candidate, baseline) >= Math.log(20)) {
                return i;
            }
        }
        return Integer.MAX_VALUE;
    }

    /** Edges 10 % apart from 50 ms on. */
    private static int bucket(double latencyMs) {
        return Math.clamp((long) (Math.log(latencyMs / 50) / Math.log(1.1)), 0, BUCKETS - 1);
    }
}
