package dev.penstock.store;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A node's own durable copy of the control records, in the order in which it learnt of them, and its notes. */
interface Journal extends AutoCloseable {
    /** Made up once, when the journal was: one that was wiped and made anew has another. */
    String identity();

    /** All that is in it. Blocks. */
    List<byte[]> records();

    /**
     * Adds records; those it has already stay as they are. The stage completes when they are on disk, and all that was
     * added before with them; it fails if they cannot be written.
     */
    CompletionStage<Void> append(List<StoredRecord> records);

    /** All notes, by their keys. Blocks. */
    Map<String, byte[]> notes();

    /** Sets a note, or with null removes it. The stage completes when that, and all asked for before, is on disk. */
    CompletionStage<Void> note(String key, byte @Nullable [] value);

    /** Writes what waits, and closes. Blocks. */
    @Override
    void close();
}
