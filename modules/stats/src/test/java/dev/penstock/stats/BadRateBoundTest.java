package dev.penstock.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadRateBoundTest {
    /** By mpmath, with 60 digits. */
    @ParameterizedTest
    @CsvSource({
        "1, 0, 0.05, 0.975",
        "100, 0, 0.05, 0.073284373402899899",
        "2100, 0, 0.05, 0.0050566485441238274",
        "2127, 0, 0.05, 0.0049985936506328989",
        "1000, 3, 0.05, 0.016418305493189443",
        "1000, 30, 0.01, 0.058528297643531753",
        "100000, 400, 0.05, 0.0049901593557734697",
        "10, 9, 0.05, 0.99954358311732257",
        "1000000, 500000, 0.01, 0.50237560597152287"
    })
    void isThatOfALibraryWithMoreDigits(long requests, long bad, double beta, double bound) {
        assertThat(BadRateBound.upper(requests, bad, beta)).isCloseTo(bound, within(1e-10));
    }

    @ParameterizedTest
    @CsvSource({"0.005, 0.05, 2127", "0.01, 0.05, 984", "0.005, 0.01, 2478", "0.001, 0.05, 12417"})
    void soManyCleanRequestsProveATolerance(double tolerance, double beta, long requests) {
        assertThat(BadRateBound.cleanRequestsNeeded(tolerance, beta)).isEqualTo(requests);
        assertThat(BadRateBound.proves(requests, 0, tolerance, beta)).isTrue();
        assertThat(BadRateBound.proves(requests - 1, 0, tolerance, beta)).isFalse();
    }

    @Test
    void withoutAGoodRequestNothingIsKnown() {
        assertThat(BadRateBound.upper(0, 0, 0.05)).isEqualTo(1);
        assertThat(BadRateBound.upper(7, 7, 0.05)).isEqualTo(1);
        assertThat(BadRateBound.proves(0, 0, 0.005, 0.05)).isFalse();
        assertThat(BadRateBound.proves(7, 7, 0.999, 0.05)).isFalse();
    }

    @Property
    void aToleranceIsProvenWhereTheBoundIsBelowIt(
            @ForAll @IntRange(min = 1, max = 100_000) int requests,
            @ForAll @DoubleRange(min = 0, max = 1) double share,
            @ForAll @Scale(3) @DoubleRange(min = 0.001, max = 0.999) double tolerance) {
        long bad = (long) (requests * share);
        double bound = BadRateBound.upper(requests, bad, 0.05);

        assertThat(bound).isGreaterThan((double) bad / requests - 1e-12).isLessThanOrEqualTo(1);
        if (Math.abs(bound - tolerance) > 1e-9) {
            assertThat(BadRateBound.proves(requests, bad, tolerance, 0.05)).isEqualTo(bound < tolerance);
        }
    }

    @Property
    void aBadRequestRaisesTheBoundAndAGoodOneLowersIt(
            @ForAll @IntRange(min = 30, max = 10_000) int requests, @ForAll @IntRange(min = 0, max = 30) int bad) {
        double bound = BadRateBound.upper(requests, bad, 0.05);

        assertThat(BadRateBound.upper(requests + 1, bad + 1, 0.05)).isGreaterThanOrEqualTo(bound);
        assertThat(BadRateBound.upper(requests + 1, bad, 0.05)).isLessThanOrEqualTo(bound);
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BadRateBound.upper(3, 4, 0.05))
                .withMessage("bad is 4 and requests is 3, expected 0 <= bad <= requests");
        assertThatIllegalArgumentException().isThrownBy(() -> BadRateBound.upper(3, -1, 0.05));
        assertThatIllegalArgumentException().isThrownBy(() -> BadRateBound.upper(3, 1, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BadRateBound.proves(3, 1, 1, 0.05))
                .withMessage("tolerance is 1.0, expected a number above 0 and below 1");
        assertThatIllegalArgumentException().isThrownBy(() -> BadRateBound.cleanRequestsNeeded(0.005, 1));
    }
}
