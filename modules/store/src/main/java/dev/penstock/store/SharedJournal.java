package dev.penstock.store;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** A journal that all nodes share: what it decides is decided. Each node has its own notes in it. */
interface SharedJournal extends Journal {
    /**
     * Decides a slot for these records, a proposal and its commit, unless it was decided before. The stage completes,
     * once that is on disk, with the records of whoever won; asking again gives the same. If it fails, the slot may or
     * may not have been decided: ask again.
     *
     * @param slot what only one can have
     * @param records at least one
     */
    CompletionStage<List<byte[]>> decide(String slot, List<StoredRecord> records);

    /**
     * What any node appended after a place, oldest first.
     *
     * @param seq the place of the last record that is known, counted from 1; 0: from the start
     */
    CompletionStage<Since> since(long seq);

    /**
     * What came after a place.
     *
     * @param seq the place of the last of them; where none came, the one that was asked for
     */
    record Since(long seq, List<byte[]> records) {
        public Since {
            records = List.copyOf(records);
        }
    }
}
