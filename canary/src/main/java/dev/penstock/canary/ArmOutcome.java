package dev.penstock.canary;

import org.jspecify.annotations.Nullable;

/**
 * What one request says in a rollout, once it is scored.
 *
 * @param rollout the rollout's id
 * @param stage its stage's number, from 0
 * @param chance the candidate's share then, in millionths
 * @param key a hash of its sticky key, or of its id where it has none: of each key, the first failure counts
 * @param bad the guardrails by which it was bad: the bit of each by its place in the policy
 * @param trace its trace's id
 * @param model the model that its own release's answer named; null where none did
 * @param fingerprint the provider's, likewise
 */
public record ArmOutcome(
        String rollout,
        int stage,
        Arm arm,
        int chance,
        long key,
        int bad,
        String trace,
        @Nullable String model,
        @Nullable String fingerprint) {
    /** The same request, bad by these guardrails. */
    ArmOutcome withBad(int other) {
        return new ArmOutcome(rollout, stage, arm, chance, key, other, trace, model, fingerprint);
    }
}
