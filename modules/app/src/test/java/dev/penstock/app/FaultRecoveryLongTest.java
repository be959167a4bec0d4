package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.config.Midstream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * 10,000 requests for each way of healing and with two and three targets, at the rates of faults that were published,
 * and 2,000 at five times these. Prints the tables for docs/benchmarks.md. {@code -Drecovery.requests=} makes it
 * shorter.
 */
@Tag("long")
class FaultRecoveryLongTest {
    private static final int REQUESTS = Integer.getInteger("recovery.requests", 10_000);

    private static final int WAIT_MS = 200;

    @ParameterizedTest
    @CsvSource({"CONTINUE", "RESTART", "BUFFER", "ERROR"})
    void atThePublishedRates(Midstream mode) {
        for (int targets = 2; targets <= 3; targets++) {
            RecoveryReport report = new RecoveryRun(mode, targets, REQUESTS, 1, WAIT_MS, 250, 2026, true).run();
            print(report);
            assertThat(report.wrong()).isZero();
            assertThat(report.untried()).isZero();
            assertThat(report.attemptsPerRequest()).isLessThanOrEqualTo(1.25);
            assertThat(shareRecovered(report, mode)).isGreaterThanOrEqualTo(0.995);
        }
    }

    @ParameterizedTest
    @CsvSource({"CONTINUE", "RESTART", "BUFFER", "ERROR"})
    void atFiveTimesTheRates(Midstream mode) {
        RecoveryReport report = new RecoveryRun(mode, 2, REQUESTS / 5, 5, WAIT_MS, 250, 2026, true).run();
        print(report);
        assertThat(report.wrong()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "3, 1", "3, 5"})
    void whereRetriesAreHitToo(int targets, int times) {
        RecoveryReport report =
                new RecoveryRun(Midstream.CONTINUE, targets, REQUESTS, times, WAIT_MS, 250, 2027, false).run();
        print(report);
        System.out.printf("all requests with a right answer: %.4f%n", report.shareRight());
        assertThat(report.wrong()).isZero();
    }

    /** Of what can be recovered in a mode: a stream that breaks after its first content cannot in all of them. */
    private static double shareRecovered(RecoveryReport report, Midstream mode) {
        boolean canHealStreams = mode == Midstream.CONTINUE || mode == Midstream.BUFFER;
        double injected = 0;
        double right = 0;
        for (FaultClass one : FaultClass.values()) {
            injected += report.injected(one, false);
            right += report.right(one, false);
            if (one != FaultClass.BROKEN || canHealStreams) {
                injected += report.injected(one, true);
                right += report.right(one, true);
            }
        }
        return right / injected;
    }

    private static void print(RecoveryReport report) {
        System.out.println(report.table());
        report.lost().stream().limit(20).forEach(System.out::println);
    }
}
