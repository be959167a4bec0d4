package dev.penstock.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
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
