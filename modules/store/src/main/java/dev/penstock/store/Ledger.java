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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All records that a node has, with their bytes, and the state that they make. Belongs to the store's thread. */
final class Ledger {
    private final Fold fold = new Fold();
    private final Map<String, StoredRecord> records = new LinkedHashMap<>();
    private final Map<String, List<ControlRecord>> proposals = new HashMap<>();
    private final Digest digest = new Digest();

    /** Takes a record in; false if it was here already. */
    boolean add(StoredRecord stored) {
        if (!fold.add(stored.record())) {
            return false;
        }
        records.put(stored.id(), stored);
        digest.add(stored.id());
        slot(stored.record())
                .ifPresent(slot ->
                        proposals.computeIfAbsent(slot, _ -> new ArrayList<>(1)).add(stored.record()));
        return true;
    }

    boolean has(String id) {
        return records.containsKey(id);
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

    /**
     * What only one proposal may take: to be the next write about a route. Writes that do not depend on an order have
     * none.
     */
    static Optional<String> slot(ControlRecord record) {
        return record.entry() instanceof Entry.Said(Command command)
                        && command instanceof Command.Resuming
                        && command instanceof Command.OfRoute ofRoute
                ? Optional.of(ofRoute.route() + " after " + record.parents())
                : Optional.empty();
    }

    /** The other proposals for the same slot. */
    List<ControlRecord> rivals(ControlRecord proposal) {
        return slot(proposal)
                .map(slot -> proposals.getOrDefault(slot, List.of()).stream()
                        .filter(other -> !other.id().equals(proposal.id()))
                        .toList())
                .orElse(List.of());
    }

    /** The write that takes effect with a record that was just taken in, if one does. */
    Optional<ControlRecord> effect(ControlRecord record) {
        return switch (record.entry()) {
            case Entry.Said(Command _) -> isEffective(record) ? Optional.of(record) : Optional.empty();
            case Entry.Commit(String proposal, List<String> _) ->
                Optional.ofNullable(records.get(proposal)).map(StoredRecord::record);
            case Entry.Unknown _ -> Optional.empty();
        };
    }

    /** All writes, in an order that is the same on every node. */
    List<Audit.Item> audit() {
        return records.values().stream()
                .map(StoredRecord::record)
                .filter(record -> !(record.entry() instanceof Entry.Commit))
                .sorted(ControlRecord.ORDER)
                .map(record ->
                        new Audit.Item(record, isEffective(record) ? Audit.Standing.EFFECTIVE : Audit.Standing.INERT))
                .toList();
    }

    private boolean isEffective(ControlRecord record) {
        return record.entry() instanceof Entry.Said(Command command)
                && (command instanceof Command.Stopping || isCommitted(record));
    }

    boolean isCommitted(ControlRecord proposal) {
        return fold.isCommitted(proposal.id());
    }
}
