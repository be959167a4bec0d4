package dev.penstock.store;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

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

    /** As {@link Journal#read}. */
    boolean read(Journal.Tip after, Consumer<List<byte[]>> pages) {
        if (!thread.await(sql -> Tables.has(sql, after))) {
            return false;
        }
        Tables.Page page = new Tables.Page(List.of(), after);
        do {
            Journal.Tip end = page.end();
            page = thread.await(sql -> Tables.page(sql, place, end));
            pages.accept(page.records());
        } while (!page.records().isEmpty());
        return true;
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
