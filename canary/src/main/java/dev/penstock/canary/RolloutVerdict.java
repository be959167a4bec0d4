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
 * @param candidateBad those that were bad by any guardrail
 * @param baselineRequests likewise
 * @param baselineBad likewise
 * @param stageRequests the candidate's of this stage and round
 * @param exposed the candidate's of this stage, of all rounds
 * @param exposedBad the bad ones of these
 * @param split how probable so uneven a split is, if it is what it should be: 1 where nothing speaks against it
 * @param traces of bad requests of the candidate, by whatever guardrail, each once
 * @param deadline when the stage is inconclusive; null: never
 * @param expected how long the stage takes at the present rate until nothing but its gate is missing; null where that
 *     cannot be told
 * @param round the round of the evidence, from 0
 * @param roundWhy why the round began; empty of the first
 * @param models how many of each arm's requests were answered by which model, of all rounds
 * @param fingerprints of the systems that answered, of all rounds
 * @param times how long answers of this round took: the candidate's, and those of a part of the baseline's side that is
 *     as large; nothing is decided by it
 */
public record RolloutVerdict(
        String rollout,
        int stage,
        Decision decision,
        List<GuardrailVerdict> guardrails,
        long candidateRequests,
        long candidateBad,
        long baselineRequests,
        long baselineBad,
        long stageRequests,
        long exposed,
        long exposedBad,
        double split,
        List<String> traces,
        @Nullable Instant deadline,
        @Nullable Duration expected,
        int round,
        String roundWhy,
        Map<Arm, Map<String, Long>> models,
        Map<Arm, List<String>> fingerprints,
        Map<Arm, AnswerTimes> times) {
    public RolloutVerdict {
        guardrails = List.copyOf(guardrails);
        traces = List.copyOf(traces);
        models = Map.copyOf(models);
        fingerprints = Map.copyOf(fingerprints);
        times = Map.copyOf(times);
    }

    /** How long an arm's answers took. */
    public AnswerTimes times(Arm arm) {
        return times.getOrDefault(arm, AnswerTimes.NONE);
    }
}
