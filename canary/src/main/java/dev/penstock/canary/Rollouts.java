package dev.penstock.canary;

import dev.penstock.canary.EvidenceMessage.AskAll;
import dev.penstock.canary.EvidenceMessage.AskBad;
import dev.penstock.canary.EvidenceMessage.Asked;
import dev.penstock.canary.EvidenceMessage.Bad;
import dev.penstock.canary.EvidenceMessage.Part;
import dev.penstock.canary.EvidenceMessage.Totals;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.RolloutState;
import dev.penstock.core.state.RouteState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The evidence of all rollouts that go on, on one node: what it has seen itself, and what the others tell. Every node
 * keeps all of it, so that any may judge. For one thread.
 */
final class Rollouts {
    /** Of a node that has told nothing for so long nobody waits for a verdict. */
    private static final long TIME_TO_LIVE_NANOS = Duration.ofSeconds(3).toNanos();
    /** So many bad requests or questions make a message of some hundred kilobytes. */
    private static final int MOST_IN_A_MESSAGE = 2_000;

    private final Life self;
    private final long since;
    private final Map<String, RolloutEvidence> running = new HashMap<>();
    /** The sums, of rollouts too that are over, while they are the newest of their routes. */
    private final Map<String, Evidence> sums = new HashMap<>();
    /** Whose sums are old. */
    private final Set<String> changed = new HashSet<>();
    /** How many of this node's bad requests were told, by rollout, in which round. */
    private final Map<String, Told> told = new HashMap<>();

    /** Whether more is known than when it was asked last what is to be kept. */
    private boolean isUnkept;

    private final Map<Life, Heard> heard = new HashMap<>();
    /** Those of them that have told all that they know, since this node knows of the newest rollout. */
    private final Set<Life> caughtUp = new HashSet<>();

    private record Told(int round, int count) {}

    private record Heard(long since, long atNanos) {}

    /** {@code since} is when this node started, in milliseconds. */
    Rollouts(Life self, long since) {
        this.self = self;
        this.since = since;
    }

    /** Only what goes on is counted. */
    void follow(ControlState state) {
        Map<String, RolloutState> newest = new HashMap<>();
        for (RouteState route : state.routes().values()) {
            if (route.rollout() != null) {
                newest.put(route.rollout().id(), route.rollout());
            }
        }
        newest.forEach((id, rollout) -> {
            if (rollout.isOn() && !running.containsKey(id)) {
                running.put(id, begun(rollout));
                caughtUp.clear();
                sums.putIfAbsent(id, Evidence.NONE);
            }
        });
        sum();
        isUnkept |= running.keySet()
                .removeIf(id -> !newest.containsKey(id) || !newest.get(id).isOn());
        sums.keySet().retainAll(newest.keySet());
        told.keySet().retainAll(running.keySet());
    }

    private void changed(String rollout) {
        changed.add(rollout);
        isUnkept = true;
    }

    private RolloutEvidence begun(RolloutState rollout) {
        RolloutEvidence evidence = new RolloutEvidence(self);
        evidence.stays(rollout.entered().id(), rollout.stay().id(), rollout.stage());
        return evidence;
    }

    /** Whether any rollout goes on. */
    boolean areOn() {
        return !running.isEmpty();
    }

    /** What waited was drawn before what the state says now, or at worst a moment after. */
    void take(List<Score> scores, ControlState state) {
        for (Score score : scores) {
            RolloutEvidence evidence = running.get(score.rollout());
            if (evidence != null) {
                evidence.take(score);
                changed(score.rollout());
            }
        }
        for (RouteState route : state.routes().values()) {
            RolloutState rollout = route.rollout();
            RolloutEvidence evidence = rollout == null ? null : running.get(rollout.id());
            if (rollout != null && evidence != null) {
                evidence.stays(rollout.entered().id(), rollout.stay().id(), rollout.stage());
            }
        }
    }

