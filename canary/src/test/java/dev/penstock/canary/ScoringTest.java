package dev.penstock.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.ApiError;
import dev.penstock.core.Attempt;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Between;
import dev.penstock.core.ContractResult;
import dev.penstock.core.Diagnosis;
import dev.penstock.core.FinishReason;
import dev.penstock.core.rollout.Guardrail;
import dev.penstock.core.rollout.GuardrailKind;
import dev.penstock.core.rollout.Limit;
import dev.penstock.core.rollout.RolloutPolicy;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What makes a request bad. */
class ScoringTest {
    private static final ApiError SERVER = new ApiError(ApiError.Kind.SERVER, "broken", null, null);
    private static final Scoring SCORING = Scoring.of(policy(
            Guardrail.of(GuardrailKind.ERROR),
            Guardrail.of(GuardrailKind.CONTRACT),
            Guardrail.of(GuardrailKind.EMPTY),
            Guardrail.of(GuardrailKind.TRUNCATED),
            Guardrail.of(GuardrailKind.REFUSAL),
            Guardrail.of(GuardrailKind.TOOL_CALL),
            Guardrail.of(GuardrailKind.STREAM),
            fixed(GuardrailKind.TTFT, 1_000),
            fixed(GuardrailKind.TOTAL, 5_000),
            fixed(GuardrailKind.BETWEEN, 300),
            fixed(GuardrailKind.COST, 70),
            fixed(GuardrailKind.REGENERATED, 30_000_000),
            Guardrail.of(GuardrailKind.THUMB_DOWN),
            new Guardrail(GuardrailKind.FEEDBACK, "off_topic", new Limit.None(), 1, 0)));

