package dev.penstock.canary;

import static dev.penstock.canary.ScoringTest.failed;
import static dev.penstock.canary.ScoringTest.fixed;
import static dev.penstock.canary.ScoringTest.good;
import static dev.penstock.canary.ScoringTest.policy;
import static dev.penstock.canary.ScoringTest.seen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.ArmNote;
import dev.penstock.core.Attempt;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.FinishReason;
import dev.penstock.core.rollout.Guardrail;
import dev.penstock.core.rollout.GuardrailKind;
import dev.penstock.core.state.RolloutState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each request is scored once, as soon as it is bad or over, and what comes later is added. */
class RolloutDeskTest {
    private static final int ERROR = 1;
    private static final int TRUNCATED = 2;
    private static final int REGENERATED = 4;
    private static final Scoring SCORING = Scoring.of(policy(
            Guardrail.of(GuardrailKind.ERROR),
            Guardrail.of(GuardrailKind.TRUNCATED),
            fixed(GuardrailKind.REGENERATED, 30_000_000)));
    private static final AttemptFailure FAILURE = new AttemptFailure.CutStream();

    private final RolloutScores scores = new RolloutScores();
    private final RolloutDesk desk = new RolloutDesk(scores);

    @Test
    void whatIsGoodIsScoredWhenItIsOver() {
        Drawn drawn = drawn("user-1", Arm.CANDIDATE);
        desk.begins(drawn, null, 0);

        assertThat(desk.goesOn(drawn, seen(), null)).isNull();

        ArmOutcome over = Objects.requireNonNull(desk.ended(drawn, seen(good()), null, null, 1));
        assertThat(over).isEqualTo(outcome(drawn, 0, "model-2", "fp-1"));
        assertThat(scores.drain())
                .containsExactly(
                        new Score.Assigned("r1", 2, Arm.CANDIDATE, drawn.key()),
                        new Score.Scored(over, new Took(-1, 1_000)));
    }

