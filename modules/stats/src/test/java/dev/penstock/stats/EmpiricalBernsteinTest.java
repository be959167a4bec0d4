package dev.penstock.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmpiricalBernsteinTest {
    @Test
    void isTheFormula() {
        EmpiricalBernstein bounds = EmpiricalBernstein.at(0.05);
        for (int i = 0; i < 40; i++) {
            bounds = bounds.add(0.9).add(0.8).add(1);
        }

        assertThat(bounds.count()).isEqualTo(120);
        assertThat(bounds.mean()).isCloseTo(0.9, within(1e-12));
        assertThat(bounds.lower()).isCloseTo(0.8465717924787457, within(1e-12));
        assertThat(bounds.upper()).isCloseTo(0.9534282075212542, within(1e-12));
    }

    @Test
    void beforeAnyValueAllIsPossible() {
        EmpiricalBernstein bounds = EmpiricalBernstein.at(0.05);

        assertThat(bounds.lower()).isZero();
        assertThat(bounds.upper()).isEqualTo(1);
        assertThat(bounds.mean()).isNaN();
    }

    @Property
    void aScoreTurnedRoundTurnsTheBoundsRound(@ForAll List<@DoubleRange(min = 0, max = 1) Double> scores) {
        EmpiricalBernstein bounds = EmpiricalBernstein.at(0.01);
        EmpiricalBernstein turned = EmpiricalBernstein.at(0.01);
        for (double score : scores) {
            bounds = bounds.add(score);
            turned = turned.add(1 - score);
            assertThat(bounds.lower()).isBetween(0.0, 1.0).isLessThanOrEqualTo(bounds.upper());
        }

        assertThat(turned.lower()).isCloseTo(1 - bounds.upper(), within(1e-9));
        assertThat(turned.upper()).isCloseTo(1 - bounds.lower(), within(1e-9));
    }

    /** 400 runs, each looked at after all of its 2,000 values; 5 % and four standard errors are 38. */
    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.5, 0.9})
    void theMeanIsSeldomEverOutsideABound(double mean) {
        int wrong = 0;
        for (int seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            EmpiricalBernstein bounds = EmpiricalBernstein.at(0.05);
            boolean above = false;
            for (int i = 0; i < 2_000; i++) {
                bounds = bounds.add(random.nextDouble() < mean ? 1 : 0);
                above |= bounds.lower() > mean;
            }
            wrong += above ? 1 : 0;
            assertThat(bounds.upper() - bounds.lower()).isLessThan(0.12);
        }
        assertThat(wrong).isLessThanOrEqualTo(38);
    }

    @Test
    void whatIsNoShareIsRefused() {
        EmpiricalBernstein bounds = EmpiricalBernstein.at(0.05);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> bounds.add(1.5))
                .withMessage("value is 1.5, expected a number from 0 to 1");
        assertThatIllegalArgumentException().isThrownBy(() -> bounds.add(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> EmpiricalBernstein.at(0));
    }
}
