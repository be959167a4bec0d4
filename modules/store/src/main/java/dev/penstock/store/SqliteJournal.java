package dev.penstock.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node's own journal, in SQLite. */
final class SqliteJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteJournal.class);
    private static final String FILE = "control.db";
    /** It has one node's notes, which needs no name here. */
    private static final String THIS_NODE = "";

    private final String place;
    private final Connection connection;
    private final String identity;
    private final JournalThread thread;
    private final JournalReader reader;

    private volatile Tip tip;

    /**
     * Opens the journal in a directory, or makes a new one.
     *
     * @param dir made if it is not there
     * @param identities where a new journal's identity comes from
     * @throws Unusable if it cannot be opened, is in use, or was written by a newer version
     */
    static SqliteJournal open(Path dir, Supplier<String> identities) {
        String place = dir.resolve(FILE).toString();
        try {
            Files.createDirectories(dir);
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + place);
            try {
                return new SqliteJournal(connection, place, identities);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
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
        this.place = place;
        try (Statement sql = connection.createStatement()) {
            sql.execute("PRAGMA locking_mode = EXCLUSIVE");
            sql.execute("PRAGMA journal_mode = WAL");
            sql.execute("PRAGMA synchronous = FULL");
            migrate(sql);
        }
        connection.setAutoCommit(false);
        identity = Tables.identity(connection, identities);
        tip = Tables.tip(connection);
        connection.commit();
        thread = new JournalThread(place, new OneConnection(), Duration.ZERO);
        reader = new JournalReader(thread, place);
    }

    /** Reads the version first: Flyway takes its time, and most starts have nothing to migrate. */
    private void migrate(Statement sql) throws SQLException {
        int present;
        try (ResultSet row = sql.executeQuery("PRAGMA user_version")) {
            present = row.getInt(1);
        }
        if (present > Schema.SQLITE.version()) {
            throw Schema.SQLITE.newer(place, present);
        }
        if (present < Schema.SQLITE.version()) {
            Schema.SQLITE.migrate(new LentConnection(connection), place, present);
            sql.execute("PRAGMA user_version = " + Schema.SQLITE.version());
        }
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public boolean read(Tip after, Consumer<List<byte[]>> page) {
        return reader.read(after, page);
    }

    @Override
    public List<byte[]> records(Collection<String> ids) {
        return reader.named(ids);
    }

    @Override
    public CompletionStage<List<byte[]>> part(int part) {
        return reader.part(part);
    }

    @Override
    public CompletionStage<Void> append(List<StoredRecord> records) {
        return thread.write(new Change.Records(records));
    }

    @Override
    public Map<String, byte[]> notes() {
        return thread.await(sql -> Tables.notes(sql, THIS_NODE));
    }

    @Override
    public CompletionStage<Void> note(String key, byte @Nullable [] value) {
        return thread.write(new Change.Note(key, value));
    }

    @Override
    public Tip tip() {
        return tip;
    }

    @Override
    public void close() {
        thread.close();
    }

    private final class OneConnection implements JournalThread.Database {
        @Override
        public Connection connection() {
            return connection;
        }

        @Override
        public void write(List<Change> changes) throws SQLException {
            Tip end = Tables.write(connection, THIS_NODE, tip, changes);
            connection.commit();
            tip = end;
        }

        @Override
        public void recover() {
            try {
                connection.rollback();
            } catch (SQLException e) {
                LOG.warn("journal {}: nothing could be undone", place, e);
            }
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.warn("journal {}: it could not be closed", place, e);
            }
        }
    }
}
