package dev.penstock.store;

import dev.penstock.core.config.DatabaseConfig;
import dev.penstock.core.config.Secret;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where a node's journal is. */
public sealed interface JournalPlace {
    /** Nowhere: it is gone with the process. */
    record Memory() implements JournalPlace {}

    /** In a directory of the node's own, which is made if it is not there. */
    record Directory(Path dir) implements JournalPlace {}

    /**
     * In a database that all nodes share.
     *
     * @param password the user's; null: the database asks for none
     */
    record Database(DatabaseConfig config, @Nullable Secret password) implements JournalPlace {}

    /**
     * Opens it. Blocks.
     *
     * @param identities where the identity of a new journal comes from
     * @throws RuntimeException if it cannot be used; the message says why
     */
    static Journal open(JournalPlace place, String node, Supplier<String> identities) {
        return switch (place) {
            case Memory() -> new MemoryJournal(identities.get());
            case Directory(Path dir) -> SqliteJournal.open(dir, identities);
            case Database(DatabaseConfig config, Secret password) ->
                PostgresJournal.open(config.url(), config.user(), password, node, identities);
        };
    }
}
