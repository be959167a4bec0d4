package dev.penstock.app;

import dev.penstock.canary.AnswerTimes;
import dev.penstock.canary.Arm;
import dev.penstock.canary.Decision;
import dev.penstock.canary.GuardrailVerdict;
import dev.penstock.canary.Latencies;
import dev.penstock.canary.RolloutVerdict;
import dev.penstock.control.RolloutView;
import dev.penstock.control.RolloutView.Step;
import dev.penstock.core.rollout.Exposure;
import dev.penstock.core.rollout.RolloutBudget;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.rollout.Stage;
import dev.penstock.core.state.BudgetState;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.RolloutState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the judge says of a rollout, as operators see it. */
final class RolloutViews {
    private RolloutViews() {}

    static RolloutView of(RolloutVerdict verdict, RolloutState rollout, ControlState state, Instant now) {
        RolloutPolicy policy = rollout.terms().policy();
        Stage stage = rollout.currentStage();
        List<RolloutView.Guard> guards = new ArrayList<>();
        for (int i = 0; i < verdict.guardrails().size(); i++) {
            guards.add(guard(
                    verdict.guardrails().get(i),
                    policy.alphaOf(policy.guardrails().get(i))));
        }
        boolean proven =
                verdict.guardrails().stream().noneMatch(each -> each.provenBy().isEmpty());
        return new RolloutView(
                verdict.rollout(),
                verdict.stage(),
                step(verdict.decision()),
                sentence(verdict),
                proven,
                guards,
                arm(verdict, Arm.BASELINE, verdict.baselineRequests(), verdict.baselineBad()),
                arm(verdict, Arm.CANDIDATE, verdict.candidateRequests(), verdict.candidateBad()),
                slower(verdict.times(Arm.CANDIDATE), verdict.times(Arm.BASELINE)),
                new RolloutView.Floors(
                        verdict.stageRequests(),
                        stage.requests(),
                        Duration.between(rollout.since(), now),
                        stage.time()),
                verdict.candidateRequests() + verdict.baselineRequests() == 0 ? null : verdict.split(),
                verdict.deadline(),
                verdict.expected(),
                left(verdict, rollout, state, now),
                verdict.traces());
    }

    private static String sentence(RolloutVerdict verdict) {
        return verdict.roundWhy().isEmpty()
                ? verdict.decision().why()
                : verdict.decision().why() + " Evidence counts anew since " + verdict.roundWhy() + ".";
    }

    private static Step step(Decision decision) {
        return switch (decision) {
            case Decision.Hold _, Decision.Ask _ -> Step.HOLD;
            case Decision.Advance _ -> Step.ADVANCE;
            case Decision.Finish _ -> Step.FINISH;
            case Decision.RollBack _ -> Step.ROLL_BACK;
            case Decision.Pause _ -> Step.PAUSE;
        };
    }

    private static RolloutView.Guard guard(GuardrailVerdict verdict, double alpha) {
        return switch (verdict) {
            case GuardrailVerdict.Rate rate ->
                new RolloutView.Rate(
                        rate.guardrail(),
                        alpha,
                        rate.candidateKeys(),
                        rate.baselineKeys(),
                        rate.harm(),
                        rate.harmAt(),
                        rate.proof(),
                        rate.proofAt(),
                        rate.bound(),
                        rate.tolerance(),
                        rate.expected());
            case GuardrailVerdict.Score score ->
                new RolloutView.Score(
                        score.guardrail(),
                        alpha,
                        mean(score.candidate()),
                        mean(score.baseline()),
                        score.tolerated(),
                        score.margin(),
                        score.harmShare(),
                        score.progress(),
                        score.provenBy().isEmpty() ? null : score.provenBy(),
                        score.expected());
        };
    }

    private static RolloutView.Mean mean(GuardrailVerdict.Side side) {
        return new RolloutView.Mean(side.scores(), side.mean(), side.lower(), side.upper());
    }

    private static RolloutView.Arm arm(RolloutVerdict verdict, Arm arm, long requests, long bad) {
        return new RolloutView.Arm(
                requests,
                bad,
                verdict.models().getOrDefault(arm, Map.of()),
                verdict.fingerprints().getOrDefault(arm, List.of()),
                latency(verdict.times(arm).firstContent()),
                latency(verdict.times(arm).total()));
    }

    private static RolloutView.Latency latency(Latencies latencies) {
        return new RolloutView.Latency(latencies.count(), latencies.quantile(0.5), latencies.quantile(0.95));
    }

    private static RolloutView.Slower slower(AnswerTimes candidate, AnswerTimes baseline) {
        return new RolloutView.Slower(
                candidate.firstContent().slowerThan(baseline.firstContent()),
                candidate.total().slowerThan(baseline.total()));
    }

    /** Of requests and bad ones by what was scored; of costs, what no node has been granted yet. */
    private static Map<String, Long> left(
            RolloutVerdict verdict, RolloutState rollout, ControlState state, Instant now) {
        Exposure exposure = rollout.currentStage().exposure();
        Map<String, Long> left = new HashMap<>();
        if (exposure.requests() != null) {
            left.put("requests", Math.max(0, exposure.requests() - verdict.exposed()));
        }
        if (exposure.bad() != null) {
            left.put("bad", Math.max(0, exposure.bad() - verdict.exposedBad()));
        }
        BudgetState cost = state.budgets().get(RolloutBudget.COST.name(rollout.id(), rollout.stage()));
        if (cost != null) {
            left.put("microdollars", cost.left(cost.period().start(now)));
        }
        return left;
    }
}
