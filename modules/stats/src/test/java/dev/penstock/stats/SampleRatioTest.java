package dev.penstock.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleRatioTest {
    /** By mpmath. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0.05, 100, 0",
        "10, 90, 0.05, 100, 0.60127885749701987",
        "50, 950, 0.05, 100, -1.2141170647147412",
        "100, 900, 0.05, 1000, 10.946424996132606"
    })
    void isTheFormula(long candidate, long baseline, double rho, double concentration, double logE) {
        assertThat(SampleRatio.logE(candidate, baseline, rho, concentration)).isCloseTo(logE, within(1e-10));
    }

    @Test
    void manyCountsKeepTheirDigits() {
        assertThat(SampleRatio.logE(600_000, 400_000, 0.5, 100)).isCloseTo(20128.885346228053, within(1e-7));
    }

    @Property
    void theSplitAsItIsSaidIsExpectedToGiveNoEvidence(
            @ForAll @IntRange(min = 0, max = 5_000) int candidate,
            @ForAll @IntRange(min = 0, max = 5_000) int baseline,
            @ForAll @DoubleRange(min = 0.01, max = 0.99) double rho) {
        double before = SampleRatio.logE(candidate, baseline, rho, 100);
        double expected = rho * Math.exp(SampleRatio.logE(candidate + 1, baseline, rho, 100) - before)
                + (1 - rho) * Math.exp(SampleRatio.logE(candidate, baseline + 1, rho, 100) - before);

        assertThat(expected).isCloseTo(1, within(1e-7));
    }

    @Test
    void aShareOfNothingIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> SampleRatio.logE(1, 1, 0, 100));
        assertThatIllegalArgumentException().isThrownBy(() -> SampleRatio.logE(-1, 1, 0.5, 100));
        assertThatIllegalArgumentException().isThrownBy(() -> SampleRatio.logE(1, -1, 0.5, 100));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleRatio.logE(1, 1, 0.5, 0))
                .withMessage("concentration is 0.0, expected a number above 0");
    }
}
