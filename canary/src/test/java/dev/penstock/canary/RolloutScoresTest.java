package dev.penstock.canary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RolloutScoresTest {
    private final RolloutScores scores = new RolloutScores();
    private final AtomicInteger woken = new AtomicInteger();

    private static ArmOutcome outcome(int bad) {
        return new ArmOutcome("r", 0, Arm.CANDIDATE, 50_000, 7, bad, "trace", "m", null);
    }

    @Test
    void whatCameIsThereOnceInItsOrder() {
        scores.assigned("r", 0, Arm.CANDIDATE, 7);
        scores.take(outcome(0));
        scores.late(outcome(2));
        assertThat(scores.drain())
                .containsExactly(
                        new Score.Assigned("r", 0, Arm.CANDIDATE, 7),
                        new Score.Scored(outcome(0)),
                        new Score.Late(outcome(2)));
        assertThat(scores.drain()).isEmpty();
    }

    @Test
    void onlyWhatIsBadWakesAnybody() {
        scores.wakeBy(woken::incrementAndGet);
        scores.take(outcome(0));
        assertThat(woken).hasValue(0);
        scores.take(outcome(1));
        scores.late(outcome(2));
        assertThat(woken).hasValue(2);
    }

    @Test
    void whatNobodyTakesAwayIsDroppedAndCounted() {
        for (int i = 0; i < RolloutScores.MOST_WAITING + 3; i++) {
            scores.take(outcome(0));
        }
        assertThat(scores.dropped()).isEqualTo(3);
        assertThat(scores.drain()).hasSize(RolloutScores.MOST_WAITING);
        scores.take(outcome(0));
        assertThat(scores.drain()).hasSize(1);
    }
}
