package dev.penstock.canary;

import dev.penstock.stats.MeanEvidence;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one node has seen of a rollout in one of its lives, as it told it or as it is itself. It only grows but when a
 * round begins, which makes an end of its bad requests, latencies and scores.
 */
final class NodeEvidence {
    /** Of an arm: more begin no new round. */
    static final int MOST_MODELS = 32;

    private static final int MOST_FINGERPRINTS = 10;

    private final Map<RoundSlice, Tally> tallies = new HashMap<>();
    private final List<BadRequest> bad = new ArrayList<>();
    private final Map<String, Draws> draws = new HashMap<>();
    private final Map<Arm, Map<String, Long>> models = new EnumMap<>(Arm.class);
    private final Map<Arm, Set<String>> fingerprints = new EnumMap<>(Arm.class);
    private final Map<Arm, AnswerTimes> times = new EnumMap<>(Arm.class);
    private final Map<StageArm, ScoreTally> scores = new HashMap<>();

    /** What is counted together of one round. */
    record RoundSlice(int round, Slice slice) {}

    /**
     * All but the bad requests themselves.
     *
     * @param bad how many of these there are in the round
     * @param models how many requests each model answered
     * @param times how long answers of the round took, of arms of equal size
     * @param scores of the round
     */
    record Totals(
            Map<RoundSlice, Tally> tallies,
            int bad,
            Map<String, Draws> draws,
            Map<Arm, Map<String, Long>> models,
            Map<Arm, List<String>> fingerprints,
            Map<Arm, AnswerTimes> times,
            Map<StageArm, ScoreTally> scores) {
        /** The same, but of so many bad requests at the most. */
        Totals withBad(int most) {
            return new Totals(tallies, Math.min(most, bad), draws, models, fingerprints, times, scores);
        }
    }

    void add(int round, ArmOutcome outcome, Tally tally) {
        Slice slice = new Slice(outcome.stage(), outcome.chance(), outcome.arm());
        tallies.merge(new RoundSlice(round, slice), tally, Tally::plus);
        if (outcome.model() != null) {
            Map<String, Long> counts = models.computeIfAbsent(outcome.arm(), _ -> new LinkedHashMap<>());
            if (counts.size() < MOST_MODELS || counts.containsKey(outcome.model())) {
                counts.merge(outcome.model(), tally.requests(), Long::sum);
            }
        }
        remember(outcome.arm(), outcome.fingerprint());
    }

    private void remember(Arm arm, @Nullable String fingerprint) {
        Set<String> names = fingerprints.computeIfAbsent(arm, _ -> new LinkedHashSet<>());
        if (fingerprint != null && names.size() < MOST_FINGERPRINTS) {
            names.add(fingerprint);
        }
    }

    void add(BadRequest request) {
        bad.add(request);
    }

    void add(Arm arm, Took took) {
        if (took.totalUs() >= 0) {
            times.merge(arm, AnswerTimes.NONE.with(took), (before, _) -> before.with(took));
        }
    }

    /** One more score of an arm, after which they say this; {@code low} are those of them that may be shown. */
    void rate(StageArm arm, MeanEvidence now, List<LowScore> low) {
        scores.put(arm, scores.getOrDefault(arm, ScoreTally.NONE).with(now, low));
    }

    void draw(String stay, Arm arm) {
        draws.merge(stay, Draws.NONE.with(arm), (before, _) -> before.with(arm));
    }

    void beginRound() {
        bad.clear();
        times.clear();
        scores.clear();
    }

    /**
     * The node told its totals: whatever is newer counts.
     *
     * @param ofThisRound whether they are of the round that is on
     */
    void hear(Totals totals, boolean ofThisRound) {
        totals.tallies().forEach((slice, tally) -> tallies.merge(slice, tally, Tally::newer));
        totals.draws().forEach((stay, drawn) -> draws.merge(stay, drawn, Draws::newer));
        totals.models()
                .forEach((arm, counts) -> counts.forEach((model, count) ->
                        models.computeIfAbsent(arm, _ -> new LinkedHashMap<>()).merge(model, count, Math::max)));
        totals.fingerprints().forEach((arm, names) -> names.forEach(name -> remember(arm, name)));
        if (ofThisRound) {
            totals.times().forEach((arm, told) -> times.merge(arm, told, AnswerTimes::newer));
            totals.scores().forEach((arm, told) -> scores.merge(arm, told, ScoreTally::newer));
        }
    }

    /** Whether it has seen nothing. */
    boolean isEmpty() {
        return tallies.isEmpty() && draws.isEmpty() && scores.isEmpty();
    }

    Totals totals() {
        return new Totals(
                Map.copyOf(tallies),
                bad.size(),
                Map.copyOf(draws),
                copy(models),
                lists(fingerprints),
                Map.copyOf(times),
                Map.copyOf(scores));
    }

    private static Map<Arm, Map<String, Long>> copy(Map<Arm, Map<String, Long>> models) {
        Map<Arm, Map<String, Long>> copy = new EnumMap<>(Arm.class);
        models.forEach((arm, counts) -> copy.put(arm, new LinkedHashMap<>(counts)));
        return copy;
    }

    private static Map<Arm, List<String>> lists(Map<Arm, Set<String>> names) {
        Map<Arm, List<String>> lists = new EnumMap<>(Arm.class);
        names.forEach((arm, set) -> lists.put(arm, List.copyOf(set)));
        return lists;
    }

    /** Bad requests from a place on, at most so many. */
    List<BadRequest> bad(int from, int most) {
        return from >= bad.size() ? List.of() : List.copyOf(bad.subList(from, Math.min(bad.size(), from + most)));
    }

    int badCount() {
        return bad.size();
    }

    Map<RoundSlice, Tally> tallies() {
        return tallies;
    }

    Map<String, Draws> draws() {
        return draws;
    }

    Map<Arm, Map<String, Long>> models() {
        return models;
    }

    Map<Arm, Set<String>> fingerprints() {
        return fingerprints;
    }

    Map<Arm, AnswerTimes> times() {
        return times;
    }

    Map<StageArm, ScoreTally> scores() {
        return scores;
    }
}
