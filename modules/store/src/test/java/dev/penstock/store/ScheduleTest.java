package dev.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The protocol under thousands of schedules of faults, on a virtual clock. */
class ScheduleTest {
    @Test
    void nothingAcknowledgedIsLostNothingTakesEffectOnAMinorityAndNoBudgetIsExceeded() {
        int schedules = Integer.getInteger("penstock.schedules", 150);
        long first = Long.getLong("penstock.seed", 1);
        long accepted = 0;
        long spent = 0;
        for (long seed = first; seed < first + schedules; seed++) {
            Schedule schedule =
                    new Schedule(seed, seed % 2 == 0 ? List.of("a", "b", "c") : List.of("a", "b", "c", "d", "e"));
            try {
                schedule.run();
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
            accepted += schedule.accepted();
            spent += schedule.spent();
        }
        assertThat(accepted).as("acknowledged writes").isGreaterThan(schedules * 10L);
        assertThat(spent).as("units spent").isGreaterThan(schedules * Spending.LIMIT);
    }
}
