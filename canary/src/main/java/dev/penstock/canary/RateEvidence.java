package dev.penstock.canary;

import dev.penstock.canary.Evidence.Odds;
import dev.penstock.canary.Evidence.OfGuardrail;
import dev.penstock.core.Share;
import dev.penstock.core.rollout.Guardrail;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.rollout.Stage;
import dev.penstock.core.state.RolloutState;
import dev.penstock.stats.BadRateBound;
import dev.penstock.stats.RateRatioTest;
import dev.penstock.stats.RatioEvidence;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether more of the candidate's requests are bad, and whether surely not many more are. */
final class RateEvidence implements GuardrailEvidence {
    private static final long MOST_REQUESTS = 1_000_000_000_000L;

    private final RolloutPolicy policy;
    private final Stage stage;
    private final int place;
    private final Guardrail guardrail;
    private final OfGuardrail found;
    private final Tally candidate;
    private final Tally baseline;

    /** {@code place} is the guardrail's in the policy. */
    RateEvidence(RolloutState state, int place, OfGuardrail found, Tally candidate, Tally baseline) {
        this.policy = state.terms().policy();
        this.stage = state.currentStage();
        this.place = place;
        this.guardrail = policy.guardrails().get(place);
        this.found = found;
        this.candidate = candidate;
        this.baseline = baseline;
    }

    @Override
    public List<String> traces() {
        return found.traces();
    }

    private long candidateBad() {
        return Math.min(candidate.of(place), candidate.requests());
    }

    private long baselineBad() {
        return Math.min(baseline.of(place), baseline.requests());
    }

    private long keys(Arm arm) {
        return found.firsts().entrySet().stream()
                .filter(entry -> entry.getKey().arm() == arm)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private double evidenceOfHarm() {
        return logE(RateRatioTest.harm(guardrail.tolerated()), found.firsts());
    }

    private double harmAt() {
        return -Math.log(policy.alphaOf(guardrail));
    }

    @Override
    public boolean isHarmed() {
        return evidenceOfHarm() >= harmAt();
    }

    @Override
    public boolean isProven() {
        return !provenBy().isEmpty();
    }

    @Override
    public String missing() {
        return guardrail.word();
    }

    @Override
    public String harm() {
        return String.format(
                Locale.ROOT,
                "The candidate does harm by '%s': %d of its %d requests were bad (%s), against %d of %d of the current"
                        + " release (%s). If it were no worse%s, the chance of ever seeing this would be below %s %%.",
                guardrail.word(),
                candidateBad(),
                candidate.requests(),
                Figures.percent(candidateBad(), candidate.requests()),
                baselineBad(),
                baseline.requests(),
                Figures.percent(baselineBad(), baseline.requests()),
                guardrail.tolerated() > 0 ? " than " + Figures.number(1 + guardrail.tolerated()) + " times that" : "",
                Figures.number(policy.alphaOf(guardrail) * 100));
    }

    private double proof() {
        return logE(RateRatioTest.nonInferiority(stage.margin()), found.firsts());
    }

    private double proofAt() {
        return -Math.log(policy.beta());
    }

    /** {@code ratio}, {@code bound}, or empty where it is not proven. */
    private String provenBy() {
        if (BadRateBound.proves(candidate.requests(), candidateBad(), stage.tolerance(), policy.beta())) {
            return "bound";
        }
        return proof() >= proofAt() ? "ratio" : "";
    }

    /** Of an evidence that is a sum, each term is needed once, times how often it comes. */
    private static double logE(RateRatioTest test, Map<Odds, Long> firsts) {
        RatioEvidence all = RatioEvidence.NONE;
        for (Map.Entry<Odds, Long> entry : firsts.entrySet()) {
            boolean isCandidate = entry.getKey().arm() == Arm.CANDIDATE;
            double rho = (double) entry.getKey().chance() / Share.WHOLE;
            long count = entry.getValue();
            double[] sums = test.add(RatioEvidence.NONE, isCandidate, rho).sums();
            for (int k = 0; k < sums.length; k++) {
                sums[k] *= count;
            }
            all = all.plus(RatioEvidence.of(sums, isCandidate ? count : 0, isCandidate ? 0 : count));
        }
        return test.logE(all);
    }

    @Override
    public GuardrailVerdict verdict(Pace pace) {
        double bound = BadRateBound.upper(candidate.requests(), candidateBad(), policy.beta());
        double proof = proof();
        String provenBy = provenBy();
        double byBound = Math.min(1, stage.tolerance() / bound);
        double byRatio = Math.clamp(proof / proofAt(), 0, 1);
        return new GuardrailVerdict.Rate(
                guardrail.word(),
                candidateBad(),
                baselineBad(),
                keys(Arm.CANDIDATE),
                keys(Arm.BASELINE),
                evidenceOfHarm(),
                harmAt(),
                proof,
                proofAt(),
                bound,
                stage.tolerance(),
                provenBy,
                provenBy.isEmpty() ? Math.max(byBound, byRatio) : 1,
                provenBy.isEmpty() ? expected(pace, byRatio) : Duration.ZERO);
    }

    /** The shorter of the two ways, if both go on as they have so far. */
    private @Nullable Duration expected(Pace pace, double byRatio) {
        return Pace.rest(Math.min(
                byRatio > 0 ? pace.all().toMillis() / 1e3 * (1 - byRatio) / byRatio : Double.POSITIVE_INFINITY,
                pace.perSecond() > 0 ? requestsToBound() / pace.perSecond() : Double.POSITIVE_INFINITY));
    }

    /** How many more requests prove the bound, if as many of them are bad as so far. */
    private double requestsToBound() {
        long requests = candidate.requests();
        double rate = requests == 0 ? 0 : (double) candidateBad() / requests;
        if (rate >= stage.tolerance()) {
            return Double.POSITIVE_INFINITY;
        }
        if (rate == 0) {
            return BadRateBound.cleanRequestsNeeded(stage.tolerance(), policy.beta()) - requests;
        }
        long tooFew = requests;
        long enough = 2 * requests;
        while (!proves(enough, rate)) {
            tooFew = enough;
            enough *= 2;
        }
        while (enough - tooFew > 1) {
            long middle = tooFew + (enough - tooFew) / 2;
            if (proves(middle, rate)) {
                enough = middle;
            } else {
                tooFew = middle;
            }
        }
        return enough - requests;
    }

    private boolean proves(long requests, double rate) {
        long bad = Math.min(requests, (long) Math.ceil(rate * requests));
        return requests > MOST_REQUESTS || BadRateBound.proves(requests, bad, stage.tolerance(), policy.beta());
    }
}
