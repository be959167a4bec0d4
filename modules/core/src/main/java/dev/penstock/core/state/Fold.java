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

    private final Map<String, ControlRecord> records = new HashMap<>();
    /** Proposals that were decided for. */
    private final Set<String> committed = new HashSet<>();
    /** Committed writes, by the link that they follow. */
    private final Map<String, List<ControlRecord>> followers = new HashMap<>();

    private final TreeSet<ControlRecord> stops = new TreeSet<>(ControlRecord.ORDER);
    private final Map<String, Integer> unknown = new TreeMap<>();
    private final List<ControlRecord> chain = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();
    private Effects effects = new Effects();
    private long lamport;

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
        if (records.putIfAbsent(record.id(), record) != null) {
            return false;
        }
        lamport = Math.max(lamport, record.lamport());
        switch (record.entry()) {
            case Entry.Said(Command.Resuming _) -> {
                if (committed.contains(record.id())) {
                    link(record);
                }
            }
            case Entry.Said(Command command) -> {
                stops.add(record);
                effects.add(record, command);
            }
            case Entry.Commit(String proposal, var _) -> {
                ControlRecord proposed = records.get(proposal);
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
        } else if (before.equals(START) || places.containsKey(before)) {
            chain.clear();
            places.clear();
            effects = new Effects();
            stops.forEach(this::addEffect);
            extend();
        }
    }

    /** Goes along the chain for as long as it is here. */
    private void extend() {
        for (List<ControlRecord> next = followers.get(head()); next != null; next = followers.get(head())) {
            ControlRecord link = next.stream().min(risk()).orElseThrow();
            places.put(link.id(), chain.size());
            chain.add(link);
            addEffect(link);
        }
    }

    private Comparator<ControlRecord> risk() {
        return Comparator.comparing((ControlRecord record) -> Risk.of(record, effects::releaseNumber))
                .thenComparing(ControlRecord::id);
    }

    private void addEffect(ControlRecord record) {
        if (record.entry() instanceof Entry.Said(Command command)) {
            effects.add(record, command);
        }
    }

    /** All that is in effect now. */
    public ControlState state() {
        return effects.state(head(), chain.size(), unknown, overruled());
    }

    /** Committed writes whose place another has. */
    private List<ControlRecord> overruled() {
        return followers.values().stream()
                .filter(rivals -> rivals.size() > 1)
                .flatMap(List::stream)
                .filter(rival -> !places.containsKey(rival.id()))
                .filter(rival -> slot(rival).equals(START) || places.containsKey(slot(rival)))
                .sorted(ControlRecord.ORDER)
                .toList();
    }

    /** The last link of the chain; {@link #START} before the first. */
    public String head() {
        return chain.isEmpty() ? START : chain.getLast().id();
    }

    /** The link that a write which resumes something comes after: its slot in the chain. */
    public static String slot(ControlRecord record) {
        return record.parents().isEmpty() ? START : record.parents().getFirst();
    }

    /**
     * The links after one of them, or after {@link #START}, the oldest first; empty if it is no link of the chain here.
     */
    public Optional<List<ControlRecord>> after(String link) {
        if (link.equals(START)) {
            return Optional.of(List.copyOf(chain));
        }
        return Optional.ofNullable(places.get(link)).map(place -> List.copyOf(chain.subList(place + 1, chain.size())));
    }

    /** Whether a write is in effect, or was until another ended what it did. */
    public boolean isEffective(ControlRecord record) {
        return places.containsKey(record.id()) || stops.contains(record);
    }

    /** The highest Lamport time of all records. */
    public long lamport() {
        return lamport;
    }

    /** A record that is here. */
    public Optional<ControlRecord> record(String id) {
        return Optional.ofNullable(records.get(id));
    }
}
