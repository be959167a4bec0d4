package dev.penstock.trace.store;

import dev.penstock.core.config.DatabaseConfig;
import dev.penstock.core.config.Secret;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The traces of all nodes in PostgreSQL, for as long as they are retained. Whoever asks has a connection of its own;
 * the one that adds stays.
 */
final class PostgresTraces implements TraceStore {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresTraces.class);
    /** The key of the lock that a node has while it brings the tables up to date: "pentrace" in ASCII. */
    private static final long SCHEMA_LOCK = 0x70656e7472616365L;

    private static final int FORGOTTEN_AT_ONCE = 10_000;
    /** All nodes tidy the same tables. */
    private static final Duration TIDY_EVERY = Duration.ofMinutes(1);

    private static final String CONNECT_SECONDS = "2";
    private static final String ANSWER_SECONDS = "10";
    private static final String MIGRATION_SECONDS = "120";

    private final String place;
    private final PGSimpleDataSource database;
    private final Duration retention;
    private final StoryBytes bytes = new StoryBytes();
    private @Nullable Connection writing;
    private @Nullable Instant tidied;

    /**
     * Opens the tables in a database, or makes them.
     *
     * @param password the user's; null: the database asks for none
     * @param retention how long a trace is kept
     * @throws Unusable if it cannot be reached, or was written by a newer version
     */
    PostgresTraces(DatabaseConfig config, @Nullable Secret password, Duration retention) {
        this.place = config.url().replaceFirst("\\?.*", "");
        this.retention = retention;
        try {
            database = database(config, password, ANSWER_SECONDS);
            migrate(database(config, password, MIGRATION_SECONDS));
        } catch (SQLException | FlywayException e) {
            throw unusable(e);
        }
    }

    private static PGSimpleDataSource database(DatabaseConfig config, @Nullable Secret password, String seconds)
            throws SQLException {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(config.url());
        database.setUser(config.user());
        if (password != null) {
            database.setPassword(password.reveal());
        }
        database.setProperty(PGProperty.APPLICATION_NAME, "penstock traces");
        database.setProperty(PGProperty.CONNECT_TIMEOUT, CONNECT_SECONDS);
        database.setProperty(PGProperty.LOGIN_TIMEOUT, CONNECT_SECONDS);
        database.setProperty(PGProperty.SOCKET_TIMEOUT, seconds);
        database.setProperty(PGProperty.TCP_KEEP_ALIVE, "true");
        database.setProperty(PGProperty.REWRITE_BATCHED_INSERTS, "true");
        // What the server tells of a bad row holds its values.
        database.setProperty(PGProperty.LOG_SERVER_ERROR_DETAIL, "false");
        return database;
    }

    /** One node after the other: Flyway itself gets in its own way where several make the first tables. */
    private static void migrate(PGSimpleDataSource database) throws SQLException {
        try (Connection waiting = database.getConnection();
                Statement sql = waiting.createStatement()) {
            sql.execute("SELECT pg_advisory_lock(" + SCHEMA_LOCK + ")");
            Flyway.configure(PostgresTraces.class.getClassLoader())
                    .loggers("slf4j")
                    .dataSource(database)
                    .locations("classpath:db/traces")
                    .table("traces_schema_history")
                    // The journal's tables are there already, and have a history of their own.
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load()
                    .migrate();
        }
    }

    private Unusable unusable(Exception e) {
        Throwable why = e;
        while (!(why instanceof SQLException) && why.getCause() != null) {
            why = why.getCause();
        }
        return new Unusable("The traces in " + place + " cannot be used: " + why.getMessage() + ".", e);
    }

    private Connection writing() throws SQLException {
        Connection connection = writing;
        if (connection == null) {
            connection = database.getConnection();
            writing = connection;
            try (Statement sql = connection.createStatement()) {
                // A crash of the database may lose the last moment, as one of the node does.
                sql.execute("SET synchronous_commit = off");
                sql.execute("SET idle_in_transaction_session_timeout = '10s'");
            }
            connection.setAutoCommit(false);
        }
        return connection;
    }

    @Override
    public void add(List<StoredTrace> traces) {
        try {
            Connection connection = writing();
            try (PreparedStatement insert = connection.prepareStatement(
                            "INSERT INTO traces (place, id, cost, total_us, tags, story) VALUES (?, ?, ?, ?, ?, ?)"
                                    + " ON CONFLICT DO NOTHING");
                    PreparedStatement text = connection.prepareStatement(
                            "INSERT INTO trace_text (place, id, request, answer, until) VALUES (?, ?, ?, ?, ?)"
                                    + " ON CONFLICT DO NOTHING")) {
                for (StoredTrace trace : traces) {
                    insert.setLong(1, trace.place().number());
                    insert.setString(2, trace.id());
                    insert.setObject(3, trace.costPicodollars(), Types.BIGINT);
                    insert.setLong(4, trace.totalUs());
                    insert.setArray(5, texts(connection, trace.tags()));
                    insert.setBytes(6, bytes.pack(trace.story()));
                    insert.addBatch();
                    add(text, trace);
                }
                insert.executeBatch();
                text.executeBatch();
            }
            connection.commit();
        } catch (SQLException e) {
            disconnect();
            throw unusable(e);
        }
    }

    private static void add(PreparedStatement insert, StoredTrace trace) throws SQLException {
        KeptText text = trace.text();
        if (text != null) {
            insert.setLong(1, trace.place().number());
            insert.setString(2, trace.id());
            insert.setString(3, text.request());
            insert.setString(4, text.answer());
            insert.setLong(5, text.until().toEpochMilli());
            insert.addBatch();
        }
    }

    /** PostgreSQL has no text with a NUL in it. */
    private static Array texts(Connection connection, Collection<String> tags) throws SQLException {
        return connection.createArrayOf(
                "text", tags.stream().map(tag -> tag.replace("\0", "\uFFFD")).toArray());
    }

    private interface Work<T> {
        T of(Connection connection) throws SQLException;
    }

    private <T> T reading(Work<T> work) {
        try (Connection connection = database.getConnection()) {
            return work.of(connection);
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    @Override
    public Optional<byte[]> find(String id) {
        return reading(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT story FROM traces WHERE id = ?")) {
                select.setString(1, id);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(StoryBytes.unpack(row.getBytes(1))) : Optional.empty();
                }
            }
        });
    }

    @Override
    public List<FoundTrace> query(TraceQuery query) {
        return reading(connection -> {
            TraceFilter filter = query.filter();
            List<Object> values = new ArrayList<>();
            StringBuilder sql =
                    new StringBuilder("SELECT place, id, story FROM traces WHERE place >= ? AND place <= ?");
            values.add(query.least());
            values.add(query.most());
            if (query.after() != null) {
                sql.append(" AND (place < ? OR id < ?)");
                values.add(query.after().number());
                values.add(query.after().id());
            }
            if (!filter.tags().isEmpty()) {
                sql.append(" AND tags @> ?");
                values.add(texts(
                        connection,
                        filter.tags().entrySet().stream()
                                .map(tag -> tag.getKey().of(tag.getValue()))
                                .toList()));
            }
            between(connection, sql, values, "cost", Buckets.COST, filter.cost());
            between(connection, sql, values, "total_us", Buckets.LATENCY, filter.latency());
            if (filter.feedback() != null) {
                sql.append(" AND id IN (SELECT trace FROM feedback WHERE kind = ?)");
                values.add(filter.feedback());
            }
            sql.append(" ORDER BY place DESC, id DESC LIMIT ?");
            values.add(query.limit());
            try (PreparedStatement select = connection.prepareStatement(sql.toString())) {
                for (int i = 0; i < values.size(); i++) {
                    select.setObject(i + 1, values.get(i));
                }
                List<FoundTrace> found = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        found.add(new FoundTrace(
                                new Place(row.getLong(1), row.getString(2)),
                                StoryBytes.unpackOrNothing(row.getBytes(3))));
                    }
                }
                return found;
            }
        });
    }

    private static void between(
            Connection connection,
            StringBuilder sql,
            List<Object> values,
            String column,
            Buckets buckets,
            TraceFilter.@Nullable Range range)
            throws SQLException {
        if (range != null) {
            sql.append(" AND tags && ? AND ").append(column).append(" BETWEEN ? AND ?");
            values.add(texts(connection, buckets.range(range.least(), range.most())));
            values.add(range.least());
            values.add(range.most());
        }
    }

    @Override
    public Optional<KeptText> text(String id, Instant now) {
        return reading(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT request, answer, until FROM trace_text WHERE id = ? AND until > ?")) {
                select.setString(1, id);
                select.setLong(2, now.toEpochMilli());
                try (ResultSet row = select.executeQuery()) {
                    return row.next()
                            ? Optional.of(new KeptText(
                                    row.getString(1), row.getString(2), Instant.ofEpochMilli(row.getLong(3))))
                            : Optional.empty();
                }
            }
        });
    }

    @Override
    public Feedback.Taken add(Feedback feedback) {
        return reading(connection -> {
            long number;
            try (PreparedStatement select = connection.prepareStatement("SELECT place FROM traces WHERE id = ?")) {
                select.setString(1, feedback.trace());
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        return Feedback.Taken.NO_SUCH_TRACE;
                    }
                    number = row.getLong(1);
                }
            }
            return FeedbackRows.add(connection, feedback, number);
        });
    }

    @Override
    public Map<String, List<Feedback>> feedback(Collection<String> ids) {
        return reading(connection -> FeedbackRows.of(connection, ids));
    }

    /** A part at a time, so that no lock is held for long; what another node forgets at the same time is left to it. */
    @Override
    public void tidy(Instant now) {
        Instant last = tidied;
        if (last != null && !now.isBefore(last) && now.isBefore(last.plus(TIDY_EVERY))) {
            return;
        }
        tidied = now;
        long oldest = Place.first(now.minus(retention));
        try {
            Connection connection = writing();
            forget(connection, "trace_text WHERE until <= " + now.toEpochMilli());
            forget(connection, "trace_text WHERE place < " + oldest);
            inParts(
                    connection,
                    "UPDATE feedback SET text = NULL, until = NULL",
                    "feedback WHERE until <= " + now.toEpochMilli());
            forget(connection, "feedback WHERE place < " + oldest);
            forget(connection, "traces WHERE place < " + oldest);
        } catch (SQLException e) {
            disconnect();
            throw unusable(e);
        }
    }

    private static void forget(Connection connection, String which) throws SQLException {
        inParts(connection, "DELETE FROM " + which.substring(0, which.indexOf(' ')), which);
    }

    private static void inParts(Connection connection, String change, String which) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            int forgotten;
            do {
                forgotten = sql.executeUpdate(change + " WHERE ctid = ANY (ARRAY(SELECT ctid FROM " + which + " LIMIT "
                        + FORGOTTEN_AT_ONCE + " FOR UPDATE SKIP LOCKED))");
                connection.commit();
            } while (forgotten == FORGOTTEN_AT_ONCE);
        }
    }

    @Override
    public double taken() {
        return 0;
    }

    @Override
    public long bytes() {
        return 0;
    }

    private void disconnect() {
        Connection last = writing;
        writing = null;
        if (last != null) {
            try {
                last.close();
            } catch (SQLException e) {
                LOG.debug("a connection to {} could not be closed", place, e);
            }
        }
    }

    @Override
    public void close() {
        disconnect();
    }
}
