package dev.penstock.store;

import dev.penstock.core.state.Audit;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.Fold;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All records that a node has, with their bytes, and the state that they make. Belongs to the store's thread. */
final class Ledger {
    private final Fold fold = new Fold();
    private final Map<String, StoredRecord> records = new HashMap<>();
    /** The ids of commits, by those of their proposals. */
    private final Map<String, String> commits = new HashMap<>();

    /** The writes whose effects were told, and the last link of the chain among them. */
    private final Set<String> told = new HashSet<>();

    private String lastLink = Fold.START;
    private final List<ControlRecord> newStops = new ArrayList<>();
    private final Digest digest = new Digest();
    /** In the order in which they came. */
    private final List<StoredRecord> list = new ArrayList<>();
    /** Those of each part of the digest. */
    private final List<List<StoredRecord>> parts = Stream.<List<StoredRecord>>generate(ArrayList::new)
            .limit(Digest.PARTS)
            .toList();

    /** Takes a record in; false if it was here already. */
    boolean add(StoredRecord stored) {
        if (!fold.add(stored.record())) {
            return false;
        }
        records.put(stored.id(), stored);
        list.add(stored);
        parts.get(Digest.part(stored.id())).add(stored);
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

    /** The records in the parts of the digest that differ from another node's: whole parts, as many as fit. */
    Message.Page differing(Message.Parts other) {
        boolean[] differ = digest.differing(other.parts());
        List<StoredRecord> page = new ArrayList<>();
        int part = other.from();
        for (long bytes = 0; part < Digest.PARTS && bytes < Message.Records.MOST_BYTES; part++) {
            if (differ[part]) {
                page.addAll(parts.get(part));
                bytes += parts.get(part).stream()
                        .mapToLong(record -> record.bytes().length)
                        .sum();
            }
        }
        return new Message.Page(Message.Records.of(page), part, part == Digest.PARTS);
    }

    /** The records that came after so many. */
    Message.Page since(long from) {
        Message.Records page = Message.Records.first(list.subList((int) Math.min(from, list.size()), list.size()));
        long next = from + page.records().size();
        return new Message.Page(page, next, next >= list.size());
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
        return list.stream()
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

    /** A record that is here. */
    Optional<ControlRecord> record(String id) {
        return fold.record(id);
    }
}
