package dev.penstock.canary;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a rollout stands by one of its guardrails. Evidence is told as natural logarithms.
 *
 * @param guardrail its word
 * @param candidateBad of {@link RolloutVerdict#candidateRequests}
 * @param baselineBad of {@link RolloutVerdict#baselineRequests}
 * @param candidateKeys sticky keys of the candidate's that were bad, each counted once
 * @param baselineKeys likewise
 * @param harm evidence that the candidate's rate is above what is tolerated, from nothing at 0
 * @param harmAt from where on that is a reason to roll back
 * @param proof evidence that the candidate's rate is below (1 + the stage's margin) times the baseline's
 * @param proofAt from where on that is a proof
 * @param bound what the candidate's rate is at most: below the stage's tolerance is a proof, too
 * @param provenBy {@code ratio}, {@code bound}, or empty where it is not proven
 * @param progress how much of the nearer proof is there, from 0 to 1
 * @param expected how long the rest of it takes at the present rate; zero once it is proven, null where that cannot be
 *     told
 */
public record GuardrailVerdict(
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
        @Nullable Duration expected) {}
