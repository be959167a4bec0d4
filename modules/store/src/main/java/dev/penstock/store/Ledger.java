package dev.penstock.store;

import dev.penstock.core.state.Audit;
import dev.penstock.core.state.Checkpoint;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.Fold;
import dev.penstock.core.state.IdSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The records that a node has taken in, and the state that they make: an {@link Archive} of the older ones, and the
 * newer ones with their bytes. Belongs to the store's thread.
 */
final class Ledger {
    private final Archive archive;
    private final Fold fold;
    private final Digest digest;
    /** Those that are held. */
    private final Map<String, StoredRecord> records = new HashMap<>();
    /** Those since the archive, in the order in which they came. */
    private final List<StoredRecord> list = new ArrayList<>();
    /** Those of each part of the digest that are held. */
    private final List<List<StoredRecord>> parts = Stream.<List<StoredRecord>>generate(ArrayList::new)
            .limit(Digest.PARTS)
            .toList();
    /** The ids of commits, by those of their proposals. */
    private final Map<String, String> commits = new HashMap<>();

    /** The writes since the archive whose effects were told, and the last link of the chain among them. */
    private final Set<String> told = new HashSet<>();

    private String lastLink;
    private final List<ControlRecord> newStops = new ArrayList<>();

    Ledger(Archive archive) {
        this.archive = archive;
        this.fold = new Fold(archive.checkpoint());
        this.digest = archive.digest().copy();
        this.lastLink = archive.checkpoint().head();
        archive.held().forEach(this::hold);
        archive.checkpoint().open().forEach(open -> digest.add(open.id()));
    }

    private void hold(StoredRecord stored) {
        records.put(stored.id(), stored);
        parts.get(Digest.part(stored.id())).add(stored);
        if (stored.record().entry() instanceof Entry.Commit(String proposal, var _)) {
            commits.putIfAbsent(proposal, stored.id());
        }
    }

    /** Takes a record in; false if it was here already. */
    boolean add(StoredRecord stored) {
        if (!fold.add(stored.record())) {
            return false;
        }
        hold(stored);
        list.add(stored);
        digest.add(stored.id());
        if (stored.record().entry() instanceof Entry.Said(Command.Stopping _)) {
            newStops.add(stored.record());
        }
        return true;
    }

    ControlState state() {
        return fold.state();
    }

    long lamport() {
        return fold.lamport();
    }

    /** How many records it has taken in. */
    long size() {
        return archive.end().length() + list.size();
    }

    /** How many records came since the archive. */
    int sinceArchive() {
        return list.size();
    }

    /** The records since the archive, in the order in which they came. */
    List<StoredRecord> list() {
        return List.copyOf(list);
    }

    Digest digest() {
        return digest;
    }

    Archive archive() {
        return archive;
    }

    /** The archived writes that are held and took effect. */
    List<ControlRecord> heldEffects() {
        return archive.held().stream()
                .map(StoredRecord::record)
                .filter(record -> archive.checkpoint().effective().contains(record.id()))
                .toList();
    }

    /** Whether a record came that changes what the archive has come to: all are to be read again. */
    boolean isOutgrown() {
        return fold.isOutgrown();
    }

    /**
     * An archive of all records but the newest.
     *
     * @param newest how many
     * @param isRepeatable the writes that somebody may repeat: they are held
     */
    Archive archive(int newest, Predicate<ControlRecord> isRepeatable) {
        List<StoredRecord> older = list.subList(0, Math.max(0, list.size() - newest));
        Fold covered = new Fold(archive.checkpoint());
        Journal.Tip end = archive.end();
        for (StoredRecord record : older) {
            covered.add(record.record());
            end = end.then(record.id());
        }
        Checkpoint checkpoint = covered.checkpoint();
        Digest inShort = archive.digest().copy();
        Stream.concat(
                        archive.checkpoint().open().stream().map(ControlRecord::id),
                        older.stream().map(StoredRecord::id))
                .filter(checkpoint::has)
                .forEach(inShort::add);
        Set<String> named = checkpoint.named().map(ControlRecord::id).collect(Collectors.toSet());
        List<StoredRecord> held = Stream.concat(archive.held().stream(), older.stream())
                .filter(record -> named.contains(record.id()) || isRepeatable.test(record.record()))
                .toList();
        return new Archive(checkpoint, end, inShort, held);
    }

    /** The same with an archive of its own older records. */
    Ledger with(Archive shorter) {
        Ledger ledger = new Ledger(shorter);
        list.subList(Math.toIntExact(shorter.end().length() - archive.end().length()), list.size())
                .forEach(ledger::add);
        ledger.newEffects();
        return ledger;
    }

    /** Whether records of another node's differing parts are archived, and so in the journal only. */
    boolean hasArchive() {
        return archive.end().length() > 0;
    }

    /** The records that are held in the parts of the digest that differ from another node's: whole parts, what fits. */
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

    /** Those that are held of a part. */
    List<StoredRecord> part(int part) {
        return List.copyOf(parts.get(part));
    }

    /** The records that came after so many; empty if some of them are archived. */
    Optional<Message.Page> since(long from) {
        long place = from - archive.end().length();
        if (place < 0) {
            return Optional.empty();
        }
        Message.Records page = Message.Records.first(list.subList((int) Math.min(place, list.size()), list.size()));
        long next = from + page.records().size();
        return Optional.of(new Message.Page(page, next, next >= size()));
    }

    /** The writes that took effect since this was asked last. */
    List<ControlRecord> newEffects() {
        List<ControlRecord> effects = new ArrayList<>(newStops);
        newStops.clear();
        fold.after(lastLink).orElseGet(fold::chain).stream()
                .filter(link -> !told.contains(link.id()))
                .forEach(effects::add);
        lastLink = fold.head();
        effects.forEach(effect -> told.add(effect.id()));
        return effects;
    }

    /** What is known now of what became of records: safe on any thread. */
    Function<ControlRecord, Audit.Standing> standings() {
        Set<String> overruled =
                state().conflicts().stream().map(ControlRecord::id).collect(Collectors.toSet());
        Set<String> effective = records.values().stream()
                .filter(stored -> isEffective(stored.record()))
                .map(StoredRecord::id)
                .collect(Collectors.toSet());
        IdSet archived = archive.checkpoint().effective();
        return record -> {
            if (overruled.contains(record.id())) {
                return Audit.Standing.CONFLICT;
            }
            return effective.contains(record.id()) || archived.contains(record.id())
                    ? Audit.Standing.EFFECTIVE
                    : Audit.Standing.INERT;
        };
    }

    /** The last link of the chain. */
    String head() {
        return fold.head();
    }

    /**
     * The links after one, each with its commit; none of those that are archived, and empty if it is no link of the
     * chain here.
     */
    Optional<List<StoredRecord>> after(String link) {
        return fold.after(link)
                .map(links -> links.stream()
                        .flatMap(record -> withCommit(record.id()).stream())
                        .toList());
    }

    /** Whether what follows a link is archived. */
    boolean isPast(String link) {
        return fold.isPast(link);
    }

    /** A committed write and its commit, as far as they are held. */
    List<StoredRecord> withCommit(String proposal) {
        return Stream.of(records.get(commits.get(proposal)), records.get(proposal))
                .filter(Objects::nonNull)
                .toList();
    }

    /** Whether a write is in effect, or was until another ended what it did. */
    boolean isEffective(ControlRecord record) {
        return fold.isEffective(record);
    }

    /** A record that is held. */
    Optional<StoredRecord> stored(String id) {
        return Optional.ofNullable(records.get(id));
    }
}
