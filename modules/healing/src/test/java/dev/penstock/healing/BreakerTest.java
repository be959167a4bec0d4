package dev.penstock.healing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.core.Diagnosis;
import dev.penstock.core.Diagnosis.Fault;
import dev.penstock.core.Diagnosis.Own;
import dev.penstock.core.config.BreakerPolicy;
import dev.penstock.healing.Breaker.News;
import dev.penstock.healing.Breaker.Permit;
import dev.penstock.healing.Breaker.Word;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BreakerTest {
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SECOND = 1_000 * MS;

    private final List<News> told = new ArrayList<>();
    /** It begins near the end of what a clock can tell, for it may begin anywhere. */
    private long now = Long.parseLong("9223372036854774807") - 3 * SECOND;

    private final Breaker breaker = new Breaker("big", BreakerPolicy.DEFAULT, (_, news) -> told.add(news), now);

    @Test
    void aDeadTargetIsLeftAloneAfterFiveAttempts() {
        for (int i = 0; i < 5; i++) {
            assertThat(breaker.word()).isEqualTo(Word.CLOSED);
            attempt(Fault.NO_RESPONSE);
            now += 30 * SECOND;
        }

        assertThat(breaker.word()).isEqualTo(Word.OPEN);
        assertThat(told).containsExactly(News.FOUND);
    }

    @Test
    void oneThatIsOffNeverOpensWhateverItsNodeOrAnotherFinds() {
        BreakerPolicy usual = BreakerPolicy.DEFAULT;
        BreakerPolicy off = new BreakerPolicy(
                false, usual.volume(), usual.window(), usual.failureShare(), usual.openFor(), usual.slowFactor());
        Breaker breaker = new Breaker("big", off, (_, news) -> told.add(news), now);
        for (int i = 0; i < 100; i++) {
            Objects.requireNonNull(breaker.permit(now)).ended(i % 2 == 0 ? Fault.NO_RESPONSE : Fault.SERVER_ERROR, now);
        }
        breaker.heard(now);

        assertThat(breaker.word()).isEqualTo(Word.CLOSED);
        assertThat(told).isEmpty();
    }

    @Test
    void oneAnswerInBetweenBeginsTheCountAnew() {
        for (int i = 0; i < 100; i++) {
            attempt(i % 5 == 4 ? null : Fault.NO_RESPONSE);
            now += 30 * SECOND;
        }

        assertThat(breaker.word()).isEqualTo(Word.CLOSED);
    }

    /** At the end of a burst the silent ones are those that are left: their deadlines end after all answers. */
    @Test
    void silenceAmongAnswersIsNoRowThoughItEndsTogether() {
        List<Permit> silent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Permit permit = Objects.requireNonNull(breaker.permit(now));
            now += MS;
            if (i % 20 == 0) {
                silent.add(permit);
            } else {
                permit.ended(null, now);
            }
        }
        silent.forEach(permit -> permit.ended(Fault.NO_RESPONSE, now));
        assertThat(breaker.word()).isEqualTo(Word.CLOSED);

        for (int i = 0; i < 5; i++) {
            attempt(Fault.NO_RESPONSE);
            now += MS;
        }
        assertThat(breaker.word()).as("these began after all answers").isEqualTo(Word.OPEN);
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVER_ERROR", "AUTHENTICATION", "MALFORMED_CHUNK", "CONNECTION_RESET"})
    void whatFailsHalfTheTimeIsLeftAloneOnceThatIsSure(Fault fault) {
        for (int i = 0; i < 19; i++) {
            attempt(i % 2 == 0 ? fault : null);
        }
        assertThat(breaker.word()).isEqualTo(Word.CLOSED);

        attempt(fault);
        assertThat(breaker.word()).isEqualTo(Word.OPEN);
        assertThat(breaker.permit(now)).isNull();
        assertThat(breaker.left(now)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void whatLiesBehindTheWindowIsForgotten() {
        for (int i = 0; i < 15; i++) {
            attempt(Fault.SERVER_ERROR);
        }
        now += 10 * SECOND;
        for (int i = 0; i < 15; i++) {
            attempt(Fault.SERVER_ERROR);
        }
        assertThat(breaker.word()).isEqualTo(Word.CLOSED);

        // What lies in the half before still counts.
        now += 5 * SECOND;
        for (int i = 0; i < 5; i++) {
            attempt(Fault.SERVER_ERROR);
        }
        assertThat(breaker.word()).isEqualTo(Word.OPEN);
    }

    @Test
    void whatIsNotTheTargetsFaultNeverOpensIt() {
        List<Diagnosis> all = new ArrayList<>(List.of(
                new Diagnosis.RateLimited(null),
                Fault.INVALID_OUTPUT,
                Fault.EMPTY_ANSWER,
                Diagnosis.Declined.REFUSAL,
                Diagnosis.Declined.INVALID_REQUEST));
        all.addAll(List.of(Own.values()));
        for (Diagnosis diagnosis : all) {
            for (int i = 0; i < 100; i++) {
                attempt(diagnosis);
            }
        }

        assertThat(breaker.word()).isEqualTo(Word.CLOSED);
    }

    @Test
    void streamsThatBreakOpenItThoughAllHadBegun() {
        for (int i = 0; i < 20; i++) {
            assertThat(breaker.word()).isEqualTo(Word.CLOSED);
            Permit permit = permit();
            permit.streams(100 * MS, now);
            permit.streams(100 * MS, now);
            permit.ended(i % 2 == 0 ? null : Fault.CUT_STREAM, now);
        }

        assertThat(breaker.word()).isEqualTo(Word.OPEN);
    }

    @Test
    void failuresThatComeBeforeTheFirstAnswersDoNotOpenIt() {
        // A start under load: 1,000 a second, a second to the first token, one of twenty fails at once.
        for (int i = 0; i < 1_000; i++) {
            Permit permit = permit();
            if (i % 20 == 0) {
                permit.ended(Fault.SERVER_ERROR, now);
            }
            now += MS;
        }

        assertThat(breaker.word()).isEqualTo(Word.CLOSED);
    }

    @Test
    void longStreamsThatOutliveALoadAreCountedAmongThoseThatEnd() {
        List<Permit> streams = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Permit permit = permit();
            permit.streams(100 * MS, now);
            streams.add(permit);
        }
        now += 60 * SECOND;
        for (int i = 0; i < 1_000; i++) {
            streams.get(i).ended(i % 20 == 19 ? Fault.CUT_STREAM : null, now);
        }

        assertThat(breaker.word()).isEqualTo(Word.CLOSED);
    }

    @Test
    void firstTokensThatComeMuchLaterThanUsualCountAsFailures() {
        streamAll(300, 200 * MS);
        now += 20 * SECOND;
        streamAll(19, 2_500 * MS);
        assertThat(breaker.word()).isEqualTo(Word.CLOSED);
        streamAll(1, 2_500 * MS);
        assertThat(breaker.word()).isEqualTo(Word.OPEN);
    }

    @Test
    void slownessIsJudgedByWhatIsUsualAndNotBelowASecond() {
        streamAll(300, 10 * MS);
        now += 20 * SECOND;
        streamAll(300, 900 * MS);
        now += 20 * SECOND;
        // Ten times the usual is about four seconds by now.
        streamAll(300, 1_100 * MS);

        assertThat(breaker.word()).isEqualTo(Word.CLOSED);
    }

    @Test
    void aTargetThatStaysSlowIsTakenForUsualInTheEnd() {
        streamAll(300, 200 * MS);
        int openings = 0;
        for (int i = 0; i < 300; i++) {
            now += 20 * SECOND;
            streamAll(20, 2_500 * MS);
            if (breaker.word() == Word.OPEN) {
                openings++;
                breaker.halfOpen();
                permit().ended(null, now);
            }
        }

        assertThat(openings).isBetween(1, 10);
        assertThat(breaker.word()).isEqualTo(Word.CLOSED);
    }

    @Test
    void oneProbeAtATimeAndItsAnswerCloses() {
        open();
        assertThat(breaker.permit(now)).isNull();
        now += 5 * SECOND;
        breaker.halfOpen();

        Permit probe = permit();
        assertThat(breaker.permit(now)).isNull();
        assertThat(breaker.word()).isEqualTo(Word.HALF_OPEN);
        probe.streams(100 * MS, now);

        assertThat(breaker.word()).isEqualTo(Word.CLOSED);
        assertThat(told).containsExactly(News.FOUND, News.BACK);
        probe.ended(Fault.CUT_STREAM, now);
        assertThat(breaker.word()).as("one cut stream is no share").isEqualTo(Word.CLOSED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_000, 4_999})
    void theProbeAfterAFailedOneComesFiveSecondsAfterThatOneBegan(int lastedMs) {
        open();
        breaker.halfOpen();
        Permit probe = permit();
        now += lastedMs * MS;
        probe.ended(Fault.NO_RESPONSE, now);

        assertThat(breaker.permit(now)).isNull();
        assertThat(breaker.left(now)).isEqualTo(Duration.ofMillis(5_000 - lastedMs));
        now += (5_000 - lastedMs) * MS;
        permit().ended(null, now);
        assertThat(breaker.word()).isEqualTo(Word.CLOSED);
    }

    @Test
    void aProbeThatIsStuckMakesWayForAnother() {
        open();
        breaker.halfOpen();
        Permit stuck = permit();
        now += 5 * SECOND;
        Permit next = permit();

        stuck.ended(Own.CANCELLED, now);
        assertThat(breaker.permit(now)).as("the next one is under way").isNull();
        next.ended(Fault.INVALID_OUTPUT, now);
        assertThat(breaker.word()).isEqualTo(Word.CLOSED);
    }

    @Test
    void aProbeWhoseCallerLeftIsMadeUpForAtOnce() {
        open();
        breaker.halfOpen();
        permit().ended(Own.CANCELLED, now);

        permit().ended(null, now);
        assertThat(breaker.word()).isEqualTo(Word.CLOSED);
    }

    @Test
    void whatWasBegunBeforeAnOpeningSaysNothingAfterIt() {
        List<Permit> hanging = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            hanging.add(permit());
        }
        open();
        breaker.halfOpen();
        permit().ended(null, now);

        hanging.forEach(permit -> permit.ended(Fault.NO_RESPONSE, now));
        assertThat(breaker.word()).isEqualTo(Word.CLOSED);
    }

    @Test
    void anotherNodesDiscoveryIsBelievedOnceAMinute() {
        breaker.heard(now);
        assertThat(breaker.word()).isEqualTo(Word.OPEN);
        assertThat(breaker.left(now)).isEqualTo(Duration.ofSeconds(5));
        breaker.halfOpen();
        permit().ended(null, now);

        now += 59 * SECOND;
        breaker.heard(now);
        assertThat(breaker.word()).isEqualTo(Word.CLOSED);
        now += SECOND;
        breaker.heard(now);
        assertThat(breaker.word()).isEqualTo(Word.OPEN);
        assertThat(told).containsExactly(News.HEARD, News.BACK, News.HEARD);
    }

    @Test
    void theTimeThatIsLeftIsNeverNone() {
        open();
        now += 6 * SECOND;
        assertThat(breaker.left(now)).isEqualTo(Duration.ofMillis(1));
        breaker.halfOpen();
        assertThat(breaker.left(now)).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void theUsualTimeIsTheMedian() {
        SplittableRandom random = new SplittableRandom(1);
        UsualTime usual = UsualTime.UNKNOWN.and(20 * SECOND);
        for (int i = 0; i < 2_000; i++) {
            double longTail = Math.exp(random.nextGaussian());
            usual = usual.and((long) (500 * MS * longTail));
        }
        assertThat(usual.nanos()).isCloseTo(500.0 * MS, within(150.0 * MS));
    }

    private Permit permit() {
        return Objects.requireNonNull(breaker.permit(now), "it is open");
    }

    private void attempt(@Nullable Diagnosis end) {
        permit().ended(end, now);
    }

    private void streamAll(int count, long firstNanos) {
        for (int i = 0; i < count; i++) {
            Permit permit = permit();
            permit.streams(firstNanos, now);
            permit.ended(null, now);
        }
    }

    private void open() {
        for (int i = 0; i < 5; i++) {
            attempt(Fault.NO_RESPONSE);
        }
        assertThat(breaker.word()).isEqualTo(Word.OPEN);
    }
}
