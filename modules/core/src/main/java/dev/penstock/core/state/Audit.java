package dev.penstock.core.state;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was written, as one node's journal has it.
 *
 * @param journal the journal's own identity
 * @param length how many records it has
 * @param tip the hash that stands for all of them in their order; empty where the journal has none
 * @param verified whether each record was found to be the one that the tip stands for; null: the journal cannot be read
 *     now
 * @param items the writes that were asked for, the newest first
 * @param next the id after which the next ones begin; null where there are no more
 */
public record Audit(
        String journal,
        long length,
        String tip,
        @Nullable Boolean verified,
        List<Item> items,
        @Nullable String next) {
    public Audit {
        items = List.copyOf(items);
    }

    /** A write, and what became of it. */
    public record Item(ControlRecord record, Standing standing) {}

    /** Whether a write counts. */
    public enum Standing {
        /** It has, or had, its effect. */
        EFFECTIVE,
        /** It has none: it lacks its majority, or this version does not know it. */
        INERT,
        /** Another write took its place. */
        CONFLICT
    }
}
