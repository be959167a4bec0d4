package dev.penstock.healing.learned;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TrialTest {
    @Test
    void eightBadOnesInARowAreWorseHoweverLongItWentWell() {
        Trial trial = Trial.NONE;
        for (int i = 0; i < 100_000; i++) {
            trial = trial.and(false);
        }
        for (int i = 0; i < 7; i++) {
            trial = trial.and(true);
            assertThat(trial.isWorse()).isFalse();
        }

        assertThat(trial.and(true).isWorse()).isTrue();
        assertThat(trial.and(true)).extracting(Trial::good, Trial::bad).containsExactly(100_000L, 8L);
    }

    /**
     * At one in a million on average, ten million outcomes have ten false alarms; four times as many are not chance.
     */
    @Test
    void aFineRuleIsTakenForAWorseOneAtMostOnceInAMillionOutcomes() {
        assertThat(alarms(Trial.FINE, 10_000_000)).isLessThanOrEqualTo(20);
        assertThat(alarms(0.02, 10_000_000)).isZero();
    }

    @Test
    void aRuleThatDoesHarmIsFoundSoon() {
        assertThat(outcomesUntilFound(1)).isEqualTo(8);
        assertThat(outcomesUntilFound(Trial.WORSE)).isLessThan(30);
        assertThat(outcomesUntilFound(0.4)).isLessThan(200);
    }

    private static int alarms(double share, int outcomes) {
        SplittableRandom random = new SplittableRandom(17);
        Trial trial = Trial.NONE;
        int alarms = 0;
        for (int i = 0; i < outcomes; i++) {
            trial = trial.and(random.nextDouble() < share);
            if (trial.isWorse()) {
                alarms++;
                trial = trial.anew();
            }
        }
        return alarms;
    }

    /** On average. */
    private static int outcomesUntilFound(double share) {
        SplittableRandom random = new SplittableRandom(18);
        int runs = 1_000;
        int all = 0;
        for (int run = 0; run < runs; run++) {
            for (Trial trial = Trial.NONE; !trial.isWorse(); all++) {
                trial = trial.and(random.nextDouble() < share);
            }
        }
        return all / runs;
    }
}
