package dev.penstock.healing.learned;

import dev.penstock.core.Diagnosis;
import dev.penstock.core.config.LearnPolicy;
import dev.penstock.core.rule.HealingRule;
import dev.penstock.core.rule.KeptRule;
import dev.penstock.core.rule.RuleAction;
import dev.penstock.healing.learned.Conclusion.Word;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a node: what it learns, what others have learned, what operators keep or revoke, and how it goes with
 * them. Safe on any thread. Requests read an immutable table, count, and leave what they teach, all without a lock; it
 * is thought over beside them.
 */
public final class Rules {
    /** A caller can make up parameters, so there is an end to what is remembered. */
    static final int MOST = 256;
    /** What is left to be thought over; more is dropped. */
    private static final int MOST_LEFT = 1_024;

    private final String node;
    private final LearnPolicy policy;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Consumer<String> log;

    private final Map<Symptom, AtomicReference<Evidence>> evidence = new ConcurrentHashMap<>();
    private final Map<String, AtomicReference<Trial>> trials = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> applied = new ConcurrentHashMap<>();
    private final HeardReports heard = new HeardReports();
    private final Map<String, Conclusion> conclusions = new HashMap<>();
    /** When rules that operators keep were found to do harm. */
    private final Map<String, Instant> harmful = new HashMap<>();

    private Map<String, KeptRule> kept = Map.of();
    private Set<String> revoked = Set.of();
    private Runnable listener = () -> {};
    private final Queue<Runnable> left = new ConcurrentLinkedQueue<>();
    private final AtomicInteger howMany = new AtomicInteger();
    private volatile Runnable wake = this::thinkOver;
    private volatile RuleTable table = RuleTable.EMPTY;

    /**
     * How it goes with a rule, on all nodes.
     *
     * @param good how many attempts, or requests where it is about their order, went well
     * @param bad how many went badly in a way that it may have caused
     * @param harmfulSince since when this node finds that it does harm; null if it does not, or was undone for it
     */
    public record Tried(long good, long bad, @Nullable Instant harmfulSince) {}

    /**
     * @param node this node's name, which no other has
     * @param clock the time of day
     * @param nanoTime a monotonic clock
     * @param log takes a line for each rule that is learned or undone
     */
    public Rules(String node, LearnPolicy policy, InstantSource clock, LongSupplier nanoTime, Consumer<String> log) {
        this.node = node;
        this.policy = policy;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.log = log;
    }

    /** What requests are held against now. */
    public RuleTable table() {
        return table;
    }

    /** A request was healed. */
    public void lesson(Lesson lesson) {
        leave(() -> study(lesson));
    }

    private void leave(Runnable task) {
        if (howMany.incrementAndGet() > MOST_LEFT) {
            howMany.decrementAndGet();
            return;
        }
        left.add(task);
        wake.run();
    }

    /** Thinks over what requests have left, on a thread where that may take its time. */
    void thinkOver() {
        for (Runnable task = left.poll(); task != null; task = left.poll()) {
            howMany.decrementAndGet();
            task.run();
        }
    }

    /** {@code to} has {@link #thinkOver} called soon; without one it happens at once. */
    void wakeBy(Runnable to) {
        wake = to;
    }

    private synchronized void study(Lesson lesson) {
        Symptom symptom = lesson.symptom();
        if (isConcluded(symptom) || (!evidence.containsKey(symptom) && evidence.size() >= MOST)) {
            return;
        }
        boolean isNew = !evidence.containsKey(symptom);
        if (isNew && lesson.healedBy() == null) {
            return;
        }
        add(seen(symptom), new Evidence.Event(clock.instant(), lesson.healedBy()));
        if (isNew) {
            rebuild();
        }
        conclude(symptom);
    }

    /**
     * An attempt is over.
     *
     * @param match what is about its request
     * @param rules those that were applied to it
     * @param asAsked whether it was asked as it came, without a rule or a remedy
     * @param diagnosis null for an answer
     */
    public void ended(
            RuleMatch match, String target, List<ActiveRule> rules, boolean asAsked, @Nullable Diagnosis diagnosis) {
        for (ActiveRule active : rules) {
            count(target);
            tried(active, Bearing.of(active.rule().action(), diagnosis));
        }
        if (asAsked && diagnosis == null) {
            for (Symptom symptom : match.watched()) {
                if (symptom.target().equals(target)) {
                    add(seen(symptom), new Evidence.Event(clock.instant(), null));
                }
            }
        }
    }

    /**
     * A request is over for which a rule had its target asked after the others.
     *
     * @param others what became of the attempts at the others: a diagnosis for each that failed
     * @param answered whether it was answered in the end
     */
    public void askedLast(ActiveRule active, Collection<Diagnosis> others, boolean answered) {
        count(active.rule().target());
        boolean harmed =
                others.stream().anyMatch(diagnosis -> Bearing.of(active.rule().action(), diagnosis) == Bearing.BAD);
        tried(active, harmed ? Bearing.BAD : answered ? Bearing.GOOD : Bearing.NONE);
    }

