package dev.penstock.canary;

import dev.penstock.core.rollout.Limit;
import dev.penstock.core.state.RolloutState;
import java.util.List;

/** What the evidence says by one guardrail of a policy, in one of its stages. */
sealed interface GuardrailEvidence permits RateEvidence, ScoreEvidence {
    /**
     * By the guardrail with a place in the policy.
     *
     * @param candidate all that counts of the candidate's requests
     * @param baseline likewise
     */
    static GuardrailEvidence of(RolloutState state, Evidence evidence, int place, Tally candidate, Tally baseline) {
        return switch (state.terms().policy().guardrails().get(place).limit()) {
            case Limit.None _, Limit.Fixed _, Limit.BaselineP95 _ ->
                new RateEvidence(state, place, evidence.guardrail(place), candidate, baseline);
            case Limit.Mean(double margin) -> new ScoreEvidence(state, place, margin, evidence);
        };
    }

    /** Whether the candidate is to be rolled back for it. */
    boolean isHarmed();

    boolean isProven();

    /** What is wrong with the candidate, for a person at 2 a.m. */
    String harm();

    /** What the proof is missing for, and what to do about it where that is not just to wait. */
    String missing();

    /** Of the candidate's requests that look worst. */
    List<String> traces();

    /** All of it, for people. */
    GuardrailVerdict verdict(Pace pace);
}
