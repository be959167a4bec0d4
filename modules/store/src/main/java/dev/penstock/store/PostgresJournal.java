package dev.penstock.store;

import dev.penstock.core.config.Secret;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal in PostgreSQL that all nodes share. Who writes has the one lock until its transaction ends, so that all
 * records have one order and one chain. A database that is gone is looked for again until it is back.
 */
final class PostgresJournal implements SharedJournal {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresJournal.class);
    /** How long whoever asks waits while the database is away. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** The key of the lock that a writer has: "penstock" in ASCII. */
    private static final long LOCK = 0x70656e73746f636bL;

    /** The key of the lock that a node has while it brings the tables up to date. */
    private static final long SCHEMA_LOCK = LOCK + 1;

    private static final String CONNECT_SECONDS = "2";
    private static final String ANSWER_SECONDS = "5";
    private static final String MIGRATION_SECONDS = "120";

    private final String place;
    private final String node;
    private final PGSimpleDataSource database;
    private final String identity;
    private final JournalThread thread;
    private final JournalReader reader;
    /** The thread's own, but for the start. */
    private @Nullable Connection connection;

    private volatile Tip tip;

    /**
     * Opens the journal in a database, or makes a new one there. Blocks.
     *
     * @param url of the database, without a password: {@code jdbc:postgresql://host/database}
     * @param node whose notes these are
     * @param identities where a new journal's identity comes from
     * @throws Unusable if it cannot be reached, is damaged, or was written by a newer version
     */
    static PostgresJournal open(
            String url, String user, @Nullable Secret password, String node, Supplier<String> identities) {
        return open(url, user, password, node, identities, PATIENCE);
    }

    static PostgresJournal open(
            String url,
            String user,
            @Nullable Secret password,
            String node,
            Supplier<String> identities,
            Duration patience) {
        String place = url.replaceFirst("\\?.*", "");
        try {
            migrate(database(url, user, password, MIGRATION_SECONDS), place);
            return new PostgresJournal(
                    database(url, user, password, ANSWER_SECONDS), place, node, identities, patience);
        } catch (SQLException e) {
            throw new Unusable("The database " + place + " cannot be used: " + JournalThread.why(e) + ".", e);
        }
    }

    private static PGSimpleDataSource database(String url, String user, @Nullable Secret password, String seconds)
            throws SQLException {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(url);
        database.setUser(user);
        if (password != null) {
            database.setPassword(password.reveal());
        }
        database.setProperty(PGProperty.APPLICATION_NAME, "penstock");
        database.setProperty(PGProperty.CONNECT_TIMEOUT, CONNECT_SECONDS);
        database.setProperty(PGProperty.LOGIN_TIMEOUT, ANSWER_SECONDS);
        database.setProperty(PGProperty.SOCKET_TIMEOUT, seconds);
        database.setProperty(PGProperty.TCP_KEEP_ALIVE, "true");
        // What the server tells of a bad row holds its values.
        database.setProperty(PGProperty.LOG_SERVER_ERROR_DETAIL, "false");
        return database;
    }

    /** One node after the other: Flyway itself gets in its own way where several make the first tables. */
    private static void migrate(PGSimpleDataSource database, String place) throws SQLException {
        try (Connection waiting = database.getConnection();
                Statement sql = waiting.createStatement()) {
            sql.execute("SELECT pg_advisory_lock(" + SCHEMA_LOCK + ")");
            Schema.POSTGRESQL.migrate(database, place, 0);
        }
    }

    private PostgresJournal(
            PGSimpleDataSource database, String place, String node, Supplier<String> identities, Duration patience)
            throws SQLException {
        this.database = database;
        this.place = place;
        this.node = node;
        Connection first = connect();
        try {
            lock(first);
            identity = Tables.identity(first, identities);
            first.commit();
            tip = Tables.tip(first);
            first.commit();
        } catch (SQLException | RuntimeException e) {
            first.close();
            throw e;
        }
        connection = first;
        thread = new JournalThread(place, new Session(), patience);
        reader = new JournalReader(thread, place);
    }

    private Connection connect() throws SQLException {
        Connection made = database.getConnection();
        try (Statement sql = made.createStatement()) {
            sql.execute("SET synchronous_commit = on");
            // A node that freezes with the lock must not keep the others from writing.
            sql.execute("SET idle_in_transaction_session_timeout = '4s'");
            sql.execute("SET lock_timeout = '4s'");
            made.setAutoCommit(false);
        } catch (SQLException e) {
            made.close();
            throw e;
        }
        return made;
    }

    private static void lock(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            sql.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
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
        return thread.await(sql -> Tables.notes(sql, node));
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
    public CompletionStage<List<byte[]>> decide(String slot, List<StoredRecord> records) {
        return thread.ask(sql -> decide(sql, slot, records));
    }

    private List<byte[]> decide(Connection sql, String slot, List<StoredRecord> records) throws SQLException {
        lock(sql);
        Tip end = Tables.tip(sql);
        List<byte[]> decided = decided(sql, slot);
        if (decided.isEmpty()) {
            end = Tables.append(sql, end, records);
            try (PreparedStatement insert = sql.prepareStatement("INSERT INTO decided (slot, records) VALUES (?, ?)")) {
                insert.setString(1, slot);
                insert.setArray(
                        2,
                        sql.createArrayOf(
                                "text", records.stream().map(StoredRecord::id).toArray()));
                insert.executeUpdate();
            }
            decided = records.stream().map(StoredRecord::bytes).toList();
        }
        sql.commit();
        tip = end;
        return decided;
    }

    private static List<byte[]> decided(Connection connection, String slot) throws SQLException {
        List<byte[]> decided = new ArrayList<>();
        try (PreparedStatement sql = connection.prepareStatement("SELECT r.bytes FROM decided d"
                + " CROSS JOIN LATERAL unnest(d.records) WITH ORDINALITY AS part(id, place)"
                + " JOIN records r ON r.id = part.id WHERE d.slot = ? ORDER BY part.place")) {
            sql.setString(1, slot);
            try (ResultSet rows = sql.executeQuery()) {
                while (rows.next()) {
                    decided.add(rows.getBytes(1));
                }
            }
        }
        return decided;
    }

    @Override
    public CompletionStage<Since> since(long seq) {
        return thread.ask(sql -> since(sql, seq));
    }

    private Since since(Connection connection, long seq) throws SQLException {
        List<byte[]> records = new ArrayList<>();
        Tip end = null;
        try (PreparedStatement sql = connection.prepareStatement(
                "SELECT seq, chain, bytes FROM records WHERE seq > ? ORDER BY seq LIMIT 1000")) {
            sql.setLong(1, seq);
            try (ResultSet rows = sql.executeQuery()) {
                while (rows.next()) {
                    end = new Tip(rows.getLong(1), rows.getString(2));
                    records.add(rows.getBytes(3));
                }
            }
        }
        if (end != null) {
            tip = end;
        }
        return new Since(end == null ? seq : end.length(), records);
    }

    @Override
    public void close() {
        thread.close();
    }

    /** The present connection, if there is one; after a failure, the next one. */
    private final class Session implements JournalThread.Database {
        @Override
        public Connection connection() throws SQLException {
            if (connection == null) {
                Connection made = connect();
                String found = Tables.identity(made, () -> "");
                if (!found.equals(identity)) {
                    made.close();
                    throw new SQLException("it is another journal now: '" + found + "', expected '" + identity
                            + "': start the node anew");
                }
                made.commit();
                connection = made;
            }
            return connection;
        }

        @Override
        public void write(List<Change> changes) throws SQLException {
            Connection sql = connection();
            lock(sql);
            Tip end = Tables.write(sql, node, Tables.tip(sql), changes);
            sql.commit();
            tip = end;
        }

        @Override
        public void recover() {
            close();
        }

        @Override
        public void close() {
            Connection last = connection;
            connection = null;
            try {
                if (last != null) {
                    last.close();
                }
            } catch (SQLException e) {
                LOG.debug("journal {}: a connection could not be closed", place, e);
            }
        }
    }
}
