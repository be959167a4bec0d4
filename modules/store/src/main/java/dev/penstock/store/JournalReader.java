package dev.penstock.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Reads a journal in a database, and verifies what it reads. What is long it reads page by page, so that writes need
 * not wait for it.
 */
final class JournalReader {
    private final JournalThread thread;
    private final String place;

    JournalReader(JournalThread thread, String place) {
        this.thread = thread;
        this.place = place;
    }

    /**
     * All records, oldest first. Blocks.
     *
     * @throws Journal.Unusable if the chain does not hold
     */
    List<byte[]> all() {
        return follow(Journal.Tip.START);
    }

    /** The records after a place; empty if that is no place of this journal. Blocks. */
    Optional<List<byte[]>> after(Journal.Tip from) {
        return thread.await(sql -> Tables.has(sql, from)) ? Optional.of(follow(from)) : Optional.empty();
    }

    private List<byte[]> follow(Journal.Tip from) {
        List<byte[]> records = new ArrayList<>();
        Tables.Page page = new Tables.Page(List.of(), from);
        do {
            Journal.Tip end = page.end();
            page = thread.await(sql -> Tables.page(sql, place, end));
            records.addAll(page.records());
        } while (!page.records().isEmpty());
        return records;
    }

    /** Those of these ids that are there. Blocks. */
    List<byte[]> named(Collection<String> ids) {
        return thread.await(sql -> Tables.named(sql, place, ids));
    }

    /** Those of a part of the digest. */
    CompletionStage<List<byte[]>> part(int part) {
        return thread.ask(sql -> Tables.part(sql, place, part));
    }
}
