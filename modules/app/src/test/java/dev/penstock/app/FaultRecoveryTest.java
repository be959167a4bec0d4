package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.config.Midstream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A short one of the runs of {@link FaultRecoveryLongTest}, at five times the rates so that each class has some, and no
 * 429 asks to wait.
 */
@Isolated("what it measures must not depend on other tests")
class FaultRecoveryTest {
    @ParameterizedTest
    @EnumSource
    void faultsAreRecoveredAndNothingWrongIsPassedAsRight(Midstream mode) {
        RecoveryReport report = new RecoveryRun(mode, 2, 400, 5, 0, 200, 17, true).run();
        assertThat(report.wrong()).as("%s", report.lost()).isZero();
        for (FaultClass one : FaultClass.values()) {
            assertThat(report.injected(one, true)).as(one.word()).isPositive();
            assertThat(report.injected(one, false)).as(one.word()).isPositive();
            assertThat(report.right(one, false)).as("%s", report.lost()).isEqualTo(report.injected(one, false));
            if (one != FaultClass.BROKEN || mode == Midstream.CONTINUE || mode == Midstream.BUFFER) {
                assertThat(report.right(one, true)).as("%s", report.lost()).isEqualTo(report.injected(one, true));
            }
        }
    }

    @Test
    void nothingWrongIsPassedAsRightWhereRetriesAreHitToo() {
        RecoveryReport report = new RecoveryRun(Midstream.CONTINUE, 3, 400, 5, 0, 200, 18, false).run();
        assertThat(report.wrong()).as("%s", report.lost()).isZero();
        // 94.7 % of 10,000; four standard deviations of so few are 4.5 %.
        assertThat(report.shareRight()).as("%s", report.lost()).isGreaterThanOrEqualTo(0.90);
    }
}
