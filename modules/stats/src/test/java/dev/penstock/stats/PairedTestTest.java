package dev.penstock.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedTestTest {
    /**
     * By mpmath, and those of 1,098 and 1,100 by whole numbers, where the library's incomplete beta function is wrong
     * in its second digit; the last one would be no number, were it not for logarithms.
     */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "1, 1, 0.40546510810816438",
        "1, 0, -0.69314718055994531",
        "10, 10, 5.226235312862919",
        "30, 20, 0.79934934898098455",
        "1000, 250, -6.2185766800179496",
        "1000, 600, 17.579427835531417",
        "1098, 25, -6.9556379118570971",
        "1100, 27, -6.9537333249796487",
        "20000, 2000, -9.680422118777847"
    })
    void isTheFormula(long pairs, long lost, double logE) {
        assertThat(PairedTest.logE(pairs, lost)).isCloseTo(logE, within(1e-10));
    }

    @Property
    void whereLosingIsAsLikelyAsWinningTheEvidenceIsExpectedToStayOrFall(
            @ForAll @IntRange(min = 0, max = 3_000) int won, @ForAll @IntRange(min = 0, max = 3_000) int lost) {
        double before = PairedTest.logE(won + lost, lost);
        double expected = Math.exp(PairedTest.logE(won + lost + 1L, lost + 1L) - before) / 2
                + Math.exp(PairedTest.logE(won + lost + 1L, lost) - before) / 2;

        assertThat(expected).isCloseTo(1, within(1e-7));
    }

    @Property
    void aLossSpeaksAgainstTheCandidateAndAWinForIt(
            @ForAll @IntRange(min = 0, max = 3_000) int won, @ForAll @IntRange(min = 0, max = 3_000) int lost) {
        double before = PairedTest.logE(won + lost, lost);

        assertThat(PairedTest.logE(won + lost + 1L, lost + 1L)).isGreaterThan(before);
        assertThat(PairedTest.logE(won + lost + 1L, lost)).isLessThan(before);
    }

    @Test
    void moreLossesThanPairsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PairedTest.logE(3, 4))
                .withMessage("lost is 4 and pairs is 3, expected 0 <= lost <= pairs");
        assertThatIllegalArgumentException().isThrownBy(() -> PairedTest.logE(3, -1));
    }
}
