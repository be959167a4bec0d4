package dev.penstock.canary;

import dev.penstock.canary.Evidence.Odds;
import dev.penstock.canary.Evidence.OfGuardrail;
import dev.penstock.core.Share;
import dev.penstock.core.rollout.Guardrail;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.rollout.Stage;
import dev.penstock.stats.BadRateBound;
import dev.penstock.stats.RateRatioTest;
import dev.penstock.stats.RatioEvidence;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the evidence says by one guardrail of a policy, in one of its stages. */
final class GuardrailEvidence {
    private static final double LONGEST_SECONDS = Duration.ofDays(3_650).toSeconds();
    private static final long MOST_REQUESTS = 1_000_000_000_000L;

    private final RolloutPolicy policy;
    private final Stage stage;
    private final int place;
    private final Guardrail guardrail;
    private final OfGuardrail found;
    private final Tally candidate;
    private final Tally baseline;

    /**
     * @param place the guardrail's in the policy
     * @param candidate all that counts of the candidate's requests
     */
    GuardrailEvidence(
            RolloutPolicy policy, Stage stage, int place, OfGuardrail found, Tally candidate, Tally baseline) {
        this.policy = policy;
        this.stage = stage;
        this.place = place;
        this.guardrail = policy.guardrails().get(place);
        this.found = found;
        this.candidate = candidate;
        this.baseline = baseline;
    }

    Guardrail guardrail() {
        return guardrail;
    }

    List<String> traces() {
        return found.traces();
    }

    long candidateBad() {
        return Math.min(candidate.of(place), candidate.requests());
    }

    long baselineBad() {
        return Math.min(baseline.of(place), baseline.requests());
    }

    private long keys(Arm arm) {
        return found.firsts().entrySet().stream()
                .filter(entry -> entry.getKey().arm() == arm)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    double harm() {
        return logE(RateRatioTest.harm(guardrail.tolerated()), found.firsts());
    }

    double harmAt() {
        return -Math.log(policy.alphaOf(guardrail));
    }

    boolean isHarmed() {
        return harm() >= harmAt();
    }

    double proof() {
        return logE(RateRatioTest.nonInferiority(stage.margin()), found.firsts());
    }

    double proofAt() {
        return -Math.log(policy.beta());
    }

    /** {@code ratio}, {@code bound}, or empty where it is not proven. */
    String provenBy() {
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

    /**
     * All of it, for people.
     *
     * @param lasted for how long the requests came that count
     * @param perSecond requests of the candidate at present
     */
    GuardrailVerdict verdict(Duration lasted, double perSecond) {
        double bound = BadRateBound.upper(candidate.requests(), candidateBad(), policy.beta());
        double proof = proof();
        String provenBy = provenBy();
        double byBound = Math.min(1, stage.tolerance() / bound);
        double byRatio = Math.clamp(proof / proofAt(), 0, 1);
        return new GuardrailVerdict(
                guardrail.word(),
                candidateBad(),
                baselineBad(),
                keys(Arm.CANDIDATE),
                keys(Arm.BASELINE),
                harm(),
                harmAt(),
                proof,
                proofAt(),
                bound,
                stage.tolerance(),
                provenBy,
                provenBy.isEmpty() ? Math.max(byBound, byRatio) : 1,
                provenBy.isEmpty() ? expected(lasted, perSecond, byRatio) : Duration.ZERO);
    }

    /** The shorter of the two ways, if both go on as they have so far. */
    private @Nullable Duration expected(Duration lasted, double perSecond, double byRatio) {
        double rest = Math.min(
                byRatio > 0 ? lasted.toMillis() / 1e3 * (1 - byRatio) / byRatio : Double.POSITIVE_INFINITY,
                perSecond > 0 ? requestsToBound() / perSecond : Double.POSITIVE_INFINITY);
        return rest < LONGEST_SECONDS ? Duration.ofMillis((long) (rest * 1e3)) : null;
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
