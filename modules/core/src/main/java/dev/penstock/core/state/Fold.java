package dev.penstock.core.state;

import dev.penstock.core.state.ControlRecord.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the control state of records. The order in which they come, and how often one comes, makes no difference.
 *
 * <p>What stops something is in effect once it is here. What resumes something is a link of one chain: it names the
 * write before it, and is in effect once it is committed and all before it are here. Should two committed writes name
 * the same one before them, which takes the loss of more disks than a write is safe against, then the {@linkplain Risk
 * less risky} is in effect, and the other is told as a conflict.
 *
 * <p>Belongs to one thread.
 */
public final class Fold {
    /** What the first link of the chain names as the one before it. */
    public static final String START = "";

    private final Checkpoint base;
    private final Map<String, ControlRecord> records = new HashMap<>();
    /** Proposals that were decided for. */
    private final Set<String> committed = new HashSet<>();
    /** Committed writes, by the link that they follow. */
    private final Map<String, List<ControlRecord>> followers = new HashMap<>();

    private final TreeSet<ControlRecord> stops = new TreeSet<>(ControlRecord.ORDER);
    private final Map<String, Integer> unknown;
    private final List<ControlRecord> chain = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();
    private Effects effects;
    private long lamport;
    private boolean isOutgrown;

    /** With no record. */
    public Fold() {
        this(Checkpoint.START);
    }

    /** With all that a checkpoint is about. */
    public Fold(Checkpoint base) {
        this.base = base;
        this.unknown = new TreeMap<>(base.unknown());
        this.effects = new Effects(base);
        this.lamport = base.lamport();
        base.open().forEach(this::add);
    }

    /** The state that records make. */
    public static ControlState of(Collection<ControlRecord> records) {
        Fold fold = new Fold();
        records.forEach(fold::add);
        return fold.state();
    }

    /**
     * Takes a record in.
     *
     * @return whether it was new
     */
    public boolean add(ControlRecord record) {
        if (base.has(record.id()) || records.putIfAbsent(record.id(), record) != null) {
            return false;
        }
        lamport = Math.max(lamport, record.lamport());
        switch (record.entry()) {
            case Entry.Said(Command.Resuming _) -> {
                if (committed.contains(record.id())) {
                    link(record);
                }
            }
            case Entry.Said(Command.Stopping _) -> {
                stops.add(record);
                effects.add(record);
            }
            case Entry.Commit(String proposal, var _) -> {
                ControlRecord proposed = records.get(proposal);
                isOutgrown |= base.others().contains(proposal);
                if (committed.add(proposal)
                        && proposed != null
                        && proposed.entry() instanceof Entry.Said(Command.Resuming _)) {
                    link(proposed);
                }
            }
            case Entry.Unknown(String kind) -> unknown.merge(kind, 1, Integer::sum);
        }
        return true;
    }

    private void link(ControlRecord record) {
        String before = slot(record);
        followers.computeIfAbsent(before, _ -> new ArrayList<>(1)).add(record);
        if (before.equals(head())) {
            extend();
        } else if (before.equals(base.head()) || places.containsKey(before)) {
            chain.clear();
            places.clear();
            effects = new Effects(base);
            stops.forEach(effects::add);
            extend();
        } else {
            isOutgrown |= before.equals(START) || base.effective().contains(before);
        }
    }

    /** Goes along the chain for as long as it is here. */
    private void extend() {
        for (List<ControlRecord> next = followers.get(head()); next != null; next = followers.get(head())) {
            ControlRecord link = next.stream().min(risk()).orElseThrow();
            places.put(link.id(), chain.size());
            chain.add(link);
            effects.add(link);
        }
    }

    private Comparator<ControlRecord> risk() {
        return Comparator.comparing((ControlRecord record) -> Risk.of(record, effects::releaseNumber))
                .thenComparing(ControlRecord::id);
    }

    /** All that is in effect now. */
    public ControlState state() {
        return effects.state(head(), links(), unknown, overruled());
    }

    /**
     * Whether a record came that changes what the checkpoint has settled, which takes the loss of more disks than a
     * write is safe against: only a fold of all records makes their state.
     */
    public boolean isOutgrown() {
        return isOutgrown;
    }

