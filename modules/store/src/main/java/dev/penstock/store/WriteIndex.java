package dev.penstock.store;

import dev.penstock.core.state.Checkpoint;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.ControlRecord.Request;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.Fold;
import dev.penstock.core.state.WriteState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The writes, by their ids and their keys, and which of them took effect. Safe to be read on any thread. */
final class WriteIndex {
    private final Map<String, ControlRecord> effective = new ConcurrentHashMap<>();
    private final Map<String, ControlRecord> proposed = new ConcurrentHashMap<>();
    private final Map<String, ControlRecord> effectiveByKey = new ConcurrentHashMap<>();
    private final Map<String, ControlRecord> proposedByKey = new ConcurrentHashMap<>();
    /** Slots of the chain that are taken. */
    private final Set<String> decided = ConcurrentHashMap.newKeySet();

    /** Those before it are known by their ids only. */
    private volatile Checkpoint checkpoint = Checkpoint.START;

    /** Forgets what is archived, but for what is held of it. */
    void archived(Archive archive) {
        checkpoint = archive.checkpoint();
        Set<String> held = archive.held().stream().map(StoredRecord::id).collect(Collectors.toSet());
        Predicate<ControlRecord> isGone = record -> checkpoint.has(record.id()) && !held.contains(record.id());
        List.of(effective, proposed, effectiveByKey, proposedByKey)
                .forEach(writes -> writes.values().removeIf(isGone));
        decided.removeIf(checkpoint::isPast);
    }

    /** A record that came in; it may take effect or not. */
    void known(ControlRecord record) {
        if (record.entry() instanceof Entry.Said(Command.Resuming _)) {
            proposed.put(record.id(), record);
            Request request = record.author().request();
            if (request != null) {
                proposedByKey.put(request.key(), record);
            }
        }
    }

    /** Writes that took effect. */
    void effective(List<ControlRecord> effects) {
        for (ControlRecord effect : effects) {
            effective.put(effect.id(), effect);
            proposed.remove(effect.id());
            if (effect.entry() instanceof Entry.Said(Command.Resuming _)) {
                decided.add(Fold.slot(effect));
            }
            Request request = effect.author().request();
            if (request != null) {
                effectiveByKey.putIfAbsent(request.key(), effect);
                proposedByKey.remove(request.key());
            }
        }
    }

    /** The write with a key that took effect, else one that was proposed. */
    Optional<ControlRecord> written(String key) {
        return effective(key).or(() -> Optional.ofNullable(proposedByKey.get(key)));
    }

    /** The write with a key that took effect. */
    Optional<ControlRecord> effective(String key) {
        return Optional.ofNullable(effectiveByKey.get(key));
    }

    WriteState state(String id, ControlState now) {
        if (now.conflicts().stream().anyMatch(conflict -> conflict.id().equals(id))) {
            return WriteState.SUPERSEDED;
        }
        if (effective.containsKey(id) || checkpoint.effective().contains(id)) {
            return WriteState.EFFECTIVE;
        }
        ControlRecord proposal = proposed.get(id);
        boolean isOver = proposal != null && isDecided(Fold.slot(proposal));
        return isOver || checkpoint.others().contains(id) ? WriteState.SUPERSEDED : WriteState.UNKNOWN;
    }

    private boolean isDecided(String slot) {
        return decided.contains(slot) || checkpoint.isPast(slot);
    }
}
