package dev.penstock.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to be written to a journal. */
sealed interface Change {
    record Records(List<StoredRecord> records) implements Change {}

    /** A note's new value; null: it is to go. */
    record Note(String key, byte @Nullable [] value) implements Change {}
}