    /** All that it has taken in, in short. */
    public Checkpoint checkpoint() {
        List<String> effective = new ArrayList<>();
        List<String> others = new ArrayList<>();
        List<ControlRecord> open = new ArrayList<>();
        for (ControlRecord record : records.values()) {
            if (isEffective(record)) {
                effective.add(record.id());
            } else if (isOver(record)) {
                others.add(record.id());
            } else {
                open.add(record);
            }
        }
        Set<String> standing = effects.standing();
        return new Checkpoint(
                base.effective().with(effective),
                base.others().with(others),
                head(),
                links(),
                effects.count(),
                lamport,
                unknown,
                endedBeforeTheirTime(open),
                standing(base.standingLinks(), chain, standing),
                standing(base.standingStops(), stops, standing),
                overruled().stream()
                        .filter(rival -> !effects.isSettled(rival.id()))
                        .toList(),
                open);
    }

    private Map<String, Set<String>> endedBeforeTheirTime(Collection<ControlRecord> open) {
        Set<String> mayTakeEffect = open.stream().map(ControlRecord::id).collect(Collectors.toSet());
        Map<String, Set<String>> ended = new HashMap<>();
        effects.ended().forEach((what, ids) -> {
            Set<String> left = ids.stream()
                    .filter(id -> mayTakeEffect.contains(id) || !(records.containsKey(id) || base.has(id)))
                    .collect(Collectors.toSet());
            if (!left.isEmpty()) {
                ended.put(what, left);
            }
        });
        return ended;
    }

    private static List<ControlRecord> standing(
            Collection<ControlRecord> before, Collection<ControlRecord> since, Set<String> standing) {
        return Stream.concat(before.stream(), since.stream())
                .filter(record -> standing.contains(record.id()))
                .toList();
    }

    /** Whether it is known of a record without effect that it never will have any. */
    private boolean isOver(ControlRecord record) {
        return switch (record.entry()) {
            case Entry.Said(var _) -> !slot(record).equals(head()) && isLink(slot(record));
            case Entry.Commit(String proposal, var _) -> {
                ControlRecord proposed = records.get(proposal);
                yield base.effective().contains(proposal)
                        || (proposed != null && (isEffective(proposed) || isOver(proposed)));
            }
            case Entry.Unknown _ -> true;
        };
    }

    private boolean isLink(String id) {
        return id.equals(START) || places.containsKey(id) || base.effective().contains(id);
    }

    /** Committed writes whose place another has. */
    private List<ControlRecord> overruled() {
        Stream<ControlRecord> since = followers.values().stream()
                .filter(rivals -> rivals.size() > 1)
                .flatMap(List::stream)
                .filter(rival -> !places.containsKey(rival.id()))
                .filter(rival -> slot(rival).equals(base.head()) || places.containsKey(slot(rival)));
        return Stream.concat(base.overruled().stream(), since)
                .sorted(ControlRecord.ORDER)
                .toList();
    }

    private long links() {
        return base.links() + chain.size();
    }

    /** The last link of the chain; {@link #START} before the first. */
    public String head() {
        return chain.isEmpty() ? base.head() : chain.getLast().id();
    }

    /** The link that a write which resumes something comes after: its slot in the chain. */
    public static String slot(ControlRecord record) {
        return record.parents().isEmpty() ? START : record.parents().getFirst();
    }

    /** The links since the checkpoint, the oldest first. */
    public List<ControlRecord> chain() {
        return List.copyOf(chain);
    }

    /** The links after one of them, the oldest first; empty if it is none, or is one before the checkpoint. */
    public Optional<List<ControlRecord>> after(String link) {
        if (link.equals(base.head())) {
            return Optional.of(chain());
        }
        return Optional.ofNullable(places.get(link)).map(place -> List.copyOf(chain.subList(place + 1, chain.size())));
    }

    /** Whether a write is in effect, or was until another ended what it did. */
    public boolean isEffective(ControlRecord record) {
        return places.containsKey(record.id())
                || stops.contains(record)
                || base.effective().contains(record.id());
    }

    /** Whether a link is one before the last of the checkpoint. */
    public boolean isPast(String link) {
        return base.isPast(link);
    }

    /** The highest Lamport time of all records. */
    public long lamport() {
        return lamport;
    }
}
