package dev.penstock.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal in SQLite, with a thread of its own. What comes while the disk is busy is written together: one
 * {@code fsync} for all of it.
 */
final class SqliteJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteJournal.class);
    private static final String FILE = "control.db";
    private static final int SCHEMA = 1;
    /** Asks the thread to end. */
    private static final Write LAST = new Write(List.of(), null, null, new CompletableFuture<>());

    private final Connection connection;
    private final String identity;
    private final BlockingQueue<Write> waiting = new LinkedBlockingQueue<>();
    private final Thread writer;
    /** What could not be written so far: tried again with what comes next. Belongs to the writer. */
    private final List<StoredRecord> owed = new ArrayList<>();

    private record Write(
            List<StoredRecord> records, @Nullable String key, byte @Nullable [] value, CompletableFuture<Void> done) {}

    /** The journal cannot be used; the message tells an operator why. */
    static final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unusable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Opens the journal in a directory, or makes a new one.
     *
     * @param dir made if it is not there; null: in memory only
     * @param identities where a new journal's identity comes from
     * @throws Unusable if it cannot be opened, is in use, or was written by a newer version
     */
    static SqliteJournal open(@Nullable Path dir, Supplier<String> identities) {
        String place = dir == null ? "memory" : dir.resolve(FILE).toString();
        try {
            if (dir != null) {
                Files.createDirectories(dir);
            }
            return new SqliteJournal(
                    DriverManager.getConnection("jdbc:sqlite:" + (dir == null ? ":memory:" : place)),
                    place,
                    identities);
        } catch (IOException e) {
            throw new Unusable("The data directory " + dir + " cannot be made: " + e + ".", e);
        } catch (SQLException e) {
            boolean locked = String.valueOf(e.getMessage()).contains("SQLITE_BUSY");
            throw new Unusable(
                    "The journal " + place
                            + (locked
                                    ? " is in use by another process: expected a data_dir of this node's own."
                                    : " cannot be opened: " + e.getMessage() + "."),
                    e);
        }
    }

    private SqliteJournal(Connection connection, String place, Supplier<String> identities) throws SQLException {
        this.connection = connection;
        try (Statement sql = connection.createStatement()) {
            sql.execute("PRAGMA locking_mode = EXCLUSIVE");
            sql.execute("PRAGMA journal_mode = WAL");
            sql.execute("PRAGMA synchronous = FULL");
            int schema = schema(sql);
            if (schema > SCHEMA) {
                throw new Unusable(
                        "The journal " + place + " is of version " + schema + ", expected at most " + SCHEMA
                                + ": a newer Penstock wrote it.",
                        null);
            }
            sql.execute("CREATE TABLE IF NOT EXISTS journal (identity TEXT NOT NULL)");
            sql.execute("CREATE TABLE IF NOT EXISTS records"
                    + " (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, bytes BLOB NOT NULL)");
            sql.execute("CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value BLOB NOT NULL)");
            sql.execute("PRAGMA user_version = " + SCHEMA);
        }
        identity = identity(identities);
        connection.setAutoCommit(false);
        writer = Thread.ofPlatform().name("penstock-journal").daemon().start(this::write);
    }

    private static int schema(Statement sql) throws SQLException {
        try (ResultSet row = sql.executeQuery("PRAGMA user_version")) {
            return row.getInt(1);
        }
    }

    private String identity(Supplier<String> identities) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            try (ResultSet row = sql.executeQuery("SELECT identity FROM journal")) {
                if (row.next()) {
                    return row.getString(1);
                }
            }
            String made = identities.get();
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO journal VALUES (?)")) {
                insert.setString(1, made);
                insert.execute();
            }
            return made;
        }
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public synchronized List<byte[]> records() {
        List<byte[]> records = new ArrayList<>();
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("SELECT bytes FROM records ORDER BY seq")) {
            while (rows.next()) {
                records.add(rows.getBytes(1));
            }
            return records;
        } catch (SQLException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    @Override
    public CompletionStage<Void> append(List<StoredRecord> records) {
        Write write = new Write(records, null, null, new CompletableFuture<>());
        waiting.add(write);
        return write.done();
    }

    @Override
    public synchronized Map<String, byte[]> notes() {
        Map<String, byte[]> notes = new HashMap<>();
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("SELECT name, value FROM notes")) {
            while (rows.next()) {
                notes.put(rows.getString(1), rows.getBytes(2));
            }
            return notes;
        } catch (SQLException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    @Override
    public CompletionStage<Void> note(String key, byte @Nullable [] value) {
        Write write = new Write(List.of(), key, value, new CompletableFuture<>());
        waiting.add(write);
        return write.done();
    }

    private void write() {
        List<Write> batch = new ArrayList<>();
        boolean last = false;
        try {
            while (!last) {
                batch.add(waiting.take());
                waiting.drainTo(batch);
                last = batch.remove(LAST);
                write(batch);
                batch.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(List<Write> batch) {
        batch.forEach(write -> owed.addAll(write.records()));
        try {
            insert(owed, batch);
            owed.clear();
            batch.forEach(write -> write.done().complete(null));
        } catch (SQLException e) {
            LOG.error("{} control records cannot be written to the journal, it will be tried again", owed.size(), e);
            batch.forEach(write -> write.done().completeExceptionally(e));
        }
    }

    private synchronized void insert(List<StoredRecord> records, List<Write> batch) throws SQLException {
        try (PreparedStatement insert =
                        connection.prepareStatement("INSERT OR IGNORE INTO records (id, bytes) VALUES (?, ?)");
                PreparedStatement put = connection.prepareStatement("INSERT OR REPLACE INTO notes VALUES (?, ?)");
                PreparedStatement remove = connection.prepareStatement("DELETE FROM notes WHERE name = ?")) {
            for (Write write : batch) {
                if (write.key() != null) {
                    PreparedStatement sql = write.value() == null ? remove : put;
                    sql.setString(1, write.key());
                    if (write.value() != null) {
                        sql.setBytes(2, write.value());
                    }
                    sql.execute();
                }
            }
            for (StoredRecord record : records) {
                insert.setString(1, record.id());
                insert.setBytes(2, record.bytes());
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        }
    }

    @Override
    public void close() {
        waiting.add(LAST);
        try {
            writer.join();
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
