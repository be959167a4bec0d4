package dev.penstock.canary;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one node has seen of a rollout in one of its lives, as it told it or as it is itself. It only grows but when a
 * round begins, which makes an end of its bad requests.
 */
final class NodeEvidence {
    /** Of an arm: more begin no new round. */
    static final int MOST_MODELS = 32;

    private static final int MOST_FINGERPRINTS = 10;

    private final Map<RoundSlice, Tally> tallies = new HashMap<>();
    private final List<BadRequest> bad = new ArrayList<>();
    private final Map<Integer, Draws> draws = new HashMap<>();
    private final Map<Arm, Set<String>> models = new EnumMap<>(Arm.class);
    private final Map<Arm, Set<String>> fingerprints = new EnumMap<>(Arm.class);

    /** What is counted together of one round. */
    record RoundSlice(int round, Slice slice) {}

    /**
     * All but the bad requests themselves.
     *
     * @param bad how many of these there are in the round
     */
    record Totals(
            Map<RoundSlice, Tally> tallies,
            int bad,
            Map<Integer, Draws> draws,
            Map<Arm, List<String>> models,
            Map<Arm, List<String>> fingerprints) {}

    void add(int round, ArmOutcome outcome, Tally tally) {
        Slice slice = new Slice(outcome.stage(), outcome.chance(), outcome.arm());
        tallies.merge(new RoundSlice(round, slice), tally, Tally::plus);
        remember(models, outcome.arm(), outcome.model(), MOST_MODELS);
        remember(fingerprints, outcome.arm(), outcome.fingerprint(), MOST_FINGERPRINTS);
    }

    private static void remember(Map<Arm, Set<String>> all, Arm arm, @Nullable String name, int most) {
        Set<String> names = all.computeIfAbsent(arm, _ -> new LinkedHashSet<>());
        if (name != null && names.size() < most) {
            names.add(name);
        }
    }

    void add(BadRequest request) {
        bad.add(request);
    }

    void draw(int stage, Arm arm) {
        draws.merge(stage, Draws.NONE.with(arm), (before, _) -> before.with(arm));
    }

    void beginRound() {
        bad.clear();
    }

    /** The node told its totals: whatever is newer counts. */
    void hear(Totals totals) {
        totals.tallies().forEach((slice, tally) -> tallies.merge(slice, tally, Tally::newer));
        totals.draws().forEach((stage, drawn) -> draws.merge(stage, drawn, Draws::newer));
        totals.models().forEach((arm, names) -> names.forEach(name -> remember(models, arm, name, MOST_MODELS)));
        totals.fingerprints()
                .forEach((arm, names) -> names.forEach(name -> remember(fingerprints, arm, name, MOST_FINGERPRINTS)));
    }

    Totals totals() {
        return new Totals(Map.copyOf(tallies), bad.size(), Map.copyOf(draws), lists(models), lists(fingerprints));
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

    Map<Integer, Draws> draws() {
        return draws;
    }

    Map<Arm, Set<String>> fingerprints() {
        return fingerprints;
    }
}
