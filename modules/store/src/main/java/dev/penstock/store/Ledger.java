package dev.penstock.store;

import dev.penstock.core.state.Audit;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.Fold;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** All records that a node has, with their bytes, and the state that they make. Belongs to the store's thread. */
final class Ledger {
    private final Fold fold = new Fold();
    private final Map<String, StoredRecord> records = new LinkedHashMap<>();
    /** The ids of commits, by those of their proposals. */
    private final Map<String, String> commits = new HashMap<>();

    /** The writes whose effects were told, and the last link of the chain among them. */
    private final Set<String> told = new HashSet<>();

    private String lastLink = Fold.START;
    private final List<ControlRecord> newStops = new ArrayList<>();
    private final Digest digest = new Digest();

    /** Takes a record in; false if it was here already. */
    boolean add(StoredRecord stored) {
        if (!fold.add(stored.record())) {
            return false;
        }
        records.put(stored.id(), stored);
        digest.add(stored.id());
        if (stored.record().entry() instanceof Entry.Said(Command.Stopping _)) {
            newStops.add(stored.record());
        }
        if (stored.record().entry() instanceof Entry.Commit(String proposal, var _)) {
            commits.putIfAbsent(proposal, stored.id());
        }
        return true;
    }

    ControlState state() {
        return fold.state();
    }

    long lamport() {
        return fold.lamport();
    }

    int size() {
        return records.size();
    }

    Digest digest() {
        return digest;
    }

    Collection<StoredRecord> all() {
        return records.values();
    }

    /** The records in the parts of the digest that differ from another node's. */
    List<StoredRecord> differing(String othersParts) {
        boolean[] differ = digest.differing(othersParts);
        return records.values().stream()
                .filter(record -> differ[Digest.part(record.id())])
                .toList();
    }

    /** The writes that took effect since this was asked last. */
    List<ControlRecord> newEffects() {
        List<ControlRecord> effects = new ArrayList<>(newStops);
        newStops.clear();
        fold.after(lastLink).or(() -> fold.after(Fold.START)).stream()
                .flatMap(List::stream)
                .filter(link -> !told.contains(link.id()))
                .forEach(effects::add);
        lastLink = fold.head();
        effects.forEach(effect -> told.add(effect.id()));
        return effects;
    }

    /** All writes, in an order that is the same on every node. */
    List<Audit.Item> audit() {
        Set<String> overruled =
                state().conflicts().stream().map(ControlRecord::id).collect(Collectors.toSet());
        return records.values().stream()
                .map(StoredRecord::record)
                .filter(record -> !(record.entry() instanceof Entry.Commit))
                .sorted(ControlRecord.ORDER)
                .map(record -> new Audit.Item(record, standing(record, overruled)))
                .toList();
    }

    private Audit.Standing standing(ControlRecord record, Set<String> overruled) {
        if (overruled.contains(record.id())) {
            return Audit.Standing.CONFLICT;
        }
        return isEffective(record) ? Audit.Standing.EFFECTIVE : Audit.Standing.INERT;
    }

    /** The last link of the chain. */
    String head() {
        return fold.head();
    }

    /** The links after one, each with its commit; empty if it is no link of the chain here. */
    Optional<List<StoredRecord>> after(String link) {
        return fold.after(link)
                .map(links -> links.stream()
                        .flatMap(record -> withCommit(record.id()).stream())
                        .toList());
    }

    /** A committed write and its commit. */
    List<StoredRecord> withCommit(String proposal) {
        return List.of(
                Objects.requireNonNull(records.get(commits.get(proposal))),
                Objects.requireNonNull(records.get(proposal)));
    }

    /** Whether a write is in effect, or was until another ended what it did. */
    boolean isEffective(ControlRecord record) {
        return fold.isEffective(record);
    }

    /** A record that is here, with its bytes. */
    Optional<StoredRecord> stored(String id) {
        return Optional.ofNullable(records.get(id));
    }

    /** A record that is here. */
    Optional<ControlRecord> record(String id) {
        return fold.record(id);
    }
}
