package dev.penstock.alerts.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The figures are those of the module's README. */
class AmountMonitorTest {
    private static final int RUNS = 100;

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.7, 1.5})
    void amountsThatDoNotChangeGiveOneFalseAlarmInAHundredThousandAnswersAtMost(double width) {
        long alarms = 0;
        for (long seed = 0; seed < 10; seed++) {
            alarms += Simulation.falseAmountAlarms(width, 50_000, seed);
        }
        // Of two monitors.
        assertThat(alarms).isLessThanOrEqualTo(10);
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.7, 1.5})
    void overManyReferencesToo(double width) {
        long alarms = 0;
        for (long seed = 0; seed < 30; seed++) {
            alarms += Simulation.falseAmountAlarms(width, 100_000, seed);
        }
        assertThat(alarms).isLessThanOrEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0.7, 70", "2, 0.7, 70", "1.5, 0.7, 250", "2, 1.5, 400"})
    void aChangeIsFoundSoon(double factor, double width, int most) {
        long[] delays = Simulation.sorted(RUNS, seed -> Simulation.amountDelay(factor, width, 5_000, seed));
        assertThat(delays[RUNS / 2]).isLessThan(most);
        assertThat(delays[RUNS * 9 / 10]).isLessThan(3L * most);
    }

    @Test
    void amountsThatAreAlwaysTheSameMayVaryByATenth() {
        AmountMonitor monitor = new AmountMonitor(DriftMetric.LONGER_ANSWERS, DriftMetric.SHORTER_ANSWERS);
        for (int i = 0; i < 1_000; i++) {
            monitor.add(100, Simulation.START);
        }
        for (int i = 0; i < 2_000; i++) {
            monitor.add(i % 2 == 0 ? 109 : 92, Simulation.START);
        }
        assertThat(monitor.drifts()).isEmpty();
        for (int i = 0; i < 50; i++) {
            monitor.add(200, Simulation.START);
        }
        Drift drift = monitor.drifts().getFirst();
        assertThat(drift.metric()).isEqualTo(DriftMetric.LONGER_ANSWERS);
        Drift.Amounts amounts = Objects.requireNonNull(drift.amounts());
        assertThat(amounts.usual()).isEqualTo(100);
        assertThat(amounts.now()).isBetween(199.9, 200.1);
    }

    @Test
    void aFewThatAreFarOffAreNoDrift() {
        AmountMonitor monitor = new AmountMonitor(DriftMetric.LONGER_ANSWERS, null);
        for (int i = 0; i < 1_000; i++) {
            monitor.add(100 + i % 100, Simulation.START);
        }
        for (int i = 0; i < 5_000; i++) {
            monitor.add(i % 50 == 0 ? 1_000_000 : 100 + i % 100, Simulation.START);
        }
        assertThat(monitor.drifts()).isEmpty();
    }
}
