package dev.penstock.control;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a rollout is, as a node measures it. Nothing of it is decided.
 *
 * @param rollout its id
 * @param stage the number of the stage that this is about
 * @param step what would be done now
 * @param sentence why, or what it waits for
 * @param proven whether the proof of the stage is complete, whatever else it waits for
 * @param guardrails in the order of the policy
 * @param slower how likely it is to see the candidate so much slower if it were not
 * @param floors what the stage needs besides proof
 * @param sampleRatio how likely the arms' sizes are if requests are drawn as they should be, from 0 to 1; null where
 *     there are too few
 * @param deadline when the stage is inconclusive; null: never
 * @param expected how long until it goes on, at the rate of now; null where that cannot be told
 * @param exposure what is left of the stage's budgets, by {@code requests}, {@code bad} and {@code microdollars}; those
 *     without a limit are not there
 * @param traces ids of bad requests, the newest first
 */
public record RolloutView(
        String rollout,
        int stage,
        Step step,
        String sentence,
        boolean proven,
        List<Guard> guardrails,
        Arm baseline,
        Arm candidate,
        Slower slower,
        Floors floors,
        @Nullable Double sampleRatio,
        @Nullable Instant deadline,
        @Nullable Duration expected,
        Map<String, Long> exposure,
        List<String> traces) {
    public RolloutView {
        guardrails = List.copyOf(guardrails);
        exposure = Map.copyOf(exposure);
        traces = List.copyOf(traces);
    }

    /** What a judge does. */
    public enum Step {
        HOLD,
        ADVANCE,
        FINISH,
        ROLL_BACK,
        PAUSE;

        /** The word for it in the API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How a guardrail stands. */
    public sealed interface Guard {
        /** The guardrail, as {@code error}. */
        String word();

        /** Its part of the chance of a false alarm. */
        double alpha();

        /** How far it is on its way to a rollback, from 0 to 1. */
        double harmShare();

        /** How far its proof is, from 0 to 1, by whichever is nearer. */
        double proofShare();

        /** What proves it, in a word; null while nothing does. */
        @Nullable
        String provenBy();

        /** How long until it is proven, at the rate of now; null where that cannot be told. */
        @Nullable
        Duration expected();
    }

    /**
     * By how many requests are bad. Evidence is the logarithm, to the base e, of an e-value.
     *
     * @param candidateBad how many of the candidate's requests were bad by it, the first of each user
     * @param baselineBad the same of the baseline
     * @param harm the evidence that the candidate does harm
     * @param harmAt how much of it rolls back
     * @param proof the evidence that the candidate is not worse than the stage's margin allows
     * @param proofAt how much of it is proof
     * @param bound below which the candidate's rate of bad requests is for sure; null where nothing is known of it
     * @param tolerance the rate below which it is good, whatever the baseline's is
     */
    public record Rate(
            String word,
            double alpha,
            long candidateBad,
            long baselineBad,
            double harm,
            double harmAt,
            double proof,
            double proofAt,
            @Nullable Double bound,
            double tolerance,
            @Nullable Duration expected)
            implements Guard {
        /** {@code ratio}, {@code bound}, or null while nothing does. */
        @Override
        public @Nullable String provenBy() {
            return proof >= proofAt ? "ratio" : bound != null && bound <= tolerance ? "bound" : null;
        }

        @Override
        public double harmShare() {
            return share(harm / harmAt);
        }

        @Override
        public double proofShare() {
            double byBound = bound == null ? 0 : tolerance / bound;
            return provenBy() == null ? share(Math.max(proof / proofAt, byBound)) : 1;
        }

        private static double share(double value) {
            return value > 0 ? Math.min(value, 1) : 0;
        }
    }

    /**
     * By the mean of scores, in this stage.
     *
     * @param tolerated how much lower the candidate's may be before that is harm
     * @param margin it is proven where the candidate's is at most so much lower for sure
     * @param provenBy {@code bounds}, or null while they do not
     */
    public record Score(
            String word,
            double alpha,
            Mean candidate,
            Mean baseline,
            double tolerated,
            double margin,
            double harmShare,
            double proofShare,
            @Nullable String provenBy,
            @Nullable Duration expected)
            implements Guard {}

    /**
     * The scores of a side.
     *
     * @param mean of them; null of none
     * @param lower what it is at least, for sure
     * @param upper what it is at most
     */
    public record Mean(long scores, @Nullable Double mean, double lower, double upper) {}

    /**
     * One side.
     *
     * @param requests how many count
     * @param bad how many of them were bad by any guardrail
     * @param models how many were answered by which model, as the provider called it
     * @param fingerprints of the systems that answered, where they told
     * @param firstContent how long it took to the first content of streams
     * @param total how long answers took until their end
     */
    public record Arm(
            long requests,
            long bad,
            Map<String, Long> models,
            List<String> fingerprints,
            Latency firstContent,
            Latency total) {
        public Arm {
            models = Map.copyOf(models);
            fingerprints = List.copyOf(fingerprints);
        }
    }

    /**
     * How long answers of a side took: all of the candidate's, and those of a part of the other side that is as large.
     *
     * @param answers how many count: those that did not fail
     * @param p50 half of them took no longer; null where there are too few
     * @param p95 19 of 20 took no longer; likewise
     */
    public record Latency(
            long answers, @Nullable Duration p50, @Nullable Duration p95) {}

    /**
     * How likely it is ever to see the candidate's 95th percentile so far above the baseline's, if it were not above
     * it: from 0 to 1. Null where either side has too few answers.
     */
    public record Slower(
            @Nullable Double firstContent, @Nullable Double total) {}

    /**
     * What a stage needs besides proof.
     *
     * @param requests how many the candidate had in it
     * @param requestsNeeded at the least
     * @param time how long it has lasted
     * @param timeNeeded at the least
     */
    public record Floors(long requests, long requestsNeeded, Duration time, Duration timeNeeded) {
        boolean areReached() {
            return requests >= requestsNeeded && time.compareTo(timeNeeded) >= 0;
        }
    }
}
