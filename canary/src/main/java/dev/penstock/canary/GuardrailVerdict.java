package dev.penstock.canary;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a rollout stands by one of its guardrails. */
public sealed interface GuardrailVerdict {
    /** Its word. */
    String guardrail();

    /** How much of the evidence is there that rolls back, from 0 to 1. */
    double harmShare();

    /** By what it is proven; empty where it is not. */
    String provenBy();

    /** How much of the nearer proof is there, from 0 to 1. */
    double progress();

    /** How long the rest of it takes at the present rate; zero once it is proven, null where that cannot be told. */
    @Nullable
    Duration expected();

    /**
     * By how often requests are bad. Evidence is told as natural logarithms.
     *
     * @param candidateBad of {@link RolloutVerdict#candidateRequests}
     * @param baselineBad of {@link RolloutVerdict#baselineRequests}
     * @param candidateKeys sticky keys of the candidate's that were bad, each counted once
     * @param baselineKeys likewise
     * @param harm evidence that the candidate's rate is above what is tolerated, from nothing at 0
     * @param harmAt from where on that is a reason to roll back
     * @param proof evidence that the candidate's rate is below (1 + the stage's margin) times the baseline's
     * @param proofAt from where on that is a proof
     * @param bound what the candidate's rate is at most: below the stage's tolerance is a proof, too
     * @param provenBy {@code ratio}, {@code bound}, or empty
     */
    record Rate(
            String guardrail,
            long candidateBad,
            long baselineBad,
            long candidateKeys,
            long baselineKeys,
            double harm,
            double harmAt,
            double proof,
            double proofAt,
            double bound,
            double tolerance,
            String provenBy,
            double progress,
            @Nullable Duration expected)
            implements GuardrailVerdict {
        @Override
        public double harmShare() {
            return Math.clamp(harm / harmAt, 0, 1);
        }
    }

    /**
     * By the mean of scores, in this stage.
     *
     * @param tolerated how much lower the candidate's mean may be before that is harm
     * @param margin the proof says that it is at most so much lower
     * @param provenBy {@code bounds}, or empty
     */
    record Score(
            String guardrail,
            Side candidate,
            Side baseline,
            double tolerated,
            double margin,
            double harmShare,
            String provenBy,
            double progress,
            @Nullable Duration expected)
            implements GuardrailVerdict {}

    /**
     * The scores of a side.
     *
     * @param scores how many there are: one of each sticky key, on each node
     * @param mean of them; null of none
     * @param lower their mean is at least that, as sure as a proof must be
     * @param upper it is at most that
     */
    record Side(long scores, @Nullable Double mean, double lower, double upper) {}
}
