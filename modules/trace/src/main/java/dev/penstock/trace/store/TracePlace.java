package dev.penstock.trace.store;

import dev.penstock.core.config.DatabaseConfig;
import dev.penstock.core.config.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Where a node's traces are kept. */
public sealed interface TracePlace {
    /** In memory: the newest so many, gone with the process. */
    record Memory(int most) implements TracePlace {}

    /**
     * In files of the node's own.
     *
     * @param dir made if it is not there
     * @param retention how long a trace is kept
     * @param maxBytes the room that all files may take
     */
    record Directory(Path dir, Duration retention, long maxBytes) implements TracePlace {}

    /**
     * In a database that all nodes share.
     *
     * @param password the user's; null: the database asks for none
     * @param retention how long a trace is kept
     */
    record Database(DatabaseConfig config, @Nullable Secret password, Duration retention) implements TracePlace {}

    /**
     * Opens the store there. Blocks.
     *
     * @param complaints about its files, of whoever opens it again and again
     * @throws TraceStore.Unusable if it cannot be used; the message says why
     */
    static TraceStore open(TracePlace place, InstantSource clock, Complaints complaints) {
        return switch (place) {
            case Memory(int most) -> new MemoryTraces(most);
            case Directory(Path dir, Duration retention, long maxBytes) ->
                new SqliteTraces(dir, retention, maxBytes, clock, complaints);
            case Database(DatabaseConfig config, Secret password, Duration retention) ->
                new PostgresTraces(config, password, retention);
        };
    }
}
