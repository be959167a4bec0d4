package dev.penstock.canary;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.ReleaseContent;
import dev.penstock.core.rollout.GateAnswer;
import dev.penstock.core.rollout.Guardrail;
import dev.penstock.core.rollout.RolloutMode;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.RolloutState;
import dev.penstock.core.state.RouteState;
import dev.penstock.core.state.Sticky;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.apache.commons.codec.digest.MurmurHash3;

/** Nodes that serve a route, with users, requests and a clock of their own. Everything but the requests is real. */
final class World {
    static final String ROUTE = "support";
    /** A Monday. */
    static final Instant START = Instant.parse("2026-03-02T00:00:00Z");

    private static final double SECOND = 1e9;

    private final SplittableRandom random;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<RolloutNews> news = new ArrayList<>();
    private final List<GateQuestion> asked = new ArrayList<>();
    private final Set<String> askers = new TreeSet<>();
    private GateAnswer gate = new GateAnswer.None("nobody is there");
    private final Map<Arm, Map<String, Double>> badness = new EnumMap<>(Arm.class);
    /** What scores an arm's answers get on average. */
    private final Map<Arm, Double> scoreMeans = new EnumMap<>(Arm.class);
    /** How many of the answers get one. */
    private double scoredShare;
    /** How many milliseconds an arm's answers take on average. */
    private final Map<Arm, Integer> answerMs = new EnumMap<>(Arm.class);

    private final Map<Arm, String> models = new EnumMap<>(Arm.class);
    private final Map<Arm, String> fingerprints = new EnumMap<>(Arm.class);
    private final Map<Integer, Integer> exposedBad = new HashMap<>();
    private final DecidedControl control = new DecidedControl(() -> now());
    private long nanos;
    private double nextRequest;
    private long nextTick = (long) SECOND;
    private double perSecond = 200;
    private int users = 20_000;
    private double unluckyUsers;
    private double unluckyBadness;
    private double lostDraws;
    private boolean allJudge;
    private int requests;
    private int candidateRequests;
    private int candidateBad;

    /** One node: what its verticle does, done by hand. */
    private final class SimulatedNode {
        private final String name;
        private final RolloutScores scores = new RolloutScores();
        private final Rollouts rollouts;
        private final JudgeDesk desk;

        private SimulatedNode(String name, String life) {
            this.name = name;
            this.rollouts = new Rollouts(new Life(name, life), now().toEpochMilli());
            this.desk = new JudgeDesk(control, this::ask, World.this::now, () -> nanos, Runnable::run, news::add);
        }

        private CompletionStage<GateAnswer> ask(String webhook, GateQuestion question) {
            asked.add(question);
            askers.add(name);
            return CompletableFuture.completedStage(gate);
        }

        private void look(boolean all) {
            rollouts.follow(control.state());
            rollouts.take(scores.drain(), control.state());
            rollouts.news().forEach(this::tell);
            judge(all);
        }

        private void judge(boolean all) {
            Set<String> changed = rollouts.sum();
            Map<String, Evidence> sums = rollouts.sums();
            desk.look(
                    all ? sums.keySet() : changed,
                    sums,
                    allJudge ? 0 : rollouts.byAge(nanos, names()).indexOf(name));
        }

        private void tell(EvidenceMessage message) {
            String text = EvidenceCodec.write(message);
            for (SimulatedNode other : List.copyOf(nodes)) {
                if (other != this) {
                    other.rollouts.follow(control.state());
                    other.hear(text, this);
                    if (message instanceof EvidenceMessage.Bad) {
                        other.judge(false);
                    }
                }
            }
        }

        private void hear(String text, SimulatedNode from) {
            EvidenceMessage message = EvidenceCodec.read(text).orElseThrow();
            for (EvidenceMessage question : rollouts.hear(message, nanos)) {
                ask(from, question);
            }
        }

        private void ask(SimulatedNode other, EvidenceMessage question) {
            EvidenceMessage heard =
                    EvidenceCodec.read(EvidenceCodec.write(question)).orElseThrow();
            other.rollouts.answer(heard).ifPresent(answer -> hear(EvidenceCodec.write(answer), other));
        }
    }

