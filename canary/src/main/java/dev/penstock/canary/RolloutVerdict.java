package dev.penstock.canary;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a rollout stands.
 *
 * @param rollout its id
 * @param stage its stage's number, from 0
 * @param decision what is done about it now, and why
 * @param candidateRequests those that count: scored ones of this round, of all stages
 * @param baselineRequests likewise
 * @param stageRequests the candidate's of this stage and round
 * @param exposed the candidate's of this stage, of all rounds
 * @param exposedBad the bad ones of these
 * @param split how probable so uneven a split is, if it is what it should be: 1 where nothing speaks against it
 * @param deadline when the stage is inconclusive; null: never
 * @param expected how long the stage takes at the present rate until nothing but its gate is missing; null where that
 *     cannot be told
 * @param round the round of the evidence, from 0
 * @param roundWhy why the round began; empty of the first
 * @param models what each arm's answers named
 * @param fingerprints likewise
 */
public record RolloutVerdict(
        String rollout,
        int stage,
        Decision decision,
        List<GuardrailVerdict> guardrails,
        long candidateRequests,
        long baselineRequests,
        long stageRequests,
        long exposed,
        long exposedBad,
        double split,
        @Nullable Instant deadline,
        @Nullable Duration expected,
        int round,
        String roundWhy,
        Map<Arm, List<String>> models,
        Map<Arm, List<String>> fingerprints) {
    public RolloutVerdict {
        guardrails = List.copyOf(guardrails);
        models = Map.copyOf(models);
        fingerprints = Map.copyOf(fingerprints);
    }
}