    static Stream<Arguments> shown() {
        return Stream.of(
                Arguments.of("a good answer", seen(good()), ""),
                Arguments.of("an error", seen(failed(new AttemptFailure.ErrorStatus(500, SERVER, null))), "error"),
                Arguments.of(
                        "a caller's fault", seen(failed(new AttemptFailure.ErrorStatus(400, SERVER, null))), "error"),
                Arguments.of("no connection", seen(failed(new AttemptFailure.NotConnected("refused"))), "error"),
                Arguments.of(
                        "a failure, then a good answer of its own",
                        seen(failed(new AttemptFailure.ErrorStatus(500, SERVER, null)), good()),
                        "error"),
                Arguments.of("outrun", seen(failed(new AttemptFailure.Outrun("other")), good()), ""),
                Arguments.of("cancelled", seen(failed(new AttemptFailure.Cancelled())), ""),
                Arguments.of("killed", seen(failed(new AttemptFailure.Killed("route 'a'", "no"))), ""),
                Arguments.of("a killed tool", seen(failed(new AttemptFailure.KilledTool("pay"))), ""),
                Arguments.of("the node stopped", seen(failed(new AttemptFailure.Stopped())), ""),
                Arguments.of(
                        "a broken contract",
                        seen(attempt()
                                .failure(new AttemptFailure.InvalidOutput(List.of("schema"), "no"))
                                .contract(ContractResult.invalid(List.of("schema")))
                                .made()),
                        "error contract"),
                Arguments.of(
                        "a contract that a rule repaired",
                        seen(attempt()
                                .contract(ContractResult.repaired(List.of("fence")))
                                .made()),
                        ""),
                Arguments.of("empty", seen(failed(new AttemptFailure.EmptyAnswer(FinishReason.STOP))), "error empty"),
                Arguments.of(
                        "cut short", seen(attempt().finish(FinishReason.LENGTH).made()), "truncated"),
                Arguments.of(
                        "declined", seen(attempt().finish(FinishReason.REFUSAL).made()), "refusal"),
                Arguments.of(
                        "filtered",
                        seen(attempt().finish(FinishReason.CONTENT_FILTER).made()),
                        "refusal"),
                Arguments.of(
                        "held back before it was answered",
                        seen(attempt()
                                .failure(new AttemptFailure.ErrorStatus(400, SERVER, null))
                                .diagnosis(Diagnosis.Declined.CONTENT_FILTERED)
                                .made()),
                        "error refusal"),
                Arguments.of("a bad tool call", new Seen(List.of(good()), false, false, false, true), "tool_call"),
                Arguments.of(
                        "a stream that broke",
                        stream(attempt().failure(new AttemptFailure.CutStream()).made()),
                        "error stream"),
                Arguments.of(
                        "a stream that broke before its first content",
                        stream(attempt()
                                .failure(new AttemptFailure.CutStream())
                                .firstContent(-1)
                                .made()),
                        "error"),
                Arguments.of(
                        "a stream that its caller left",
                        stream(attempt().failure(new AttemptFailure.Cancelled()).made()),
                        ""),
                Arguments.of(
                        "a slow first token",
                        stream(attempt().firstContent(1_101).made()),
                        "ttft"),
                Arguments.of(
                        "a first token in time",
                        stream(attempt().firstContent(1_100).made()),
                        ""),
                Arguments.of(
                        "a whole answer has no first token",
                        seen(attempt().firstContent(1_101).made()),
                        ""),
                Arguments.of("a slow answer", seen(attempt().ended(5_101).made()), "total"),
                Arguments.of("long pauses", stream(attempt().between(301).made()), "between"),
                Arguments.of("dear", seen(attempt().cost(70_000_001L).made()), "cost"),
                Arguments.of(
                        "as dear as it may be", seen(attempt().cost(70_000_000L).made()), ""),
                Arguments.of("of no known cost", seen(attempt().cost(null).made()), ""),
                Arguments.of("nobody could be asked", new Seen(List.of(), false, true, false, false), "error"),
                Arguments.of("over its horizon", new Seen(List.of(), false, false, true, false), "error"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("shown")
    void whatARequestShowsMakesItBad(String what, Seen seen, String bad) {
        int bits = SCORING.bits(seen, new BaselineLatency());

        assertThat(String.join(" ", SCORING.words(bits))).as(what).isEqualTo(bad);
    }

    @ParameterizedTest
    @CsvSource({
        "thumb, down, thumb_down",
        "thumb, up, ''",
        "label, off_topic, feedback:off_topic",
        "signal, off_topic, feedback:off_topic",
        "comment, off_topic, ''",
        "label, other, ''",
    })
    void whatSomebodySaysMakesItBad(String kind, String label, String bad) {
        assertThat(String.join(" ", SCORING.words(SCORING.said(kind, label)))).isEqualTo(bad);
        assertThat(SCORING.said("score", null)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "score, 0, true",
        "score, 1, true",
        "score, 1.01, false",
        "score, -1, false",
        "score, NaN, false",
        "score, , false",
        "thumb, 1, false"
    })
    void aScoreCountsFromNothingToOne(String kind, @Nullable Double value, boolean counts) {
        Scoring scores = Scoring.of(policy(Guardrail.of(GuardrailKind.ERROR), score(0)));

        assertThat(scores.isScore(kind, value)).isEqualTo(counts);
        assertThat(scores.said("score", null)).isZero();
        assertThat(SCORING.isScore(kind, value)).as("without that guardrail").isFalse();
    }

    @Test
    void whoAsksTheSameSoonEnoughMakesTheAnswerBeforeBad() {
        assertThat(SCORING.words(SCORING.regenerated(Duration.ofSeconds(29)))).containsExactly("regenerated");
        assertThat(SCORING.regenerated(Duration.ofSeconds(30))).isZero();
    }

    @Test
    void aGuardrailThatThePolicyLacksIsNotLookedAt() {
        Scoring errors = Scoring.of(policy(Guardrail.of(GuardrailKind.ERROR)));

        assertThat(errors.bits(seen(attempt().finish(FinishReason.LENGTH).made()), new BaselineLatency()))
                .isZero();
        assertThat(errors.hears(GuardrailKind.TOOL_CALL)).isFalse();
        assertThat(errors.said("thumb", "down")).isZero();
    }

    @Test
    void slowerThanTheBaselineIsBadOnceTheBaselineIsKnown() {
        Scoring follows = Scoring.of(policy(new Guardrail(GuardrailKind.TOTAL, "", new Limit.BaselineP95(), 1, 0)));
        BaselineLatency past = new BaselineLatency();
        Seen slow = seen(attempt().ended(100_100).made());
        for (int i = 0; i < BaselineLatency.FEWEST - 1; i++) {
            past.add(seen(attempt().ended(10_100).made()));
        }

        assertThat(follows.bits(slow, past)).as("with too few answers").isZero();

        past.add(seen(attempt().ended(10_100).made()));
        assertThat(follows.bits(slow, past)).isOne();
        assertThat(follows.bits(seen(attempt().ended(10_100).made()), past)).isZero();
    }

    static RolloutPolicy policy(Guardrail... guardrails) {
        return new RolloutPolicy(
                "tests",
                RolloutPolicy.DEFAULT.stages(),
                List.of(guardrails),
                0.01,
                0.05,
                Duration.ofSeconds(60),
                List.of());
    }

    static Guardrail score(double tolerated) {
        return new Guardrail(GuardrailKind.SCORE, "", Limit.Mean.USUAL, 1, tolerated);
    }

    static Guardrail fixed(GuardrailKind kind, long units) {
        return new Guardrail(kind, "", new Limit.Fixed(units), 1, 0);
    }

    static Seen seen(Attempt... own) {
        return new Seen(List.of(own), false, false, false, false);
    }

    static Seen stream(Attempt... own) {
        return new Seen(List.of(own), true, false, false, false);
    }

    static Attempt good() {
        return attempt().made();
    }

    static Attempt failed(AttemptFailure failure) {
        return attempt().failure(failure).firstContent(-1).made();
    }

    static Shown attempt() {
        return new Shown();
    }

    /** An attempt that began after 100 microseconds and was good. */
    static final class Shown {
        private long firstContentUs = 600;
        private long endedUs = 1_100;
        private Between between = new Between(5, 10, 20, 30);
        private @Nullable AttemptFailure failure;
        private @Nullable Diagnosis diagnosis;
        private @Nullable ContractResult contract;
        private FinishReason finish = FinishReason.STOP;
        private @Nullable Long cost = 50_000_000L;

        Shown firstContent(long us) {
            firstContentUs = us;
            return this;
        }

        Shown ended(long us) {
            endedUs = us;
            return this;
        }

        Shown between(long p95Us) {
            between = new Between(5, 10, p95Us, p95Us);
            return this;
        }

        Shown failure(AttemptFailure that) {
            failure = that;
            diagnosis = Diagnosis.Fault.UNKNOWN;
            cost = null;
            return this;
        }

        Shown diagnosis(Diagnosis that) {
            diagnosis = that;
            return this;
        }

        Shown contract(ContractResult that) {
            contract = that;
            return this;
        }

        Shown finish(FinishReason that) {
            finish = that;
            return this;
        }

        Shown cost(@Nullable Long picodollars) {
            cost = picodollars;
            return this;
        }

        Attempt made() {
            return new Attempt(
                    "target",
                    "provider",
                    "model",
                    100,
                    150,
                    0,
                    500,
                    firstContentUs,
                    between,
                    endedUs,
                    200,
                    failure,
                    diagnosis,
                    null,
                    List.of(),
                    contract,
                    "model-2",
                    "fp-1",
                    failure == null ? finish : null,
                    null,
                    cost,
                    null,
                    null);
        }
    }
}