    World(long seed) {
        random = new SplittableRandom(seed);
        for (Arm arm : Arm.values()) {
            models.put(arm, arm.word() + "-model");
            fingerprints.put(arm, "fp-1");
        }
        control.write(new Command.PublishRelease(content("m1"), true));
        control.write(new Command.PublishRelease(content("m2"), false));
    }

    private static ReleaseContent content(String model) {
        return Releases.content(ROUTE, model);
    }

    Instant now() {
        return START.plusNanos(nanos);
    }

    DecidedControl control() {
        return control;
    }

    List<RolloutNews> news() {
        return news;
    }

    /** What was asked of webhooks, the oldest first. */
    List<GateQuestion> asked() {
        return asked;
    }

    /** The nodes that asked it. */
    Set<String> askers() {
        return askers;
    }

    /** What webhooks say from now on. */
    void gate(GateAnswer answer) {
        gate = answer;
    }

    private Set<String> names() {
        Set<String> names = new TreeSet<>();
        nodes.forEach(node -> names.add(node.name));
        return names;
    }

    void requests(double each, int ofUsers) {
        perSecond = each;
        users = ofUsers;
        nextRequest = (double) nanos;
    }

    void rate(double each) {
        perSecond = each;
        nextRequest = (double) nanos;
    }

    /** A node starts, and asks the others what they know. */
    void start(String name) {
        start(name, List.of());
    }

    /** All nodes stop and start again, with what they have kept. */
    void startAgain() {
        Map<String, List<EvidenceMessage>> kept = new TreeMap<>();
        nodes.forEach(node -> kept.put(node.name, node.rollouts.unkept().orElseThrow()));
        nodes.clear();
        kept.forEach(this::start);
    }

    private void start(String name, List<EvidenceMessage> kept) {
        SimulatedNode node = new SimulatedNode(name, name + nanos);
        nodes.add(node);
        node.rollouts.follow(control.state());
        node.rollouts.remember(kept);
        for (SimulatedNode other : nodes) {
            if (other != node) {
                node.ask(other, new EvidenceMessage.AskAll());
            }
        }
    }

    void badness(Arm arm, String guardrail, double share) {
        badness.computeIfAbsent(arm, _ -> new HashMap<>()).put(guardrail, share);
    }

    void scored(double share) {
        scoredShare = share;
    }

    void score(Arm arm, double mean) {
        scoreMeans.put(arm, mean);
    }

    void answerMs(Arm arm, int average) {
        answerMs.put(arm, average);
    }

    void unlucky(double share, double bad) {
        unluckyUsers = share;
        unluckyBadness = bad;
    }

    void model(Arm arm, String model) {
        models.put(arm, model);
    }

    void fingerprint(Arm arm, String fingerprint) {
        fingerprints.put(arm, fingerprint);
    }

    /** Users of the candidate whose draws are seen by nobody. */
    void loseDraws(double share) {
        lostDraws = share;
    }

    void everybodyJudges() {
        allJudge = true;
    }

    /** The name of the node that carries verdicts out. */
    String judge() {
        return nodes.stream()
                .filter(node -> node.rollouts.byAge(nanos, names()).getFirst().equals(node.name))
                .findFirst()
                .orElseThrow()
                .name;
    }

    void die(String name) {
        nodes.removeIf(node -> node.name.equals(name));
    }

    String rollout(RolloutPolicy policy, RolloutMode mode) {
        RouteState route = control.state().route(ROUTE);
        String baseline = route.releases().getFirst().id();
        String candidate =
                mode == RolloutMode.A_A ? baseline : route.releases().get(1).id();
        return control.write(
                new Command.StartRollout(ROUTE, baseline, candidate, policy, new Sticky.User(), "salt", mode));
    }

    RolloutState rollout() {
        return Objects.requireNonNull(control.state().route(ROUTE).rollout(), "no rollout has started");
    }

    int candidateRequests() {
        return candidateRequests;
    }

    int candidateBad() {
        return candidateBad;
    }

    /** How the first node sees it. */
    RolloutVerdict verdict() {
        SimulatedNode node = nodes.getFirst();
        return Judge.verdict(
                rollout(),
                node.rollouts.sums().getOrDefault(rollout().id(), Evidence.NONE),
                node.desk.conditions(control.state(), ROUTE, rollout()));
    }