    /** To how many attempts or requests at a target rules were applied, on this node. */
    public long applied(String target) {
        LongAdder count = applied.get(target);
        return count == null ? 0 : count.sum();
    }

    /** How many rules are applied. */
    public int inEffect() {
        return table.size();
    }

    /** What operators have decided: the rules that they keep, and the ids of those that they revoked. */
    public synchronized void take(Collection<KeptRule> nowKept, Set<String> nowRevoked) {
        Map<String, KeptRule> byId = new HashMap<>();
        nowKept.forEach(rule -> byId.put(rule.id(), rule));
        harmful.keySet().removeIf(id -> !byId.containsKey(id) || !byId.get(id).equals(kept.get(id)));
        kept = byId;
        revoked = Set.copyOf(nowRevoked);
        conclusions.keySet().removeAll(revoked);
        rebuild();
    }

    /** What nodes have concluded, and is not over. */
    public synchronized List<Conclusion> conclusions() {
        Instant now = clock.instant();
        return conclusions.values().stream().filter(each -> !each.isOver(now)).toList();
    }

    /** How it goes with a rule. */
    public synchronized Tried tried(String id) {
        Trial sum = heard.all().stream()
                .map(report -> report.trials().getOrDefault(id, Trial.NONE))
                .reduce(trial(id).get(), Trial::plus);
        return new Tried(sum.good(), sum.bad(), harmful.get(id));
    }

    /** A rule that operators keep and that does harm, as this node finds. */
    public record Harm(String id, HealingRule rule, Instant since) {}

    /** All that do. */
    public synchronized List<Harm> harms() {
        List<Harm> harms = new ArrayList<>();
        harmful.forEach((id, since) -> {
            KeptRule rule = kept.get(id);
            if (rule != null) {
                harms.add(new Harm(id, rule.rule(), since));
            }
        });
        return harms;
    }

    /** What has been seen where no rule is learned yet, on all nodes. */
    synchronized Map<Symptom, Counts> suspected() {
        Map<Symptom, Counts> sums = new HashMap<>(own());
        heard.all()
                .forEach(report ->
                        report.evidence().forEach((symptom, counts) -> sums.merge(symptom, counts, Counts::plus)));
        return sums;
    }

    /** One listener, which is told of each conclusion of this node. */
    synchronized void listen(Runnable to) {
        listener = to;
    }

    /** What this node tells the others. */
    synchronized Report report() {
        Map<String, Trial> told = new HashMap<>();
        trials.forEach((id, trial) -> told.put(id, trial.get()));
        return new Report(own(), told, conclusions());
    }

    /** What another node told takes the place of what it told before. */
    synchronized void hear(String from, Report report) {
        heard.add(from, report, nanoTime.getAsLong());
        boolean changed = false;
        for (Conclusion conclusion : report.conclusions()) {
            changed |= adopt(conclusion);
        }
        if (changed || report.evidence().keySet().stream().anyMatch(symptom -> !evidence.containsKey(symptom))) {
            rebuild();
        }
        List.copyOf(report.evidence().keySet()).forEach(this::conclude);
    }

    /** Ends what is over. Once a second. */
    synchronized void tick() {
        Instant now = clock.instant();
        heard.forgetOld(nanoTime.getAsLong());
        conclusions.values().removeIf(conclusion -> conclusion.isOver(now));
        Instant begin = now.minus(policy.lasts());
        Set<Symptom> elsewhere = heard.suspects();
        evidence.entrySet()
                .removeIf(seen ->
                        seen.getValue().updateAndGet(all -> all.since(begin)).isOver()
                                && !elsewhere.contains(seen.getKey()));
        Set<String> known = new HashSet<>(conclusions.keySet());
        known.addAll(kept.keySet());
        trials.keySet().retainAll(known);
        rebuild();
    }

    private void count(String target) {
        applied.computeIfAbsent(target, _ -> new LongAdder()).increment();
    }

    private void tried(ActiveRule active, Bearing bearing) {
        if (bearing != Bearing.NONE) {
            Trial trial = trial(active.id()).updateAndGet(before -> before.and(bearing == Bearing.BAD));
            if (trial.isWorse()) {
                leave(() -> worse(active, trial));
            }
        }
    }

    private AtomicReference<Trial> trial(String id) {
        AtomicReference<Trial> trial = trials.get(id);
        return trial != null ? trial : trials.computeIfAbsent(id, _ -> new AtomicReference<>(Trial.NONE));
    }

