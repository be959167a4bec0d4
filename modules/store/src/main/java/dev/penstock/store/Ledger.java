package dev.penstock.store;

import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.Fold;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** All records that a node has, with their bytes, and the state that they make. Belongs to the store's thread. */
final class Ledger {
    private final Fold fold = new Fold();
    private final Map<String, StoredRecord> records = new LinkedHashMap<>();
    /** The ids of commits, by those of their proposals. */
    private final Map<String, String> commits = new HashMap<>();

    private final Digest digest = new Digest();

    /** Takes a record in; false if it was here already. */
    boolean add(StoredRecord stored) {
        if (!fold.add(stored.record())) {
            return false;
        }
        records.put(stored.id(), stored);
        digest.add(stored.id());
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