    /** This node's bad requests that were not told yet, each time after the counts of all its requests so far. */
    List<EvidenceMessage> news() {
        List<EvidenceMessage> news = new ArrayList<>();
        running.forEach((id, evidence) -> {
            Told before = told.get(id);
            int from = before != null && before.round() == evidence.round() ? before.count() : 0;
            int count = evidence.own().badCount();
            if (count > from) {
                news.add(new Totals(self, since, List.of(part(id, evidence, self, from))));
            }
            for (int at = from; at < count; at += MOST_IN_A_MESSAGE) {
                news.add(bad(id, evidence, self, at));
            }
            told.put(id, new Told(evidence.round(), count));
        });
        return news;
    }

    /** What users asked of this node, for the others. */
    List<EvidenceMessage> asked(List<Question> questions, long nowNanos) {
        List<Question> told =
                questions.stream().map(question -> question.heard(nowNanos, 0)).toList();
        List<EvidenceMessage> asked = new ArrayList<>();
        for (int at = 0; at < told.size(); at += MOST_IN_A_MESSAGE) {
            asked.add(new Asked(self, told.subList(at, Math.min(told.size(), at + MOST_IN_A_MESSAGE))));
        }
        return asked;
    }

    private static Bad bad(String id, RolloutEvidence evidence, Life of, int from) {
        NodeEvidence part = evidence.part(of);
        return new Bad(id, of, evidence.round(), evidence.why(), from, part.bad(from, MOST_IN_A_MESSAGE));
    }

    /** What this node has seen. */
    Totals totals() {
        List<Part> parts = new ArrayList<>();
        running.forEach((id, evidence) -> parts.add(part(id, evidence, self, Integer.MAX_VALUE)));
        return new Totals(self, since, parts);
    }

    /** {@code bad} is how many bad requests are told of at the most: whoever lacks some asks for them. */
    private static Part part(String id, RolloutEvidence evidence, Life of, int bad) {
        return new Part(
                id,
                of,
                evidence.round(),
                evidence.why(),
                evidence.part(of).totals().withBad(bad));
    }

    /** What this node knows of all nodes that have seen anything. */
    private Totals everything() {
        List<Part> parts = new ArrayList<>();
        running.forEach((id, evidence) -> evidence.parts().forEach((of, known) -> {
            if (!known.isEmpty()) {
                parts.add(part(id, evidence, of, Integer.MAX_VALUE));
            }
        }));
        return new Totals(self, since, parts);
    }

    /** All that this node knows of the rollouts that go on; empty if it knew that when this was asked last. */
    Optional<List<EvidenceMessage>> unkept() {
        if (!isUnkept) {
            return Optional.empty();
        }
        isUnkept = false;
        List<EvidenceMessage> all = new ArrayList<>();
        if (areOn()) {
            all.add(everything());
        }
        running.forEach((id, evidence) -> evidence.parts().forEach((of, part) -> {
            for (int at = 0; at < part.badCount(); at += MOST_IN_A_MESSAGE) {
                all.add(bad(id, evidence, of, at));
            }
        }));
        return Optional.of(all);
    }

    /** What was asked last could not be kept. */
    void notKept() {
        isUnkept = true;
    }

    /** Takes in what this node kept in a life before: what is of rollouts that do not go on is dropped. */
    void remember(List<EvidenceMessage> kept) {
        for (EvidenceMessage message : kept) {
            switch (message) {
                case Totals totals -> totals.parts().forEach(this::hear);
                case Bad bad -> hear(bad);
                case Asked _, AskAll _, AskBad _ -> {}
            }
        }
    }

    /** The answer to a question; empty if there is none. */
    Optional<EvidenceMessage> answer(EvidenceMessage question) {
        return switch (question) {
            case AskAll _ -> Optional.of(everything());
            case AskBad ask -> {
                RolloutEvidence evidence = running.get(ask.rollout());
                yield evidence == null || evidence.round() != ask.round()
                        ? Optional.empty()
                        : Optional.of(bad(ask.rollout(), evidence, ask.of(), ask.from()));
            }
            case Totals _, Bad _, Asked _ -> Optional.empty();
        };
    }

