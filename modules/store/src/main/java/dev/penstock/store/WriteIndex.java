package dev.penstock.store;

import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Request;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.WriteState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The writes that took effect, by their ids and their keys. Safe to be read on any thread. */
final class WriteIndex {
    private final Set<String> effective = ConcurrentHashMap.newKeySet();
    private final Map<String, ControlRecord> byKey = new ConcurrentHashMap<>();

    void add(List<ControlRecord> effects) {
        for (ControlRecord effect : effects) {
            effective.add(effect.id());
            Request request = effect.author().request();
            if (request != null) {
                byKey.putIfAbsent(request.key(), effect);
            }
        }
    }

    Optional<ControlRecord> written(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    WriteState state(String id, ControlState now) {
        if (now.conflicts().stream().anyMatch(conflict -> conflict.id().equals(id))) {
            return WriteState.SUPERSEDED;
        }
        return effective.contains(id) ? WriteState.EFFECTIVE : WriteState.UNKNOWN;
    }
}
