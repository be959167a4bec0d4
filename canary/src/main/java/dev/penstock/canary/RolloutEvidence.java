package dev.penstock.canary;

import dev.penstock.canary.Evidence.Odds;
import dev.penstock.canary.Evidence.OfGuardrail;
import dev.penstock.stats.EmpiricalBernstein;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What all nodes have seen of one rollout, as this node knows it: its own part, and what the others told of theirs. For
 * one thread.
 *
 * <p>Parts of nodes are added up, so nothing depends on the order in which they are heard, but for one thing: of a
 * sticky key that was bad on two nodes within the same moment, each node takes the one that it heard of first.
 */
final class RolloutEvidence {
    /** Of how many bad keys is known when they were bad: above, the next round begins. */
    static final int MOST_KEYS = 100_000;

    private static final int MOST_TRACES = 10;
    /** Bounds of scores are narrowest at this chance; which one hardly matters. */
    private static final double NARROWEST = 0.01;

    private final Life self;
    private final int mostKeys;
    private final Map<Life, NodeEvidence> parts = new HashMap<>();
    /** By what guardrails each key was bad. */
    private final Map<Long, Integer> seen = new HashMap<>();

    private final List<Map<Odds, Long>> firsts = new ArrayList<>();
    private final List<List<String>> traces = new ArrayList<>();
    private final Map<Arm, Set<String>> models = new EnumMap<>(Arm.class);
    /** The keys that this node has counted as drawn, since what let the rollout into its stage or on in it. */
    private final Set<Long> drawn = new HashSet<>();

    /** The keys of which this node has counted a score, in this stage and round. */
    private final Set<Long> ratedKeys = new HashSet<>();
    /** This node's scores, in this stage and round. */
    private final Map<Arm, EmpiricalBernstein> scores = new EnumMap<>(Arm.class);

    private String entered = "";
    private String stay = "";
    private int stage = -1;
    private int round;
    private String why = "";

    RolloutEvidence(Life self) {
        this(self, MOST_KEYS);
    }

    RolloutEvidence(Life self, int mostKeys) {
        this.self = self;
        this.mostKeys = mostKeys;
    }

    void take(Score score) {
        switch (score) {
            case Score.Assigned(String _, int in, Arm arm, long key) -> draw(in, arm, key);
            case Score.Scored(ArmOutcome outcome, Took took) -> {
                lookAtModel(outcome.arm(), outcome.model());
                own().add(round, outcome, Tally.scored(outcome.bad()));
                own().add(outcome.arm(), took);
                lookAtBad(outcome);
            }
            case Score.Rated rated -> rate(rated);
            case Score.Late(ArmOutcome outcome) -> {
                own().add(round, outcome, Tally.late(outcome.bad()));
                lookAtBad(outcome);
            }
        }
    }

    /**
     * What is drawn from now on is counted anew, if the rollout was let into a stage or on in it since; and its scores,
     * if it was let into a stage.
     *
     * @param into the id of what let it into its stage
     * @param record the id of what let it into its stage, or on in it
     */
    void stays(String into, String record, int number) {
        if (!record.equals(stay)) {
            drawn.clear();
            stay = record;
            stage = number;
        }
        if (!into.equals(entered)) {
            ratedKeys.clear();
            scores.clear();
            entered = into;
        }
    }

    /** What was drawn in another stage had other odds. */
    private void draw(int in, Arm arm, long key) {
        if (in == stage && drawn.size() < mostKeys && drawn.add(key)) {
            own().draw(stay, arm);
        }
    }

    /** Of each key the first: who scores all day would count for many. Those of another stage had other odds. */
    private void rate(Score.Rated score) {
        if (score.stage() != stage || ratedKeys.size() >= mostKeys || !ratedKeys.add(score.key())) {
            return;
        }
        EmpiricalBernstein values = scores.getOrDefault(score.arm(), EmpiricalBernstein.at(NARROWEST))
                .add(score.value());
        scores.put(score.arm(), values);
        own().rate(
                        new StageArm(entered, score.arm()),
                        values.evidence(),
                        score.arm() == Arm.CANDIDATE ? List.of(new LowScore(score.trace(), score.value())) : List.of());
    }

    private void lookAtModel(Arm arm, @Nullable String model) {
        Set<String> known = models.computeIfAbsent(arm, _ -> new LinkedHashSet<>());
        if (model == null || known.contains(model) || known.size() >= NodeEvidence.MOST_MODELS) {
            return;
        }
        if (!known.isEmpty()) {
            beginRound(
                    round + 1, "the " + arm.word() + " was answered by " + model + ", not " + String.join(", ", known));
        }
        known.add(model);
    }

    private void lookAtBad(ArmOutcome outcome) {
        int fresh = outcome.bad() & ~seen.getOrDefault(outcome.key(), 0);
        if (fresh == 0) {
            return;
        }
        if (seen.size() >= mostKeys && !seen.containsKey(outcome.key())) {
            beginRound(round + 1, mostKeys + " sticky keys were bad, which is all that is remembered");
        }
        String trace = outcome.arm() == Arm.CANDIDATE ? outcome.trace() : "";
        BadRequest request = new BadRequest(fresh, outcome.chance(), outcome.arm(), outcome.key(), trace);
        own().add(request);
        count(request);
    }