    static Stream<Arguments> timed() {
        Attempt good = good();
        return Stream.of(
                Arguments.of("a whole answer", seen(good), new Took(-1, 1_000)),
                Arguments.of("a stream", ScoringTest.stream(good), new Took(500, 1_000)),
                Arguments.of(
                        "cut short",
                        seen(ScoringTest.attempt().finish(FinishReason.LENGTH).made()),
                        new Took(-1, 1_000)),
                Arguments.of(
                        "the slower of two",
                        seen(failed(new AttemptFailure.Outrun("other")), good),
                        new Took(-1, 1_000)),
                Arguments.of("a failure", seen(failed(FAILURE)), Took.UNKNOWN),
                Arguments.of("a failure, then an answer", seen(failed(FAILURE), good), Took.UNKNOWN),
                Arguments.of(
                        "a stream that its caller left",
                        ScoringTest.stream(ScoringTest.attempt()
                                .failure(new AttemptFailure.Cancelled())
                                .made()),
                        Took.UNKNOWN),
                Arguments.of("nobody was asked", new Seen(List.of(), false, true, false, false), Took.UNKNOWN));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("timed")
    void onlyAnswersThatDidNotFailOfArmsOfEqualSizeAreTimed(String what, Seen seen, Took took) {
        Drawn concurrent = new Drawn("r1", 2, SCORING, Arm.BASELINE, true, 50_000, 7, false, "t");
        for (Drawn drawn : List.of(drawn("user-1", Arm.CANDIDATE), concurrent, drawn("user-1", Arm.BASELINE))) {
            desk.ended(drawn, seen, null, null, 1);
        }
        assertThat(scores.drain())
                .extracting(score -> ((Score.Scored) score).took())
                .as(what)
                .containsExactly(took, took, Took.UNKNOWN);
    }

    @Test
    void whatWasNotOverAtItsHorizonIsNotTimed() {
        Drawn drawn = drawn("user-1", Arm.CANDIDATE);
        ArmOutcome late = desk.goesOn(drawn, new Seen(List.of(), false, false, true, false), null);
        desk.ended(drawn, seen(good()), late, null, 1);

        assertThat(scores.drain()).containsExactly(new Score.Scored(Objects.requireNonNull(late)));
    }

    @Test
    void aFailureIsScoredAtOnceAndOnlyWhatIsNewIsAddedLater() {
        Drawn drawn = drawn("user-1", Arm.BASELINE);
        ArmOutcome failed = desk.goesOn(drawn, seen(failed(FAILURE)), null);

        assertThat(scores.drain()).containsExactly(new Score.Scored(outcome(drawn, ERROR, "model-2", "fp-1")));
        assertThat(desk.goesOn(drawn, seen(failed(FAILURE)), failed)).isEqualTo(failed);

        ArmOutcome over = Objects.requireNonNull(desk.ended(
                drawn,
                seen(
                        failed(FAILURE),
                        ScoringTest.attempt().finish(FinishReason.LENGTH).made()),
                failed,
                null,
                1));
        assertThat(over.bad()).isEqualTo(ERROR | TRUNCATED);
        assertThat(scores.drain()).containsExactly(new Score.Late(outcome(drawn, TRUNCATED, "model-2", "fp-1")));
    }

    static Stream<Seen> showsNothing() {
        return Stream.of(
                seen(),
                seen(failed(new AttemptFailure.Cancelled())),
                seen(failed(new AttemptFailure.Killed("route 'a'", "no"))),
                seen(failed(new AttemptFailure.Outrun("other")), failed(new AttemptFailure.Stopped())));
    }

    @ParameterizedTest
    @MethodSource("showsNothing")
    void whatEndedBeforeItShowedAnythingHasNoScore(Seen seen) {
        for (Arm arm : Arm.values()) {
            assertThat(desk.ended(drawn("user-1", arm), seen, null, "digest", 1))
                    .isNull();
        }
        assertThat(scores.drain()).isEmpty();
    }

    static Stream<Seen> showsSomething() {
        return Stream.of(
                seen(failed(new AttemptFailure.Outrun("other")), good()),
                seen(ScoringTest.attempt()
                        .failure(new AttemptFailure.Cancelled())
                        .made()),
                seen(failed(FAILURE)),
                new Seen(List.of(), false, true, false, false),
                new Seen(List.of(failed(new AttemptFailure.Cancelled())), false, false, true, false));
    }

    @ParameterizedTest
    @MethodSource("showsSomething")
    void whatShowedAnythingHasOne(Seen seen) {
        assertThat(desk.ended(drawn("user-1", Arm.CANDIDATE), seen, null, null, 1))
                .isNotNull();
        assertThat(scores.drain()).hasSize(1).hasOnlyElementsOfType(Score.Scored.class);
    }

    @Test
    void whoAsksTheSameAgainSoonMakesTheAnswerBeforeBadOnce() {
        Drawn first = drawn("user-1", Arm.CANDIDATE);
        ArmOutcome before = Objects.requireNonNull(desk.ended(first, seen(good()), null, "digest", 0));
        scores.drain();

        desk.begins(drawn("user-2", Arm.CANDIDATE), "digest", seconds(5));
        desk.begins(drawn("user-1", Arm.CANDIDATE), "another", seconds(5));
        assertThat(scores.drain()).hasOnlyElementsOfType(Score.Assigned.class);

        desk.begins(drawn("user-1", Arm.CANDIDATE), "digest", seconds(5));
        assertThat(scores.drain()).contains(new Score.Late(before.withBad(REGENERATED)));

        desk.begins(drawn("user-1", Arm.CANDIDATE), "digest", seconds(6));
        assertThat(scores.drain()).hasOnlyElementsOfType(Score.Assigned.class);
    }

    @Test
    void whoAsksTheSameAgainLaterDoesNot() {
        Drawn first = drawn("user-1", Arm.CANDIDATE);
        desk.ended(first, seen(good()), null, "digest", 0);
        scores.drain();
        desk.begins(drawn("user-1", Arm.CANDIDATE), "digest", seconds(31));

        assertThat(scores.drain()).hasOnlyElementsOfType(Score.Assigned.class);
    }

    /** Nodes tell each other what they were asked a moment later, in words of their own clocks. */
    @Test
    void whoAsksAnotherNodeTheSameMakesTheAnswerBeforeBadOnce() {
        RolloutScores theirs = new RolloutScores();
        RolloutDesk other = new RolloutDesk(theirs);
        Drawn drawn = drawn("user-1", Arm.CANDIDATE);
        ArmOutcome before = Objects.requireNonNull(desk.ended(drawn, seen(good()), null, "digest", seconds(100)));
        scores.drain();
        other.begins(drawn, "digest", seconds(7));
        Question asked = theirs.drainQuestions().getFirst();

        desk.asked(asked.heard(seconds(8), seconds(100)));
        assertThat(scores.drain()).as("asked before the answer was over").isEmpty();
        desk.asked(asked.heard(seconds(8), seconds(130)));
        assertThat(scores.drain()).containsExactly(new Score.Late(before.withBad(REGENERATED)));
        desk.asked(asked.heard(seconds(8), seconds(130)));
        assertThat(scores.drain()).isEmpty();
        assertThat(theirs.drain()).hasOnlyElementsOfType(Score.Assigned.class);

        desk.ended(drawn, seen(good()), null, "digest", seconds(100));
        scores.drain();
        desk.asked(asked.heard(seconds(8), seconds(131)));
        assertThat(scores.drain()).as("asked after 30 seconds").isEmpty();
    }

    @Test
    void whatAPolicyDoesNotHearOfIsToldToNobody() {
        Drawn deaf = new Drawn(
                "r1",
                2,
                Scoring.of(policy(Guardrail.of(GuardrailKind.ERROR))),
                Arm.CANDIDATE,
                false,
                50_000,
                7,
                false,
                "t");
        desk.begins(deaf, "digest", 0);
        desk.begins(drawn("user-1", Arm.CANDIDATE), null, 0);
        assertThat(scores.drainQuestions()).isEmpty();
    }

    @Test
    void whoHasNoKeyIsNotKnownAgain() {
        Drawn keyless = new Drawn("r1", 2, SCORING, Arm.CANDIDATE, false, 50_000, 7, true, "t");
        desk.ended(keyless, seen(good()), null, "digest", 0);
        scores.drain();
        desk.begins(keyless, "digest", seconds(1));

        assertThat(scores.drain()).hasOnlyElementsOfType(Score.Assigned.class);
        assertThat(scores.drainQuestions()).isEmpty();
    }

    @Test
    void whatIsSaidOfARequestWithoutAScoreDoesNotCount() {
        DecidedControl control = new DecidedControl(() -> Instant.EPOCH);
        String rollout = control.startRollout(policy(Guardrail.of(GuardrailKind.THUMB_DOWN)));
        desk.take(control.state());

        desk.said(note(rollout, null), "t", null, "thumb", null, "down");
        assertThat(scores.drain()).isEmpty();
        desk.said(note(rollout, List.of()), "t", "m", "thumb", null, "down");
        assertThat(scores.drain())
                .containsExactly(
                        new Score.Late(new ArmOutcome(rollout, 0, Arm.CANDIDATE, 10_000, 7, 1, "t", "m", null)));
    }

    private static ArmNote note(String rollout, @Nullable List<String> bad) {
        return new ArmNote(rollout, 0, true, false, "release", 10_000, 7, 1, bad);
    }

    @Test
    void whatSomebodyScoresIsToldWhereThePolicyComparesScores() {
        RolloutState begun =
                JudgeTest.rollout(policy(Guardrail.of(GuardrailKind.THUMB_DOWN), ScoringTest.score(0)), desk::take);
        String rollout = begun.id();
        ArmNote note = new ArmNote(rollout, 2, true, false, "91c2", 50_000, 7, 1, List.of());
        desk.said(note, "t", "m", "score", 0.5, null);
        desk.said(note, "t", "m", "score", 2.0, null);
        ArmNote baseline = new ArmNote(rollout, 2, false, false, "38ef", 50_000, 8, 1, List.of());
        desk.said(baseline, "on a side that is larger", "m", "score", 0.5, null);
        desk.said(note, "t", "m", "thumb", null, "down");
        desk.said(new ArmNote("over", 2, true, false, "91c2", 50_000, 7, 1, List.of()), "t", "m", "score", 0.5, null);

        assertThat(scores.drain())
                .containsExactly(
                        new Score.Rated(rollout, 2, Arm.CANDIDATE, 7, "t", 0.5),
                        new Score.Late(new ArmOutcome(rollout, 2, Arm.CANDIDATE, 50_000, 7, 1, "t", "m", null)));
    }

    private static long seconds(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    private static ArmOutcome outcome(Drawn drawn, int bad, String model, String fingerprint) {
        return new ArmOutcome("r1", 2, drawn.arm(), 50_000, drawn.key(), bad, drawn.trace(), model, fingerprint);
    }

    private static Drawn drawn(String user, Arm arm) {
        return new Drawn("r1", 2, SCORING, arm, false, 50_000, user.hashCode(), false, "trace-of-" + user);
    }
}
