package dev.penstock.canary;

import dev.penstock.core.rollout.Exposure;
import dev.penstock.core.rollout.Gate;
import dev.penstock.core.rollout.Guardrail;
import dev.penstock.core.rollout.GuardrailKind;
import dev.penstock.core.rollout.Limit;
import dev.penstock.core.rollout.QuietTime;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.rollout.Stage;
import dev.penstock.core.rollout.StageKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The default policy, with what a scenario says otherwise. */
final class ScenarioPolicy {
    private RolloutPolicy policy = RolloutPolicy.DEFAULT;

    RolloutPolicy policy() {
        return policy;
    }

    /** Without the stages before the one with that share. */
    void startAt(String word) {
        List<Stage> stages = policy.stages();
        int first = 0;
        while (!stages.get(first).word().equals(word)) {
            first++;
        }
        policy = with(stages.subList(first, stages.size()), policy.guardrails(), policy.quiet());
    }

    void gate(Gate gate) {
        each(stage -> with(stage, stage.time(), stage.deadline(), stage.exposure(), gate));
    }

    void deadline(Duration deadline) {
        each(stage -> with(stage, Duration.ZERO, deadline, stage.exposure(), stage.gate()));
    }

    void exposedBad(@Nullable Long most) {
        each(stage -> with(stage, stage.time(), stage.deadline(), new Exposure(null, most, null), stage.gate()));
    }

    void time(Duration time) {
        each(stage -> with(stage, time, stage.deadline(), stage.exposure(), stage.gate()));
    }

    void quiet(QuietTime time) {
        policy = with(policy.stages(), policy.guardrails(), List.of(time));
    }

    void slow() {
        List<Guardrail> more = new ArrayList<>(policy.guardrails());
        more.add(new Guardrail(GuardrailKind.TOTAL, "", new Limit.Fixed(3_000_000), 1, 0));
        policy = with(policy.stages(), more, policy.quiet());
    }

    void scores() {
        List<Guardrail> more = new ArrayList<>(policy.guardrails());
        more.add(new Guardrail(GuardrailKind.SCORE, "", Limit.Mean.USUAL, 1, 0));
        policy = with(policy.stages(), more, policy.quiet());
    }

    private void each(UnaryOperator<Stage> change) {
        List<Stage> stages = policy.stages().stream()
                .map(stage -> stage.kind() == StageKind.CANARY ? change.apply(stage) : stage)
                .toList();
        policy = with(stages, policy.guardrails(), policy.quiet());
    }

    private static Stage with(Stage stage, Duration time, @Nullable Duration deadline, Exposure exposure, Gate gate) {
        return new Stage(
                stage.kind(),
                stage.share(),
                stage.requests(),
                time,
                deadline,
                stage.margin(),
                stage.tolerance(),
                exposure,
                gate);
    }

    private RolloutPolicy with(List<Stage> stages, List<Guardrail> guardrails, List<QuietTime> quiet) {
        return new RolloutPolicy(
                policy.name(), stages, guardrails, policy.alpha(), policy.beta(), policy.horizon(), quiet);
    }
}