    /** Lets time go by until something is so, but no longer than that. */
    boolean runUntil(BooleanSupplier holds, Duration limit) {
        long end = nanos + limit.toNanos();
        while (!holds.getAsBoolean()) {
            double request = perSecond == 0 ? Double.MAX_VALUE : nextRequest;
            if (Math.min(request, (double) nextTick) > (double) end) {
                nanos = end;
                return false;
            }
            if (request <= (double) nextTick) {
                nanos = Math.max(nanos, (long) request);
                nextRequest = request + SECOND / perSecond;
                request();
            } else {
                nanos = nextTick;
                nextTick += (long) SECOND;
                tick();
            }
        }
        return true;
    }

    private void tick() {
        for (SimulatedNode node : List.copyOf(nodes)) {
            node.look(true);
            node.tell(node.rollouts.totals());
        }
    }

    private void request() {
        RouteState route = control.state().route(ROUTE);
        if (route.canary() == null || route.rollout() == null) {
            return;
        }
        RolloutState rollout = route.rollout();
        Long most = rollout.currentStage().exposure().bad();
        if (most != null && exposedBad.getOrDefault(rollout.stage(), 0) >= most) {
            return;
        }
        String user = "user-" + random.nextInt(users);
        Assignment drawn = Split.of(route.canary()).assign(user);
        byte[] bytes = user.getBytes(UTF_8);
        long key = MurmurHash3.hash128x64(bytes, 0, bytes.length, 0)[0];
        SimulatedNode node = nodes.get(random.nextInt(nodes.size()));
        boolean isLost = drawn.arm() == Arm.CANDIDATE && (key >>> 1) % 1_000 < lostDraws * 1_000;
        if (!isLost) {
            node.scores.assigned(rollout.id(), rollout.stage(), drawn.arm(), key);
        }
        int bits = bits(rollout.terms().policy(), drawn.arm(), key);
        String trace = bits == 0 ? "" : String.format("%032x", ++requests);
        if (drawn.arm() == Arm.CANDIDATE) {
            candidateRequests++;
            if (bits != 0) {
                candidateBad++;
                exposedBad.merge(rollout.stage(), 1, Integer::sum);
            }
        }
        ArmOutcome outcome = new ArmOutcome(
                rollout.id(),
                rollout.stage(),
                drawn.arm(),
                drawn.share().millionths(),
                key,
                bits,
                trace,
                models.get(drawn.arm()),
                fingerprints.get(drawn.arm()));
        node.scores.take(outcome, bits == 0 ? took(drawn) : Took.UNKNOWN);
        if (drawn.arm() == Arm.CANDIDATE || drawn.isConcurrent()) {
            rate(node, outcome);
        }
        if (bits != 0) {
            node.look(false);
        }
    }

    /** Up to a fifth above or below the average. */
    private void rate(SimulatedNode node, ArmOutcome outcome) {
        Double mean = scoreMeans.get(outcome.arm());
        if (mean != null && random.nextDouble() < scoredShare) {
            double value = Math.clamp(mean + 0.4 * random.nextDouble() - 0.2, 0, 1);
            String trace = String.format("%032x", ++requests);
            node.scores.rated(
                    new Score.Rated(outcome.rollout(), outcome.stage(), outcome.arm(), outcome.key(), trace, value));
        }
    }

    /** From half of what it takes on average to half as much again. */
    private Took took(Assignment drawn) {
        Integer average = answerMs.get(drawn.arm());
        return average != null && (drawn.arm() == Arm.CANDIDATE || drawn.isConcurrent())
                ? new Took(-1, (long) (average * (500 + 1_000 * random.nextDouble())))
                : Took.UNKNOWN;
    }

    private int bits(RolloutPolicy policy, Arm arm, long key) {
        int bits = 0;
        List<Guardrail> guardrails = policy.guardrails();
        for (int place = 0; place < guardrails.size(); place++) {
            double share = badness.getOrDefault(arm, Map.of())
                    .getOrDefault(guardrails.get(place).word(), 0.0);
            if (random.nextDouble() < share) {
                bits |= 1 << place;
            }
        }
        boolean isUnlucky = (key >>> 8 & 0xFFFF) < unluckyUsers * 0x10000;
        return isUnlucky && random.nextDouble() < unluckyBadness ? bits | 1 : bits;
    }
}