    /** A node has told all that it knows, and nothing of it is missing here. */
    void caughtUp(Life life) {
        caughtUp.add(life);
    }

    /**
     * The nodes that are still to be asked for all that they know: what is known of lives that are over nobody tells
     * unasked.
     *
     * @param others the names of the other nodes that are there
     */
    List<String> unasked(Set<String> others) {
        return others.stream()
                .filter(other -> caughtUp.stream().noneMatch(life -> life.node().equals(other))
                        || heard.keySet().stream()
                                .anyMatch(life -> life.node().equals(other) && !caughtUp.contains(life)))
                .sorted()
                .toList();
    }

    /** Takes in what a node told, and says what is to be asked it for then. */
    List<EvidenceMessage> hear(EvidenceMessage message, long nowNanos) {
        return switch (message) {
            case Totals totals -> {
                heard.put(totals.from(), new Heard(totals.since(), nowNanos));
                yield totals.parts().stream()
                        .flatMap(part -> hear(part).stream())
                        .toList();
            }
            case Bad bad -> hear(bad);
            case Asked _, AskAll _, AskBad _ -> List.of();
        };
    }

    private List<EvidenceMessage> hear(Part part) {
        RolloutEvidence evidence = running.get(part.rollout());
        if (evidence == null || part.of().equals(self)) {
            return List.of();
        }
        NodeEvidence.Totals before = evidence.part(part.of()).totals();
        int round = evidence.round();
        evidence.hear(part.of(), part.round(), part.why(), part.totals());
        if (evidence.round() != round || !evidence.part(part.of()).totals().equals(before)) {
            changed(part.rollout());
        }
        int known = evidence.part(part.of()).badCount();
        return part.round() == evidence.round() && part.totals().bad() > known
                ? List.of(new AskBad(part.rollout(), part.of(), part.round(), known))
                : List.of();
    }

    /** What comes behind the end of a gap is asked for with the rest of it, as soon as the totals tell of it. */
    private List<EvidenceMessage> hear(Bad bad) {
        RolloutEvidence evidence = running.get(bad.rollout());
        if (evidence == null) {
            return List.of();
        }
        evidence.hear(bad.of(), bad.round(), bad.why(), bad.from(), bad.requests());
        changed(bad.rollout());
        return bad.requests().size() == MOST_IN_A_MESSAGE && !bad.of().equals(self)
                ? List.of(new AskBad(
                        bad.rollout(),
                        bad.of(),
                        evidence.round(),
                        evidence.part(bad.of()).badCount()))
                : List.of();
    }

    /**
     * The nodes that tell anything, the oldest first, which carries verdicts out; this one is among them.
     *
     * @param members the names of the nodes that are there
     */
    List<String> byAge(long nowNanos, Set<String> members) {
        heard.entrySet()
                .removeIf(other -> nowNanos - other.getValue().atNanos() > TIME_TO_LIVE_NANOS
                        || !members.contains(other.getKey().node()));
        caughtUp.retainAll(heard.keySet());
        Map<Life, Long> starts = new HashMap<>(Map.of(self, since));
        heard.forEach((life, told) -> starts.put(life, told.since()));
        return starts.entrySet().stream()
                .sorted(Map.Entry.<Life, Long>comparingByValue()
                        .thenComparing(start -> start.getKey().node()))
                .map(start -> start.getKey().node())
                .toList();
    }

    /** Adds up what has changed, and says of which rollouts something has. */
    Set<String> sum() {
        Set<String> summed = Set.copyOf(changed);
        changed.clear();
        for (String id : summed) {
            RolloutEvidence evidence = running.get(id);
            if (evidence != null) {
                sums.put(id, evidence.sum());
            }
        }
        return summed;
    }

    /** What is known of each rollout, as it was added up last: of those that are the newest of their routes. */
    Map<String, Evidence> sums() {
        return Map.copyOf(sums);
    }
}
