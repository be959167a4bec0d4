package dev.penstock.alerts.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The figures are those of the module's README. */
class RateMonitorTest {
    private static final int RUNS = 100;
    private static final Instant AT = Simulation.START;

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.002, 0.01, 0.05, 0.3, 0.7, 0.97})
    void aShareThatDoesNotChangeGivesOneFalseAlarmInAHundredThousandAnswersAtMost(double share) {
        long alarms = 0;
        for (long seed = 0; seed < 10; seed++) {
            alarms += Simulation.falseAlarms(share, 50_000, seed);
        }
        assertThat(alarms).isLessThanOrEqualTo(5);
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.002, 0.01, 0.05, 0.3, 0.7, 0.97})
    void overManyReferencesToo(double share) {
        long alarms = 0;
        for (long seed = 0; seed < 100; seed++) {
            alarms += Simulation.falseAlarms(share, 100_000, seed);
        }
        assertThat(alarms).isLessThanOrEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "0.01, 0.1, 5000, 150",
        "0.01, 0.05, 5000, 600",
        "0.01, 0.03, 5000, 2500",
        "0.05, 0.15, 5000, 350",
        "0.01, 0.1, 500, 250"
    })
    void aChangeIsFoundSoon(double usual, double changed, int reference, int most) {
        long[] delays = Simulation.sorted(RUNS, seed -> Simulation.delay(usual, changed, reference, seed));
        assertThat(delays[RUNS / 2]).isLessThan(most);
        assertThat(delays[RUNS * 9 / 10]).isLessThan(4L * most);
    }

    @Test
    void theWindowBeginsWhereItChangedAndTheReferenceStaysWhatItWas() {
        RateMonitor monitor = new RateMonitor(DriftMetric.REFUSALS);
        for (int i = 0; i < 2_000; i++) {
            monitor.add(i % 100 == 0, AT);
        }
        assertThat(monitor.usual()).isEqualTo(0.01);
        Instant change = AT.plusSeconds(60);
        int answers = 0;
        while (monitor.drift() == null) {
            monitor.add(answers % 4 == 0, change);
            answers++;
        }
        Drift drift = monitor.drift();
        assertThat(drift.since()).isEqualTo(change);
        assertThat(drift.windowAnswers()).isEqualTo(answers);
        assertThat(drift.window()).isBetween(0.2, 0.4);
        assertThat(drift.reference()).isBetween(0.009, 0.011);
    }

    @Test
    void whatIsBackAsItWasIsOver() {
        RateMonitor monitor = drifting();
        int answers = 0;
        while (monitor.drift() != null) {
            monitor.add(answers % 100 == 0, AT);
            answers++;
        }
        assertThat(answers).isLessThan(1_000);
        assertThat(monitor.usual()).isBetween(0.009, 0.011);
    }

    @Test
    void whatStaysSoIsUsualAfterAWhileAndIsLearnedAnew() {
        RateMonitor monitor = drifting();
        int answers = 0;
        while (monitor.drift() != null) {
            monitor.add(answers % 4 == 0, AT);
            answers++;
        }
        assertThat(answers).isEqualTo(RateMonitor.USUAL_AGAIN);
        assertThat(monitor.isLearning()).isTrue();
        for (int i = 0; i < 3_000; i++) {
            monitor.add(i % 4 == 0, AT);
            assertThat(monitor.drift()).isNull();
        }
        assertThat(monitor.usual()).isEqualTo(0.25);
    }

    @Test
    void theReferenceIsRenewedSlowly() {
        RateMonitor monitor = new RateMonitor(DriftMetric.REFUSALS);
        for (int i = 0; i < 20_000; i++) {
            monitor.add(i % 50 == 0, AT);
        }
        for (int i = 0; i < 60_000; i++) {
            monitor.add(i % 60 == 0, AT);
        }
        assertThat(monitor.drift()).isNull();
        assertThat(monitor.usual()).isBetween(1 / 61.0, 1 / 58.0);
    }

    private static RateMonitor drifting() {
        RateMonitor monitor = new RateMonitor(DriftMetric.REFUSALS);
        for (int i = 0; i < 2_000; i++) {
            monitor.add(i % 100 == 0, AT);
        }
        for (int i = 0; monitor.drift() == null; i++) {
            monitor.add(i % 4 == 0, AT);
        }
        return monitor;
    }
}
