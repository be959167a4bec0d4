package dev.penstock.canary;

import static dev.penstock.canary.ScoringTest.attempt;
import static dev.penstock.canary.ScoringTest.failed;
import static dev.penstock.canary.ScoringTest.good;
import static dev.penstock.canary.ScoringTest.seen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.ArmNote;
import dev.penstock.core.Attempt;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.FinishReason;
import dev.penstock.core.Share;
import dev.penstock.core.rollout.Exposure;
import dev.penstock.core.rollout.Gate;
import dev.penstock.core.rollout.Guardrail;
import dev.penstock.core.rollout.GuardrailKind;
import dev.penstock.core.rollout.Limit;
import dev.penstock.core.rollout.QuietTime;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.rollout.Stage;
import dev.penstock.core.rollout.StageKind;
import dev.penstock.core.state.RolloutState.Phase;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Another policy over what was recorded. */
class RolloutReplayTest {
    /** A Monday. */
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");

    private static final int TENTH = 100_000;
    private static final AttemptFailure FAILURE = new AttemptFailure.CutStream();

    /** One of ten is the candidate's, each a user of its own, one a second. */
    private static List<Recorded> steady(int count, Function<Arm, Seen> shown) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    Arm arm = i % 10 == 9 ? Arm.CANDIDATE : Arm.BASELINE;
                    return recorded(i, arm, i, shown.apply(arm));
                })
                .toList();
    }

    private static Recorded recorded(int second, Arm arm, long key, Seen seen) {
        return recorded(START.plusSeconds(second), arm, key, seen, null, 1_200, List.of());
    }

    private static Recorded recorded(
            Instant at, Arm arm, long key, Seen seen, @Nullable String digest, long endedUs, List<Recorded.Said> said) {
        return recorded("node-a", at, arm, key, seen, digest, endedUs, said);
    }

    private static Recorded recorded(
            String node,
            Instant at,
            Arm arm,
            long key,
            Seen seen,
            @Nullable String digest,
            long endedUs,
            List<Recorded.Said> said) {
        ArmNote note = new ArmNote(
                "recorded",
                0,
                arm == Arm.CANDIDATE,
                false,
                "release",
                TENTH,
                key,
                seen.own().size(),
                List.of());
        return new Recorded(node + "-" + at.toEpochMilli() + "." + key, at, note, seen, digest, 100, endedUs, said);
    }

    private static RolloutPolicy policy(List<Stage> stages, Guardrail... guardrails) {
        return policy(stages, Duration.ofSeconds(60), List.of(), guardrails);
    }

    private static RolloutPolicy policy(
            List<Stage> stages, Duration horizon, List<QuietTime> quiet, Guardrail... guardrails) {
        List<Stage> all = new ArrayList<>(stages);
        all.add(RolloutPolicy.DEFAULT.stages().getLast());
        return new RolloutPolicy("tests", all, List.of(guardrails), 0.01, 0.05, horizon, quiet);
    }

    /** Proven by 29 good requests of the candidate. */
    private static Stage stage(int percent, Duration time, @Nullable Duration deadline, Gate gate) {
        return stage(percent, time, deadline, gate, Exposure.UNLIMITED);
    }

    private static Stage stage(int percent, Duration time, @Nullable Duration deadline, Gate gate, Exposure exposure) {
        return new Stage(StageKind.CANARY, new Share(percent * 10_000), 20, time, deadline, 0.5, 0.2, exposure, gate);
    }

    private static Stage stage(int percent) {
        return stage(percent, Duration.ZERO, null, new Gate.Auto());
    }

    private static Guardrail error() {
        return Guardrail.of(GuardrailKind.ERROR);
    }

    private static Replay replay(RolloutPolicy policy, List<Recorded> recorded, boolean goesOn) {
        return RolloutReplay.of(policy, recorded, false, goesOn);
    }

    private static List<String> words(Replay replay) {
        return replay.steps().stream().map(step -> step.decision().word()).toList();
    }

    @Test
    void aBrokenCandidateIsOutAsSoonAsTheEvidenceIsThere() {
        List<Recorded> broken = steady(200, arm -> seen(arm == Arm.CANDIDATE ? failed(FAILURE) : good()));
        Replay replay = replay(policy(List.of(stage(10)), error()), broken, false);

        assertThat(replay.phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(replay.steps()).singleElement().satisfies(step -> {
            assertThat(step.decision().why()).contains("does harm by 'error': 3 of its 3 requests were bad");
            assertThat(step.bad()).isEqualTo(3);
            assertThat(step.requests()).isEqualTo(3);
            assertThat(step.at()).isEqualTo(START.plusSeconds(29).plusNanos(1_100_000));
        });
        assertThat(replay.requests()).isEqualTo(30);
        assertThat(replay.verdict().guardrails())
                .singleElement()
                .satisfies(guardrail -> assertThat(guardrail.harmShare()).isEqualTo(1));
        assertThat(replay.verdict().traces()).hasSize(3).allMatch(trace -> trace.startsWith("node-a-"));
    }

    @Test
    void aPolicyThatDoesNotLookAtItLetsItPass() {
        List<Recorded> broken = steady(400, arm -> seen(arm == Arm.CANDIDATE ? failed(FAILURE) : good()));
        Replay replay = replay(policy(List.of(stage(10)), Guardrail.of(GuardrailKind.TRUNCATED)), broken, false);

        assertThat(replay.phase()).isEqualTo(Phase.COMPLETED);
        assertThat(words(replay)).containsExactly("finish");
    }

    @Test
    void theOrderOfTheRecordingDoesNotMatter() {
        SplittableRandom random = new SplittableRandom(3);
        List<Recorded> all =
                new ArrayList<>(steady(2_000, _ -> seen(random.nextInt(10) > 0 ? good() : failed(FAILURE))));
        RolloutPolicy policy = policy(List.of(stage(10), stage(20)), error());
        Replay replay = replay(policy, all, false);
        Collections.shuffle(all, new Random(4));

        assertThat(replay(policy, all, false)).isEqualTo(replay);
    }

    @Test
    void aStageIsLeftWhenItsTimeIsOverAlsoWhileNobodyComes() {
        List<Recorded> first = steady(400, _ -> seen(good()));
        List<Recorded> all = new ArrayList<>(first);
        all.add(recorded(10_000, Arm.BASELINE, 77_777, seen(good())));
        Stage hour = stage(10, Duration.ofHours(1), null, new Gate.Auto());
        Replay replay = replay(policy(List.of(hour, stage(50)), error()), all, false);

        assertThat(words(replay)).containsExactly("advance");
        assertThat(replay.steps().getFirst().at())
                .isEqualTo(START.plus(Duration.ofHours(1)).plusNanos(100_000));
        assertThat(replay.verdict().stage()).isEqualTo(1);
        assertThat(replay.verdict().stageRequests()).isZero();
        assertThat(replay.phase()).isEqualTo(Phase.RUNNING);
    }

    @Test
    void aQuietTimeIsKept() {
        QuietTime night =
                new QuietTime(DayOfWeek.MONDAY, LocalTime.MIN, DayOfWeek.MONDAY, LocalTime.of(6, 0), ZoneOffset.UTC);
        List<Recorded> all = new ArrayList<>(steady(400, _ -> seen(good())));
        all.add(recorded(36_000, Arm.BASELINE, 77_777, seen(good())));
        Replay replay = replay(policy(List.of(stage(10)), Duration.ofSeconds(60), List.of(night), error()), all, false);

        assertThat(words(replay)).containsExactly("finish");
        assertThat(replay.steps().getFirst().at()).isEqualTo(START.plus(Duration.ofHours(6)));
    }

    @Test
    void evalsPassAndWhoeverMustAgreeDoes() {
        Stage eval = new Stage(
                StageKind.EVAL,
                Share.NOTHING,
                0,
                Duration.ZERO,
                null,
                0.5,
                0.2,
                Exposure.UNLIMITED,
                new Gate.Approval());
        Stage asks = stage(10, Duration.ZERO, null, new Gate.Webhook("ci"));
        Stage waits = stage(20, Duration.ZERO, null, new Gate.Approval());
        Replay replay = replay(policy(List.of(eval, asks, waits), error()), steady(1_000, _ -> seen(good())), false);

        assertThat(words(replay)).containsExactly("advance", "advance", "finish");
        assertThat(replay.steps().getFirst().requests()).isZero();
    }

    @Test
    void aPauseLastsAndHarmEndsItStill() {
        List<Recorded> late = new ArrayList<>(steady(100, _ -> seen(good())));
        for (int i = 100; i < 600; i++) {
            Arm arm = i % 10 == 9 ? Arm.CANDIDATE : Arm.BASELINE;
            late.add(recorded(i, arm, i, seen(i > 500 && arm == Arm.CANDIDATE ? failed(FAILURE) : good())));
        }
        Stage brief = stage(10, Duration.ZERO, Duration.ofSeconds(50), new Gate.Auto());
        Replay paused = replay(policy(List.of(brief), error()), late.subList(0, 500), false);
        assertThat(paused.phase()).isEqualTo(Phase.PAUSED);
        assertThat(words(paused)).containsExactly("pause");
        assertThat(paused.steps().getFirst().decision().why()).startsWith("Inconclusive");
        assertThat(paused.requests()).isEqualTo(500);

        Replay ended = replay(policy(List.of(brief), error()), late, false);
        assertThat(words(ended)).containsExactly("pause", "roll_back");

        Replay passedOver = replay(policy(List.of(brief), error()), late, true);
        assertThat(words(passedOver)).containsExactly("pause", "finish");
    }

    @Test
    void theExposureOfAStageIsCountedInTheStageOfTheReplay() {
        Stage few = stage(10, Duration.ofHours(9), null, new Gate.Auto(), new Exposure(10L, null, null));
        Replay replay = replay(policy(List.of(few), error()), steady(200, _ -> seen(good())), false);

        assertThat(replay.steps()).singleElement().satisfies(step -> {
            assertThat(step.decision().why()).contains("is used up", "10 requests");
            assertThat(step.requests()).isEqualTo(10);
        });
    }

    @Test
    void whatIsSaidLaterCountsWhenItWasSaid() {
        Guardrail offTopic = new Guardrail(GuardrailKind.FEEDBACK, "off_topic", new Limit.None(), 1, 0);
        List<Recorded> all = new ArrayList<>(steady(100, _ -> seen(good())));
        for (int i = 0; i < 4; i++) {
            Instant at = START.plusSeconds(i);
            List<Recorded.Said> said = List.of(
                    new Recorded.Said(START.plusSeconds(60 + i), "label", null, "off_topic"),
                    new Recorded.Said(START.plusSeconds(61), "comment", null, null));
            all.add(recorded(at, Arm.CANDIDATE, 10_000 + i, seen(good()), null, 1_200, said));
        }
        Replay replay =
                replay(policy(List.of(stage(10, Duration.ofHours(1), null, new Gate.Auto())), offTopic), all, false);

        assertThat(words(replay)).containsExactly("roll_back");
        assertThat(replay.steps().getFirst().at()).isEqualTo(START.plusSeconds(62));
    }

    @Test
    void theSameAgainBySomeoneWhoHadAnAnswerCounts() {
        List<Recorded> all = new ArrayList<>(steady(100, _ -> seen(good())));
        for (int i = 0; i < 8; i++) {
            all.add(recorded(
                    START.plusSeconds(10 + i), Arm.CANDIDATE, 10_000 + i / 2, seen(good()), "asked", 1_200, List.of()));
        }
        RolloutPolicy soon = policy(
                List.of(stage(10, Duration.ofHours(1), null, new Gate.Auto())),
                ScoringTest.fixed(GuardrailKind.REGENERATED, 30_000_000));

        assertThat(words(replay(soon, all, false))).containsExactly("roll_back");
        RolloutPolicy sooner = policy(
                List.of(stage(10, Duration.ofHours(1), null, new Gate.Auto())),
                ScoringTest.fixed(GuardrailKind.REGENERATED, 500_000));
        assertThat(words(replay(sooner, all, false))).isEmpty();
    }

    @Test
    void theSameAgainCountsAlsoWhereAnotherNodeIsAsked() {
        List<Recorded> all = new ArrayList<>(steady(100, _ -> seen(good())));
        for (int i = 0; i < 8; i++) {
            all.add(recorded(
                    i % 2 == 0 ? "node-b" : "node-c",
                    START.plusSeconds(10 + i),
                    Arm.CANDIDATE,
                    10_000 + i / 2,
                    seen(good()),
                    "asked",
                    1_200,
                    List.of()));
        }
        RolloutPolicy soon = policy(
                List.of(stage(10, Duration.ofHours(1), null, new Gate.Auto())),
                ScoringTest.fixed(GuardrailKind.REGENERATED, 30_000_000));

        assertThat(words(replay(soon, all, false))).containsExactly("roll_back");
    }

    @Test
    void whatIsNotOverAtThePolicysHorizonIsAnErrorThen() {
        Attempt slow = attempt().firstContent(70_000_000).ended(80_000_000).made();
        List<Recorded> all = new ArrayList<>(steady(100, _ -> seen(good())));
        for (int i = 0; i < 3; i++) {
            all.add(recorded(START.plusSeconds(i), Arm.CANDIDATE, 10_000 + i, seen(slow), null, 80_000_200, List.of()));
        }
        List<Stage> stages = List.of(stage(10, Duration.ofHours(1), null, new Gate.Auto()));
        Replay replay = replay(policy(stages, Duration.ofSeconds(30), List.of(), error()), all, false);
        assertThat(words(replay)).containsExactly("roll_back");
        assertThat(replay.steps().getFirst().at())
                .isEqualTo(START.plusSeconds(32).plusNanos(100_000));

        assertThat(words(replay(policy(stages, Duration.ofSeconds(90), List.of(), error()), all, false)))
                .isEmpty();
    }

    @Test
    void aLimitMayFollowTheRecordedBaseline() {
        Attempt slow = attempt().ended(9_000).made();
        List<Recorded> all = new ArrayList<>(steady(400, arm -> seen(arm == Arm.CANDIDATE ? slow : good())));
        Guardrail p95 = new Guardrail(GuardrailKind.TOTAL, "", new Limit.BaselineP95(), 1, 0);
        Replay replay = replay(policy(List.of(stage(10, Duration.ofHours(1), null, new Gate.Auto())), p95), all, false);

        assertThat(words(replay)).containsExactly("roll_back");
        assertThat(replay.requests())
                .as("of the first hundred answers no percentile is known")
                .isBetween(110L, 150L);
    }

    @Test
    void whatCouldNotBeAskedIsAnError() {
        Seen unasked = new Seen(List.of(), false, true, false, false);
        List<Recorded> all = steady(100, arm -> arm == Arm.CANDIDATE ? unasked : seen(good()));

        assertThat(words(replay(policy(List.of(stage(10)), error()), all, false)))
                .containsExactly("roll_back");
    }

    @Test
    void theSplitIsLookedAtWhereItWasDrawnWithTheStagesShare() {
        List<Recorded> uneven = IntStream.range(0, 200)
                .mapToObj(i -> recorded(i, i % 2 == 0 ? Arm.CANDIDATE : Arm.BASELINE, i, seen(good())))
                .toList();
        List<Stage> same = List.of(stage(10, Duration.ofHours(1), null, new Gate.Auto()));
        Replay paused = replay(policy(same, error()), uneven, false);
        assertThat(paused.steps().getFirst().decision().why()).startsWith("The split is not what it should be");

        List<Stage> other = List.of(stage(20, Duration.ofHours(1), null, new Gate.Auto()));
        Replay held = replay(policy(other, error()), uneven, false);
        assertThat(held.steps()).isEmpty();
        assertThat(held.verdict().split()).isEqualTo(1);
    }

    /** The baseline failed at times, which is kept whole; of all else every tenth is kept. */
    @Test
    void wherePassesAreMissingTheSplitIsNotLookedAt() {
        List<Recorded> kept = IntStream.range(0, 4_000)
                .mapToObj(i -> {
                    Arm arm = i % 10 == 9 ? Arm.CANDIDATE : Arm.BASELINE;
                    return recorded(i, arm, i, seen(arm == Arm.BASELINE && i % 4 == 0 ? failed(FAILURE) : good()));
                })
                .filter(request ->
                        (request.note().key() % 4 == 0 && !request.note().candidate())
                                || request.note().key() / 10 % 10 == 0)
                .toList();
        RolloutPolicy policy = policy(List.of(stage(10, Duration.ofHours(9), null, new Gate.Auto())), error());

        assertThat(RolloutReplay.of(policy, kept, false, false).steps())
                .singleElement()
                .satisfies(step -> assertThat(step.decision().why()).startsWith("The split is not what it should be"));
        Replay told = RolloutReplay.of(policy, kept, true, false);
        assertThat(told.steps()).isEmpty();
        assertThat(told.verdict().split()).isEqualTo(1);
    }

    /** Alpha is 1 %: of 200 runs more than 8 are out once in thousands of times at the worst that is allowed. */
    @Test
    void anEqualCandidateIsNotRolledBackMoreOftenThanAlphaSays() {
        SplittableRandom random = new SplittableRandom(20_261_122);
        List<Guardrail> guardrails = List.of(error(), Guardrail.of(GuardrailKind.TRUNCATED));
        RolloutPolicy policy = policy(
                List.of(stage(10, Duration.ofHours(9), null, new Gate.Auto())), guardrails.toArray(Guardrail[]::new));
        int out = 0;
        for (int run = 0; run < 200; run++) {
            List<Arm> arms = IntStream.range(0, 300)
                    .mapToObj(_ -> random.nextInt(10) == 0 ? Arm.CANDIDATE : Arm.BASELINE)
                    .toList();
            List<Recorded> all = IntStream.range(0, 300)
                    .mapToObj(i -> {
                        int user = random.nextInt(300);
                        return recorded(i, arms.get(user), user, seen(shown(random.nextInt(20))));
                    })
                    .toList();
            out += replay(policy, all, true).phase() == Phase.ROLLED_BACK ? 1 : 0;
        }
        assertThat(out).isLessThanOrEqualTo(8);
    }

    private static Attempt shown(int chance) {
        return switch (chance) {
            case 0, 1 -> failed(FAILURE);
            case 2 -> attempt().finish(FinishReason.LENGTH).made();
            default -> good();
        };
    }
}
