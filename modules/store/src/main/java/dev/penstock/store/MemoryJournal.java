package dev.penstock.store;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A journal that is gone with the process: for a node that writes nothing to disk. */
final class MemoryJournal implements Journal {
    private final String identity;
    private final Map<String, byte[]> records = new LinkedHashMap<>();
    private final Map<String, byte[]> notes = new TreeMap<>();
    private Tip tip = Tip.START;

    MemoryJournal(String identity) {
        this.identity = identity;
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public synchronized boolean read(Tip after, Consumer<List<byte[]>> page) {
        page.accept(List.copyOf(records.values()));
        return after.equals(Tip.START);
    }

    @Override
    public synchronized List<byte[]> records(Collection<String> ids) {
        return ids.stream().map(records::get).filter(Objects::nonNull).toList();
    }

    @Override
    public synchronized CompletionStage<List<byte[]>> part(int part) {
        return CompletableFuture.completedStage(records.entrySet().stream()
                .filter(record -> Digest.part(record.getKey()) == part)
                .map(Map.Entry::getValue)
                .toList());
    }

    @Override
    public synchronized CompletionStage<Void> append(List<StoredRecord> added) {
        for (StoredRecord record : added) {
            if (records.putIfAbsent(record.id(), record.bytes()) == null) {
                tip = tip.then(record.id());
            }
        }
        return CompletableFuture.completedStage(null);
    }

    @Override
    public synchronized Map<String, byte[]> notes() {
        return new TreeMap<>(notes);
    }

    @Override
    public synchronized CompletionStage<Void> note(String key, byte @Nullable [] value) {
        if (value == null) {
            notes.remove(key);
        } else {
            notes.put(key, value);
        }
        return CompletableFuture.completedStage(null);
    }

    @Override
    public synchronized Tip tip() {
        return tip;
    }

    @Override
    public void close() {}
}
