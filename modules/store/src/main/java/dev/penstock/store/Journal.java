package dev.penstock.store;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** A node's own durable copy of the control records, in the order in which it learnt of them. */
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

    /** Writes what waits, and closes. Blocks. */
    @Override
    void close();
}
