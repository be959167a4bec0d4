package dev.penstock.healing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Diagnosis;
import dev.penstock.core.Diagnosis.Declined;
import dev.penstock.core.Diagnosis.Fault;
import dev.penstock.core.FinishReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QualityTest {
    private final List<String> lines = new ArrayList<>();
    private final Qualities qualities = new Qualities(lines::add);
    private long now = Long.parseLong("9223372036854774807");

    @Test
    void aTargetThatAnswersNothingAnyMoreIsDegradedAfterAFewAnswers() {
        answer(1_000, null, FinishReason.STOP);
        int bad = 0;
        while (!qualities.isDegraded("big", now)) {
            answer(1, Fault.EMPTY_ANSWER, null);
            bad++;
        }

        assertThat(bad).isLessThanOrEqualTo(8);
        assertThat(qualities.isDegraded("small", now)).isFalse();
        assertThat(lines)
                .containsExactly("target big is degraded: release r1 gets more empty, refused or invalid answers than"
                        + " usual");
    }

    @Test
    void itIsAsUsualAgainWhenItsAnswersAre() {
        answer(1_000, null, FinishReason.STOP);
        answer(60, Declined.REFUSAL, null);
        assertThat(qualities.isDegraded("big", now)).isTrue();
        answer(60, null, FinishReason.REFUSAL);
        assertThat(qualities.isDegraded("big", now)).isTrue();

        answer(100, null, FinishReason.STOP);
        assertThat(qualities.isDegraded("big", now)).isFalse();
        assertThat(lines).hasSize(2).last().asString().startsWith("target big is as usual again: ");
    }

    @Test
    void whatWasAlwaysSoIsUsual() {
        for (int i = 0; i < 5_000; i++) {
            answer(1, i % 3 == 0 ? Fault.INVALID_OUTPUT : null, null);
        }

        assertThat(qualities.isDegraded("big", now)).isFalse();
    }

    @Test
    void anotherReleaseHasAnotherUsual() {
        answer(1_000, null, FinishReason.STOP);
        for (int i = 0; i < 1_000; i++) {
            qualities.ended("big", "r2", Fault.INVALID_OUTPUT, null, now);
        }

        assertThat(qualities.isDegraded("big", now)).isFalse();
    }

    @Test
    void failuresAreNoAnswers() {
        answer(1_000, null, FinishReason.STOP);
        for (Diagnosis failure : List.of(
                Fault.SERVER_ERROR,
                Fault.CUT_STREAM,
                Declined.INVALID_REQUEST,
                Declined.CONTENT_FILTERED,
                Diagnosis.Own.CANCELLED,
                new Diagnosis.RateLimited(null))) {
            answer(1_000, failure, null);
        }

        assertThat(qualities.isDegraded("big", now)).isFalse();
    }

    @Test
    void whatNoReleaseAsksAnyMoreIsForgotten() {
        answer(1_000, null, FinishReason.STOP);
        answer(20, Fault.EMPTY_ANSWER, null);
        assertThat(qualities.isDegraded("big", now)).isTrue();

        now += Duration.ofMinutes(10).toNanos();
        assertThat(qualities.isDegraded("big", now)).isFalse();
    }

    /** 20 million answers: 200,000 blocks, of which 0.2 may be wrong. */
    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.01, 0.05, 0.3})
    void aTargetThatIsWellIsNotTakenForDegraded(double share) {
        SplittableRandom random = new SplittableRandom(20261121);
        Quality quality = Quality.unknown(now);
        for (int i = 0; i < 5_000_000; i++) {
            quality = quality.and(random.nextDouble() < share, now);
            assertThat(quality.degraded()).isFalse();
        }
    }

    /** The level of the test itself, where it is high enough to be seen. */
    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.05, 0.3})
    void theTestIsWrongAsOftenAsItSaysAtMost(double share) {
        SplittableRandom random = new SplittableRandom(20261121);
        int wrong = 0;
        for (int i = 0; i < 20_000; i++) {
            int usualBad = bad(random, 1_000, share);
            wrong += Fisher.tail(1_000, usualBad, 100, bad(random, 100, share)) < 0.01 ? 1 : 0;
        }

        assertThat(wrong).isBetween(1, 200);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.15, 0.3, 1})
    void aTargetThatGotWorseIsFoundWithinFiveBlocks(double share) {
        SplittableRandom random = new SplittableRandom(20261121);
        for (int run = 0; run < 200; run++) {
            Quality quality = Quality.unknown(now);
            for (int i = 0; i < 2_000; i++) {
                quality = quality.and(random.nextDouble() < 0.01, now);
            }
            for (int i = 0; i < 500 && !quality.degraded(); i++) {
                quality = quality.and(random.nextDouble() < share, now);
            }
            assertThat(quality.degraded()).as("run " + run).isTrue();
        }
    }

    private static int bad(SplittableRandom random, int of, double share) {
        int bad = 0;
        for (int i = 0; i < of; i++) {
            bad += random.nextDouble() < share ? 1 : 0;
        }
        return bad;
    }

    private void answer(int times, @Nullable Diagnosis diagnosis, @Nullable FinishReason finish) {
        for (int i = 0; i < times; i++) {
            qualities.ended("big", "r1", diagnosis, finish, now);
        }
    }
}
