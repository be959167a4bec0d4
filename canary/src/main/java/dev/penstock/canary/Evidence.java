package dev.penstock.canary;

import dev.penstock.core.state.RolloutState;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the requests of a rollout have said on all nodes, as numbers: all that a verdict needs of them.
 *
 * @param round evidence is of one round, from 0: a new one begins when an arm's provider answers with another model
 * @param why why this round began, in a clause; empty of the first
 * @param tallies of this round
 * @param guardrails by their places in the policy, of this round
 * @param exposed the candidate's by the numbers of stages, of all rounds
 * @param draws by the ids of {@link RolloutState#stay}, of all rounds: an element for each node that has seen any
 * @param models how many of each arm's requests were answered by which model, of all rounds
 * @param fingerprints of the systems that answered, of all rounds
 * @param times how long answers of this round took: the candidate's, and those of a part of the baseline's side that is
 *     as large
 * @param scores of this round by the ids of {@link RolloutState#entered}
 */
public record Evidence(
        int round,
        String why,
        Map<Slice, Tally> tallies,
        List<OfGuardrail> guardrails,
        Map<Integer, Tally> exposed,
        Map<String, List<Draws>> draws,
        Map<Arm, Map<String, Long>> models,
        Map<Arm, List<String>> fingerprints,
        Map<Arm, AnswerTimes> times,
        Map<String, Map<Arm, ScoreTally>> scores) {
    public static final Evidence NONE =
            new Evidence(0, "", Map.of(), List.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

    public Evidence {
        tallies = Map.copyOf(tallies);
        guardrails = List.copyOf(guardrails);
        exposed = Map.copyOf(exposed);
        draws = Map.copyOf(draws);
        models = Map.copyOf(models);
        fingerprints = Map.copyOf(fingerprints);
        times = Map.copyOf(times);
        scores = Map.copyOf(scores);
    }

    /** How a key was drawn that has failed. */
    public record Odds(int chance, Arm arm) {}

    /**
     * What one guardrail has found.
     *
     * @param firsts how many keys were bad, each counted once, as it was drawn when it was bad first
     * @param traces of the candidate's, the first ones
     */
    public record OfGuardrail(Map<Odds, Long> firsts, List<String> traces) {
        static final OfGuardrail NONE = new OfGuardrail(Map.of(), List.of());

        public OfGuardrail {
            firsts = Map.copyOf(firsts);
            traces = List.copyOf(traces);
        }
    }

    OfGuardrail guardrail(int place) {
        return place < guardrails.size() ? guardrails.get(place) : OfGuardrail.NONE;
    }

    /** The scores of an arm, in the stage that a record let the rollout into. */
    ScoreTally scores(String entered, Arm arm) {
        return scores.getOrDefault(entered, Map.of()).getOrDefault(arm, ScoreTally.NONE);
    }

    /** All of an arm's requests. */
    Tally all(Arm arm) {
        return sum(tallies.entrySet().stream().filter(entry -> entry.getKey().arm() == arm));
    }

    /** An arm's requests of a stage. */
    Tally of(Arm arm, int stage) {
        return sum(tallies.entrySet().stream()
                .filter(entry -> entry.getKey().arm() == arm && entry.getKey().stage() == stage));
    }

    private static Tally sum(Stream<Map.Entry<Slice, Tally>> some) {
        return some.map(Map.Entry::getValue).reduce(Tally.NONE, Tally::plus);
    }
}
