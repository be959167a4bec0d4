package dev.penstock.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.rollout.Exposure;
import dev.penstock.core.rollout.RolloutMode;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.rollout.Stage;
import dev.penstock.core.rollout.StageKind;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.RolloutState;
import dev.penstock.core.state.RouteState;
import dev.penstock.core.state.Sticky;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
                Map.of());
    }

    private static RolloutState rollout(Exposure exposure) {
        RolloutPolicy policy = RolloutPolicy.DEFAULT;
        List<Stage> stages = policy.stages().stream()
                .filter(stage -> stage.kind() == StageKind.CANARY || stage.kind() == StageKind.FULL)
                .map(stage -> stage.kind() == StageKind.FULL ? stage : with(stage, exposure))
                .toList();
        DecidedControl control = new DecidedControl(() -> NOW);
        control.write(new Command.PublishRelease(Releases.content("support", "m1"), true));
        control.write(new Command.PublishRelease(Releases.content("support", "m2"), false));
        RouteState route = control.state().route("support");
        control.write(new Command.StartRollout(
                "support",
                route.releases().get(0).id(),
                route.releases().get(1).id(),
                new RolloutPolicy(
                        policy.name(),
                        stages,
                        policy.guardrails(),
                        policy.alpha(),
                        policy.beta(),
                        policy.horizon(),
                        policy.quiet()),
                new Sticky.User(),
                "s",
                RolloutMode.LIVE));
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
