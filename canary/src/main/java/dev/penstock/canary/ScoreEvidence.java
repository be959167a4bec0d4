package dev.penstock.canary;

import dev.penstock.core.rollout.Guardrail;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.rollout.StageKind;
import dev.penstock.core.state.RolloutState;
import dev.penstock.stats.MeanEvidence;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether the mean of the candidate's scores is below the baseline's: by bounds of both means, each of them at half of
 * the chance of an error. Scores count in the stage in which their request was drawn: a mean over stages would be of
 * other times for the candidate, whose share grows, than for the baseline (Simpson's paradox). So each stage is a test
 * of its own, with its part of the guardrail's alpha.
 */
final class ScoreEvidence implements GuardrailEvidence {
    private final RolloutPolicy policy;
    private final Guardrail guardrail;
    private final double margin;
    private final ScoreTally candidate;
    private final ScoreTally baseline;

    /** {@code margin} is the guardrail's, whose place in the policy is given. */
    ScoreEvidence(RolloutState state, int place, double margin, Evidence evidence) {
        this.policy = state.terms().policy();
        this.guardrail = policy.guardrails().get(place);
        this.margin = margin;
        this.candidate = evidence.scores(state.entered().id(), Arm.CANDIDATE);
        this.baseline = evidence.scores(state.entered().id(), Arm.BASELINE);
    }

    /** Of each bound, in each stage. */
    private double alpha() {
        long stages = policy.stages().stream()
                .filter(stage -> stage.kind() == StageKind.CANARY)
                .count();
        return policy.alphaOf(guardrail) / Math.max(1, stages) / 2;
    }

    private double beta() {
        return policy.beta() / 2;
    }

    /** How far the candidate is surely below what is tolerated; negative where that is not sure. */
    private double surelyWorse() {
        return baseline.values().lower(alpha())
                - guardrail.tolerated()
                - candidate.values().upper(alpha());
    }

    /** How far the candidate is surely above what the margin allows; negative where that is not sure. */
    private double surelyGood() {
        return candidate.values().lower(beta()) - baseline.values().upper(beta()) + margin;
    }

    @Override
    public boolean isHarmed() {
        return surelyWorse() > 0;
    }

    @Override
    public boolean isProven() {
        return surelyGood() > 0;
    }

    /** How much of the way there is done, from 0 to 1: what is seen, against how unsure it is. */
    private static double share(double seen, double surely) {
        return surely > 0 ? 1 : seen > 0 ? seen / (seen - surely) : 0;
    }

    private double harmShare() {
        return share(
                baseline.values().mean()
                        - guardrail.tolerated()
                        - candidate.values().mean(),
                surelyWorse());
    }

    private double proofShare() {
        return share(candidate.values().mean() - baseline.values().mean() + margin, surelyGood());
    }

    @Override
    public String harm() {
        return String.format(
                Locale.ROOT,
                "The candidate does harm by '%s': the mean of its %d scores in this stage is %s and surely below %s,"
                        + " against %s and surely above %s of %d of the current release. If it were no lower%s, the"
                        + " chance of ever seeing this would be below %s %%.",
                guardrail.word(),
                candidate.values().count(),
                Figures.score(candidate.values().mean()),
                Figures.score(candidate.values().upper(alpha())),
                Figures.score(baseline.values().mean()),
                Figures.score(baseline.values().lower(alpha())),
                baseline.values().count(),
                guardrail.tolerated() > 0 ? " than " + Figures.score(guardrail.tolerated()) + " below that" : "",
                Figures.number(policy.alphaOf(guardrail) * 100));
    }

    @Override
    public String missing() {
        boolean ofCandidate = candidate.values().count() > 0;
        boolean ofBaseline = baseline.values().count() > 0;
        if (ofCandidate && ofBaseline) {
            return guardrail.word();
        }
        String whose = ofCandidate ? "the current release's" : ofBaseline ? "the candidate's" : "anybody's";
        return guardrail.word() + " (nobody has sent a score of " + whose
                + " answers in this stage: applications send them to POST /v1/feedback)";
    }

    /** Those with the lowest scores, where these are below the baseline's mean. */
    @Override
    public List<String> traces() {
        return candidate.lowest().stream()
                .filter(low -> low.value() < baseline.values().mean())
                .map(LowScore::trace)
                .toList();
    }

    @Override
    public GuardrailVerdict verdict(Pace pace) {
        double progress = proofShare();
        return new GuardrailVerdict.Score(
                guardrail.word(),
                side(candidate.values()),
                side(baseline.values()),
                guardrail.tolerated(),
                margin,
                harmShare(),
                isProven() ? "bounds" : "",
                progress,
                expected(pace, progress));
    }

    private GuardrailVerdict.Side side(MeanEvidence values) {
        return new GuardrailVerdict.Side(
                values.count(),
                values.count() == 0 ? null : (Double) values.mean(),
                values.lower(beta()),
                values.upper(beta()));
    }

    /** Bounds come nearer by the root of the number of scores. */
    private static @Nullable Duration expected(Pace pace, double progress) {
        double seconds = pace.ofStage().toMillis() / 1e3;
        return Pace.rest(progress > 0 ? seconds * (1 / (progress * progress) - 1) : Double.POSITIVE_INFINITY);
    }
}