    private AtomicReference<Evidence> seen(Symptom symptom) {
        AtomicReference<Evidence> seen = evidence.get(symptom);
        return seen != null ? seen : evidence.computeIfAbsent(symptom, _ -> new AtomicReference<>(Evidence.NONE));
    }

    private void add(AtomicReference<Evidence> seen, Evidence.Event event) {
        seen.updateAndGet(before -> before.and(event, policy.after()));
    }

    /** A rule that was learned is undone; one that an operator keeps is for that operator to judge. */
    private synchronized void worse(ActiveRule active, Trial trial) {
        String id = active.id();
        trial(id).updateAndGet(Trial::anew);
        Conclusion learned = conclusions.get(id);
        Instant now = clock.instant();
        String outcomes = trial.bad() + " of " + (trial.good() + trial.bad()) + " outcomes with it were bad";
        if (isKept(id)) {
            if (harmful.putIfAbsent(id, now) == null) {
                log.accept("rule " + id + ", which an operator keeps, does harm: " + outcomes + ": "
                        + active.rule().sentence());
            }
        } else if (learned != null && learned.word() == Word.LEARNED) {
            Instant at = now.isAfter(learned.at()) ? now : learned.at().plusMillis(1);
            found(new Conclusion(learned.rule(), Word.UNDONE, at, at.plus(Trial.UNDONE_FOR), node, outcomes));
        }
    }

    private void conclude(Symptom symptom) {
        Counts counts = counts(symptom);
        RuleAction action = counts.verdict(policy.after()).orElse(null);
        if (action == null || isConcluded(symptom) || conclusions.size() >= MOST) {
            return;
        }
        HealingRule rule = symptom.rule(action);
        if (!isKept(rule.id()) && !revoked.contains(rule.id())) {
            Instant now = clock.instant();
            String why = counts.healed().get(action) + " of the last " + counts.all()
                    + " that could have met it were healed so";
            found(new Conclusion(rule, Word.LEARNED, now, now.plus(policy.lasts()), node, why));
        }
    }

    private Counts counts(Symptom symptom) {
        AtomicReference<Evidence> own = evidence.get(symptom);
        Counts sum = own == null ? Counts.NONE : own.get().counts(clock.instant(), policy.lasts());
        for (Report report : heard.all()) {
            sum = sum.plus(report.evidence().getOrDefault(symptom, Counts.NONE));
        }
        return sum;
    }

    /** Whether an operator has decided about a rule: then nothing else is learned of it. */
    private boolean isKept(String id) {
        KeptRule rule = kept.get(id);
        return rule != null && !rule.isExpired(clock.instant());
    }

    private boolean isConcluded(Symptom symptom) {
        Instant now = clock.instant();
        return conclusions.values().stream()
                .anyMatch(each -> !each.isOver(now) && Symptom.of(each.rule()).equals(symptom));
    }

    private void found(Conclusion conclusion) {
        if (adopt(conclusion)) {
            rebuild();
            listener.run();
        }
    }

    /** Takes a conclusion in, whoever came to it; false if it is no news. */
    private boolean adopt(Conclusion conclusion) {
        String id = conclusion.rule().id();
        if (conclusion.isOver(clock.instant())
                || revoked.contains(id)
                || !conclusion.isNewerThan(conclusions.get(id))
                || (!conclusions.containsKey(id) && conclusions.size() >= MOST)) {
            return false;
        }
        conclusions.put(id, conclusion);
        evidence.remove(Symptom.of(conclusion.rule()));
        if (conclusion.word() == Word.LEARNED) {
            trials.remove(id);
        }
        log.accept("rule " + id + " is " + conclusion.word().word() + " (" + conclusion.why() + ", as "
                + conclusion.node() + " found): " + conclusion.rule().sentence());
        return true;
    }

    private Map<Symptom, Counts> own() {
        Instant now = clock.instant();
        Map<Symptom, Counts> own = new HashMap<>();
        evidence.forEach((symptom, seen) -> own.put(symptom, seen.get().counts(now, policy.lasts())));
        return own;
    }

    private void rebuild() {
        Instant now = clock.instant();
        List<ActiveRule> rules = new ArrayList<>();
        for (KeptRule rule : kept.values()) {
            if (rule.enabled() && !rule.isExpired(now)) {
                rules.add(new ActiveRule(rule.id(), rule.rule()));
            }
        }
        conclusions.forEach((id, conclusion) -> {
            if (conclusion.word() == Word.LEARNED && !conclusion.isOver(now) && !isKept(id)) {
                rules.add(new ActiveRule(id, conclusion.rule()));
            }
        });
        Set<Symptom> suspects = new HashSet<>(evidence.keySet());
        suspects.addAll(heard.suspects());
        suspects.removeIf(this::isConcluded);
        table = new RuleTable(rules, suspects);
    }
}
