package dev.penstock.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A journal on a disk that is told when to write. */
final class VirtualDisk implements Journal {
    private final String identity;
    private final Executor disk;
    private final Map<String, byte[]> records = new LinkedHashMap<>();
    private final Map<String, byte[]> notes = new TreeMap<>();
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    VirtualDisk(String identity, Executor disk) {
        this.identity = identity;
        this.disk = disk;
    }

    @Override
    public String identity() {
        return identity;
    }

    /** Its node was started: what the one before asked for and did not get will not come. */
    void started() {
        last = CompletableFuture.completedFuture(null);
    }

    /** All records, those that were read before as they were. */
    List<StoredRecord> stored(Map<String, StoredRecord> read) {
        return records.entrySet().stream()
                .map(record -> read.computeIfAbsent(
                        record.getKey(),
                        _ -> RecordCodec.read(record.getValue()).orElseThrow()))
                .toList();
    }

    @Override
    public boolean read(Tip after, Consumer<List<byte[]>> page) {
        Tip reached = Tip.START;
        List<byte[]> rest = new ArrayList<>();
        for (Map.Entry<String, byte[]> record : records.entrySet()) {
            if (reached.length() < after.length()) {
                reached = reached.then(record.getKey());
            } else {
                rest.add(record.getValue());
            }
        }
        page.accept(rest);
        return reached.equals(after);
    }

    @Override
    public List<byte[]> records(Collection<String> ids) {
        return ids.stream().map(records::get).filter(Objects::nonNull).toList();
    }

    @Override
    public CompletionStage<List<byte[]>> part(int part) {
        CompletableFuture<List<byte[]>> found = new CompletableFuture<>();
        inOrder(() -> found.complete(records.entrySet().stream()
                .filter(record -> Digest.part(record.getKey()) == part)
                .map(Map.Entry::getValue)
                .toList()));
        return found;
    }

    @Override
    public CompletionStage<Void> append(List<StoredRecord> added) {
        return inOrder(() -> added.forEach(record -> records.putIfAbsent(record.id(), record.bytes())));
    }

    @Override
    public Map<String, byte[]> notes() {
        return Map.copyOf(notes);
    }

    @Override
    public CompletionStage<Void> note(String key, byte @Nullable [] value) {
        return inOrder(() -> {
            if (value == null) {
                notes.remove(key);
            } else {
                notes.put(key, value);
            }
        });
    }

    @Override
    public Tip tip() {
        Tip tip = Tip.START;
        for (String id : records.keySet()) {
            tip = tip.then(id);
        }
        return tip;
    }

    /** What is asked for later is never on disk earlier. */
    private CompletionStage<Void> inOrder(Runnable write) {
        last = last.thenRunAsync(write, disk);
        return last;
    }

    /** Whether a record is on the disk, as itself or as a proposal that its node has accepted. */
    boolean holds(StoredRecord record) {
        return records.containsKey(record.id())
                || notes.entrySet().stream()
                        .filter(note -> note.getKey().startsWith(Voting.NOTE))
                        .map(note -> Acceptor.Promise.of(note.getValue()))
                        .anyMatch(promise -> promise.proposal() != null
                                && RecordCodec.read(promise.proposal())
                                        .filter(held -> held.id().equals(record.id()))
                                        .isPresent());
    }

    @Override
    public void close() {}
}