    private void count(BadRequest request) {
        int fresh = request.bits() & ~seen.getOrDefault(request.key(), 0);
        seen.merge(request.key(), request.bits(), (one, other) -> one | other);
        for (int place = 0; place < Integer.SIZE && fresh >>> place != 0; place++) {
            while (firsts.size() <= place) {
                firsts.add(new HashMap<>());
                traces.add(new ArrayList<>());
            }
            if ((fresh >>> place & 1) != 0) {
                firsts.get(place).merge(new Odds(request.chance(), request.arm()), 1L, Long::sum);
                if (!request.trace().isEmpty() && traces.get(place).size() < MOST_TRACES) {
                    traces.get(place).add(request.trace());
                }
            }
        }
    }

    private void beginRound(int next, String because) {
        round = next;
        why = because;
        seen.clear();
        firsts.clear();
        traces.clear();
        ratedKeys.clear();
        scores.clear();
        parts.values().forEach(NodeEvidence::beginRound);
    }

    /** Another node told a part, its own or one that it was told. */
    void hear(Life life, int theirRound, String because, NodeEvidence.Totals totals) {
        if (life.equals(self)) {
            return;
        }
        if (theirRound > round) {
            beginRound(theirRound, because);
        }
        part(life).hear(totals, theirRound == round);
        totals.models()
                .forEach((arm, counts) ->
                        models.computeIfAbsent(arm, _ -> new LinkedHashSet<>()).addAll(counts.keySet()));
    }

    /**
     * Bad requests of a part were told, from a place on. What is known already, or of an earlier round, is passed over;
     * what leaves a gap too: it must be asked for.
     */
    void hear(Life life, int theirRound, String because, int from, List<BadRequest> bad) {
        if (life.equals(self) || theirRound < round) {
            return;
        }
        if (theirRound > round) {
            beginRound(theirRound, because);
        }
        NodeEvidence part = part(life);
        for (int i = part.badCount() - from; i >= 0 && i < bad.size(); i++) {
            part.add(bad.get(i));
            count(bad.get(i));
        }
    }

    int round() {
        return round;
    }

    String why() {
        return why;
    }

    /** All parts, this node's among them. */
    Map<Life, NodeEvidence> parts() {
        return parts;
    }

    NodeEvidence own() {
        return part(self);
    }

    /** What is known of a node's part: nothing, where it has told nothing. */
    NodeEvidence part(Life life) {
        return parts.computeIfAbsent(life, _ -> new NodeEvidence());
    }

    /** All of it, added up. */
    Evidence sum() {
        Map<Slice, Tally> tallies = new HashMap<>();
        Map<Integer, Tally> exposed = new HashMap<>();
        Map<String, List<Draws>> draws = new HashMap<>();
        Map<Arm, Map<String, Long>> answered = new EnumMap<>(Arm.class);
        Map<Arm, Set<String>> fingerprints = new EnumMap<>(Arm.class);
        Map<Arm, AnswerTimes> times = new EnumMap<>(Arm.class);
        Map<String, Map<Arm, ScoreTally>> byStage = new HashMap<>();
        for (NodeEvidence part : parts.values()) {
            part.tallies().forEach((key, tally) -> {
                if (key.round() == round) {
                    tallies.merge(key.slice(), tally, Tally::plus);
                }
                if (key.slice().arm() == Arm.CANDIDATE) {
                    exposed.merge(key.slice().stage(), tally, Tally::plus);
                }
            });
            part.draws()
                    .forEach((record, drawn) -> draws.computeIfAbsent(record, _ -> new ArrayList<>())
                            .add(drawn));
            part.models()
                    .forEach((arm, counts) -> counts.forEach((model, count) ->
                            answered.computeIfAbsent(arm, _ -> new TreeMap<>()).merge(model, count, Long::sum)));
            part.fingerprints()
                    .forEach((arm, names) -> fingerprints
                            .computeIfAbsent(arm, _ -> new LinkedHashSet<>())
                            .addAll(names));
            part.times().forEach((arm, theirs) -> times.merge(arm, theirs, AnswerTimes::plus));
            part.scores()
                    .forEach((arm, theirs) -> byStage.computeIfAbsent(arm.entered(), _ -> new EnumMap<>(Arm.class))
                            .merge(arm.arm(), theirs, ScoreTally::plus));
        }
        List<OfGuardrail> guardrails = new ArrayList<>();
        for (int place = 0; place < firsts.size(); place++) {
            guardrails.add(new OfGuardrail(firsts.get(place), traces.get(place)));
        }
        return new Evidence(
                round, why, tallies, guardrails, exposed, draws, answered, lists(fingerprints), times, byStage);
    }

    private static Map<Arm, List<String>> lists(Map<Arm, Set<String>> names) {
        Map<Arm, List<String>> lists = new EnumMap<>(Arm.class);
        names.forEach((arm, set) -> lists.put(arm, List.copyOf(set)));
        return lists;
    }
}
