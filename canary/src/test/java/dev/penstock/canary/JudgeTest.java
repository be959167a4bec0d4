package dev.penstock.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.rollout.Exposure;
import dev.penstock.core.rollout.RolloutMode;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.rollout.Stage;
import dev.penstock.core.rollout.StageKind;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.RolloutState;
import dev.penstock.core.state.RouteState;
import dev.penstock.core.state.Sticky;
import dev.penstock.stats.EmpiricalBernstein;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final Instant NOW = Instant.parse("2026-03-02T00:00:00Z");

    /** What nodes were granted and what was used are two things: they hold what was in flight at its most. */
    @Test
    void requestsAndBadOnesAreUsedUpByWhatWasScored() {
        RolloutState rollout = rollout(new Exposure(100L, 10L, null));
        Conditions idle = new Conditions(NOW, null, Conditions.Eval.NONE, null, true, Duration.ofHours(1));

        assertThat(Judge.decide(rollout, exposed(99, 9), idle)).isInstanceOf(Decision.Hold.class);
        assertThat(Judge.decide(rollout, exposed(99, 10), idle).why()).contains("is used up", "(10 bad answers)");
        assertThat(Judge.decide(rollout, exposed(100, 9), idle).why()).contains("is used up", "(100 requests)");
    }

    @Test
    void costMayBeUsedUpWhereNothingMoreIsGrantedAndNothingMoreComes() {
        RolloutState rollout = rollout(new Exposure(null, null, 5_000L));

        assertThat(cost(rollout, true, Duration.ofSeconds(59))).isInstanceOf(Decision.Hold.class);
        assertThat(cost(rollout, false, Duration.ofSeconds(60))).isInstanceOf(Decision.Hold.class);
        assertThat(cost(rollout, true, Duration.ofSeconds(60)))
                .isInstanceOfSatisfying(
                        Decision.Pause.class, pause -> assertThat(pause.why()).contains("5000 microdollars may be"));
    }

    private static Decision cost(RolloutState rollout, boolean granted, Duration idle) {
        return Judge.decide(
                rollout, exposed(50, 0), new Conditions(NOW, null, Conditions.Eval.NONE, null, granted, idle));
    }

    @Test
    void aCandidateWhoseScoresAreLowerIsRolledBack() {
        RolloutState rollout = scoring(0);
        Evidence worse = scored(rollout, scores(300, 0.6), scores(3_000, 0.8));

        assertThat(decide(rollout, worse)).isInstanceOfSatisfying(Decision.RollBack.class, back -> {
            assertThat(back.why())
                    .contains(
                            "does harm by 'score': the mean of its 300 scores in this stage is 0.600 and surely below"
                                    + " 0.6",
                            "against 0.800 and surely above 0.7",
                            "of 3000 of the current release. If it were no lower, the chance",
                            "Look at: penstock why low-1.");
            assertThat(back.traces()).containsExactly("low-1");
        });
        assertThat(decide(scoring(0.25), worse)).isNotInstanceOf(Decision.RollBack.class);
        assertThat(decide(rollout, scored(rollout, scores(30, 0.6), scores(3_000, 0.8))))
                .as("of few scores nobody can tell")
                .isInstanceOf(Decision.Hold.class);
        assertThat(share(rollout, scores(30, 0.6), scores(300, 0.8)).harmShare())
                .isBetween(
                        share(rollout, scores(10, 0.6), scores(300, 0.8)).harmShare(),
                        share(rollout, scores(90, 0.6), scores(300, 0.8)).harmShare());
        assertThat(share(rollout, scores(300, 0.6), scores(3_000, 0.8)).harmShare())
                .isOne();
    }

    @Test
    void scoresAreProvenWhereTheCandidatesAreNotMuchLowerForSure() {
        RolloutState rollout = scoring(0);
        ScoreTally baseline = scores(5_000, 0.8);

        assertThat(decide(rollout, scored(rollout, scores(1_000, 0.8), baseline))
                        .why())
                .contains("All is proven");
        assertThat(decide(rollout, scored(rollout, scores(1_000, 0.83), baseline))
                        .why())
                .contains("All is proven");
        assertThat(decide(rollout, scored(rollout, scores(30, 0.8), baseline)).why())
                .isEqualTo("Missing: proof for score.");
        assertThat(share(rollout, scores(1_000, 0.8), baseline).provenBy()).isEqualTo("bounds");
        assertThat(share(rollout, scores(1_000, 0.8), baseline).expected()).isZero();
        assertThat(share(rollout, scores(1_000, 0.8), baseline).harmShare()).isZero();
        assertThat(share(rollout, scores(30, 0.8), baseline).progress()).isBetween(0.1, 0.9);
        assertThat(share(rollout, scores(1_000, 0.74), baseline).progress()).isZero();
    }

    @Test
    void whereNobodySendsScoresItIsSaidHow() {
        RolloutState rollout = scoring(0);

        assertThat(decide(rollout, scored(rollout, ScoreTally.NONE, ScoreTally.NONE))
                        .why())
                .isEqualTo("Missing: proof for score (nobody has sent a score of anybody's answers in this stage:"
                        + " applications send them to POST /v1/feedback).");
        assertThat(decide(rollout, scored(rollout, ScoreTally.NONE, scores(9, 0.5)))
                        .why())
                .contains("a score of the candidate's answers");
        GuardrailVerdict.Score none = share(rollout, ScoreTally.NONE, ScoreTally.NONE);
        assertThat(none.candidate()).isEqualTo(new GuardrailVerdict.Side(0, null, 0, 1));
        assertThat(List.of(none.progress(), none.harmShare())).containsOnly(0.0);
        assertThat(none.expected()).isNull();
    }

    private static RolloutState scoring(double tolerated) {
        return rollout(ScoringTest.policy(ScoringTest.score(tolerated)), _ -> {});
    }

    private static Decision decide(RolloutState rollout, Evidence evidence) {
        return Judge.decide(rollout, evidence, Conditions.at(NOW));
    }

    private static GuardrailVerdict.Score share(RolloutState rollout, ScoreTally candidate, ScoreTally baseline) {
        return (GuardrailVerdict.Score)
                Judge.verdict(rollout, scored(rollout, candidate, baseline), Conditions.at(NOW.plusSeconds(60)))
                        .guardrails()
                        .getFirst();
    }

    private static Evidence scored(RolloutState rollout, ScoreTally candidate, ScoreTally baseline) {
        return new Evidence(
                0,
                "",
                Map.of(new Slice(0, 10_000, Arm.CANDIDATE), new Tally(5_000, 0, List.of())),
                List.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(rollout.entered().id(), Map.of(Arm.CANDIDATE, candidate, Arm.BASELINE, baseline)));
    }

    /** So many, a tenth above and below a mean in turn; the lowest two have traces. */
    private static ScoreTally scores(int count, double mean) {
        EmpiricalBernstein values = EmpiricalBernstein.at(0.01);
        for (int i = 0; i < count; i++) {
            values = values.add(mean + (i % 2 == 0 ? 0.1 : -0.1));
        }
        return new ScoreTally(values.evidence(), List.of(new LowScore("low-1", 0.1), new LowScore("high", 0.9)));
    }

    private static Evidence exposed(long requests, long bad) {
        return new Evidence(
                0,
                "",
                Map.of(),
                List.of(),
                Map.of(0, new Tally(requests, bad, List.of(bad))),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of());
    }

    private static RolloutState rollout(Exposure exposure) {
        RolloutPolicy policy = RolloutPolicy.DEFAULT;
        List<Stage> stages = policy.stages().stream()
                .filter(stage -> stage.kind() == StageKind.CANARY || stage.kind() == StageKind.FULL)
                .map(stage -> stage.kind() == StageKind.FULL ? stage : with(stage, exposure))
                .toList();
        return rollout(
                new RolloutPolicy(
                        policy.name(),
                        stages,
                        policy.guardrails(),
                        policy.alpha(),
                        policy.beta(),
                        policy.horizon(),
                        policy.quiet()),
                _ -> {});
    }

    /** One that has just begun; {@code told} is told of the state with it. */
    static RolloutState rollout(RolloutPolicy policy, Consumer<ControlState> told) {
        DecidedControl control = new DecidedControl(() -> NOW);
        control.write(new Command.PublishRelease(Releases.content("support", "m1"), true));
        control.write(new Command.PublishRelease(Releases.content("support", "m2"), false));
        RouteState route = control.state().route("support");
        control.write(new Command.StartRollout(
                "support",
                route.releases().get(0).id(),
                route.releases().get(1).id(),
                policy,
                new Sticky.User(),
                "s",
                RolloutMode.LIVE));
        told.accept(control.state());
        return Objects.requireNonNull(control.state().route("support").rollout());
    }

    private static Stage with(Stage stage, Exposure exposure) {
        return new Stage(
                stage.kind(),
                stage.share(),
                stage.requests(),
                stage.time(),
                stage.deadline(),
                stage.margin(),
                stage.tolerance(),
                exposure,
                stage.gate());
    }
}
