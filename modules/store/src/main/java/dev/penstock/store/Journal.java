package dev.penstock.store;

import dev.penstock.core.Sha256;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A node's durable copy of the control records, in the order in which it learnt of them, and its own notes. */
interface Journal extends AutoCloseable {
    /** Made up once, when the journal was: one that was wiped and made anew has another. */
    String identity();

    /**
     * Hands on what is in it after a place, page by page, oldest first, and verifies it on the way. Blocks.
     *
     * @return whether that is a place of this journal
     * @throws Damaged if the chain does not hold
     * @throws Unusable if it cannot be read now
     */
    boolean read(Tip after, Consumer<List<byte[]>> page);

    /** All that is in it, as {@link #read} hands it on. */
    default List<byte[]> records() {
        return recordsAfter(Tip.START).orElseThrow();
    }

    /** What is in it after a place; empty if that is no place of this journal. */
    default Optional<List<byte[]>> recordsAfter(Tip place) {
        List<byte[]> records = new ArrayList<>();
        return read(place, records::addAll) ? Optional.of(records) : Optional.empty();
    }

    /** Those of these records that are in it. Blocks. */
    List<byte[]> records(Collection<String> ids);

    /** The records in it that are in a part of the {@link Digest}. */
    CompletionStage<List<byte[]>> part(int part);

    /**
     * Adds records; those it has already stay as they are. The stage completes when they are on disk, and all that was
     * added or noted before with them. It fails if they could not be written so far; they are tried again until they
     * are, or the journal is closed.
     */
    CompletionStage<Void> append(List<StoredRecord> records);

    /** All of this node's notes, by their keys. Blocks. */
    Map<String, byte[]> notes();

    /**
     * Sets or, with null, removes a note. As durable as an append, in the same order with them, and tried again in the
     * same way.
     */
    CompletionStage<Void> note(String key, byte @Nullable [] value);

    /** The end of what is on disk, as this node saw it last. */
    Tip tip();

    /** Writes what waits, and closes; what is asked from then on fails. Blocks. */
    @Override
    void close();

    /**
     * The end of a journal.
     *
     * @param length how many records it has
     * @param hash of the chain over them: SHA-256, in lower-case hexadecimal, of the hash before and the record's id,
     *     both as they are written; empty where there is no record
     */
    record Tip(long length, String hash) {
        static final Tip START = new Tip(0, "");

        /** The end once this record was added. */
        Tip then(String id) {
            return new Tip(length + 1, Sha256.hex(hash + id));
        }
    }

    /** The journal cannot be used; the message tells an operator why. */
    class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unusable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** What is in the journal is not what was written. */
    final class Damaged extends Unusable {
        private static final long serialVersionUID = 1L;

        Damaged(String message) {
            super(message, null);
        }
    }
}
