package dev.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.ApiError;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.AttemptFailure.Phase;
import dev.penstock.core.config.Deadlines;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NextStepTest {
    private static final List<AttemptFailure> WORTH_ANOTHER_TARGET = List.of(
            new AttemptFailure.NotConnected("refused"),
            new AttemptFailure.NoConnectionFree(),
            new AttemptFailure.ConnectionLost("reset"),
            new AttemptFailure.TimedOut(Phase.CONNECT, Deadlines.DEFAULT.connect()),
            new AttemptFailure.TimedOut(Phase.FIRST_TOKEN, Deadlines.DEFAULT.firstToken()),
            new AttemptFailure.ErrorInStream(ApiError.of(ApiError.Kind.OVERLOADED, "x")),
            new AttemptFailure.Malformed("x"),
            new AttemptFailure.CutStream(),
            new AttemptFailure.AnswerTooLarge(1),
            new AttemptFailure.Inexpressible("seed", "x"),
            status(401),
            status(403),
            status(404),
            status(408),
            status(429),
            status(500),
            status(503),
            status(529));

    private static final List<AttemptFailure> NOT_WORTH_IT = List.of(
            status(400),
            status(413),
            status(422),
            new AttemptFailure.TimedOut(Phase.TOTAL, Deadlines.DEFAULT.total()),
            new AttemptFailure.NoRoom(2, 1),
            new AttemptFailure.Stopped());

    @Test
    void anotherTargetIsAskedWhereItMayDoBetter() {
        for (AttemptFailure failure : WORTH_ANOTHER_TARGET) {
            assertThat(NextStep.after(failure, false, true)).as("%s", failure).isEqualTo(NextStep.FAIL_OVER);
            assertThat(NextStep.after(failure, false, false)).as("%s", failure).isEqualTo(NextStep.TELL);
        }
        for (AttemptFailure failure : NOT_WORTH_IT) {
            assertThat(NextStep.after(failure, false, true)).as("%s", failure).isEqualTo(NextStep.TELL);
        }
    }

    @Test
    void onceTheCallerHasContentEveryFailureBreaksTheStream() {
        for (List<AttemptFailure> failures : List.of(WORTH_ANOTHER_TARGET, NOT_WORTH_IT)) {
            for (AttemptFailure failure : failures) {
                assertThat(NextStep.after(failure, true, true)).isEqualTo(NextStep.BREAK);
            }
        }
    }

    @Test
    void whatAProviderHoldsAgainstPenstockIsNotToldAsTheCallersFault() {
        assertThat(ErrorMapping.of(status(401)).kind()).isEqualTo(ApiError.Kind.BAD_GATEWAY);
        assertThat(ErrorMapping.of(status(401)).message()).doesNotContain("secret");
        assertThat(ErrorMapping.of(status(404)).kind()).isEqualTo(ApiError.Kind.BAD_GATEWAY);
        assertThat(ErrorMapping.of(status(400)).kind()).isEqualTo(ApiError.Kind.INVALID_REQUEST);
        assertThat(ErrorMapping.of(status(429)).kind()).isEqualTo(ApiError.Kind.RATE_LIMIT);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "644,-,644",
                "1.5,9,2",
                "-,2,2000",
                "-,0.5,500",
                "-,'Sat, 21 Nov 2026 10:00:07 GMT',7000",
                "-,'Sat, 21 Nov 2026 09:00:00 GMT',0",
                "soon,tomorrow,-",
                "-5,-,-",
                "-,-,-"
            })
    void theWaitIsReadInEveryForm(String millis, String seconds, Long expected) {
        Duration wait = RetryAfter.read(millis, seconds, Instant.parse("2026-11-21T10:00:00Z"));
        assertThat(wait).isEqualTo(expected == null ? null : Duration.ofMillis(expected));
    }

    @Test
    void tracesAreNamedByNodeTimeAndChanceAndSortByTime() {
        TraceIds ids = new TraceIds("node-a", new Random(1));
        String first = ids.next(1_795_000_000_000L);
        String second = ids.next(1_795_000_000_001L);
        assertThat(first).matches("node-a-[0-9a-hjkmnp-tv-z]{21}").isLessThan(second);
        assertThat(ids.next(1_795_000_000_000L)).isNotEqualTo(first);
    }

    private static AttemptFailure status(int status) {
        return new AttemptFailure.ErrorStatus(status, ApiError.of(ApiError.Kind.ofStatus(status), "secret"), null);
    }
}
