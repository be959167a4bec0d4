package dev.penstock.reviews;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node's reviews in SQLite, in a file of its own that only its user can read. */
final class SqliteReviews implements ReviewStore {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteReviews.class);
    private static final String FILE = "reviews.db";
    private static final int VERSION = 1;

    /** What is looked for stands in columns; {@code ended} of what is not decided is when it expires. */
    private static final List<String> TABLES = List.of(
            """
            CREATE TABLE reviews (
              id TEXT PRIMARY KEY, place TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, route TEXT NOT NULL,
              resolved INTEGER NOT NULL, ended INTEGER NOT NULL, claimed_until INTEGER NOT NULL,
              bytes INTEGER NOT NULL, review TEXT NOT NULL)
            """,
            "CREATE TABLE stories (id TEXT PRIMARY KEY, story TEXT NOT NULL)",
            "CREATE INDEX reviews_ended ON reviews (resolved, ended)");

    private final String place;
    private final Connection connection;

    /**
     * Opens the file in a directory, or makes a new one.
     *
     * @param dir made if it is not there
     * @throws Unusable if it cannot be opened, is in use, or was written by a newer version
     */
    static SqliteReviews open(Path dir) {
        Path file = dir.resolve(FILE);
        try {
            Files.createDirectories(dir);
            create(file);
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try {
                return new SqliteReviews(connection, file.toString());
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (IOException e) {
            throw new Unusable("The reviews' file " + file + " cannot be made: " + e + ".", e);
        } catch (SQLException e) {
            boolean locked = String.valueOf(e.getMessage()).contains("SQLITE_BUSY");
            throw new Unusable(
                    "The reviews' file " + file
                            + (locked
                                    ? " is in use by another process: expected a data_dir of this node's own."
                                    : " cannot be opened: " + e.getMessage() + "."),
                    e);
        }
    }

    /** It holds what users said. */
    private static void create(Path file) throws IOException {
        if (!Files.exists(file)
                && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
    }

    private SqliteReviews(Connection connection, String place) throws SQLException {
        this.connection = connection;
        this.place = place;
        try (Statement sql = connection.createStatement()) {
            sql.execute("PRAGMA locking_mode = EXCLUSIVE");
            sql.execute("PRAGMA journal_mode = WAL");
            sql.execute("PRAGMA synchronous = FULL");
            // What is forgotten is overwritten.
            sql.execute("PRAGMA secure_delete = ON");
            // Else a file that is in use, or no database, would show at the first write.
            sql.execute("BEGIN EXCLUSIVE");
            migrate(sql);
            sql.execute("COMMIT");
        }
        connection.setAutoCommit(false);
    }

    private void migrate(Statement sql) throws SQLException {
        int present;
        try (ResultSet row = sql.executeQuery("PRAGMA user_version")) {
            present = row.getInt(1);
        }
        if (present > VERSION) {
            throw new Unusable(
                    "The reviews' file " + place + " is of version " + present + ", expected at most " + VERSION
                            + ": a newer Penstock wrote it.",
                    null);
        }
        if (present == 0) {
            for (String table : TABLES) {
                sql.execute(table);
            }
            sql.execute("PRAGMA user_version = " + VERSION);
        }
    }

    private interface Work<T> {
        T of(Connection sql) throws SQLException;
    }

    /** Does something as one step; where it fails, nothing of it is done. */
    private <T> T inOneStep(Work<T> work) {
        try {
            T done = work.of(connection);
            connection.commit();
            return done;
        } catch (SQLException e) {
            try {
                connection.rollback();
            } catch (SQLException again) {
                LOG.warn("reviews' file {}: nothing could be undone", place, again);
            }
            throw new Unusable("The reviews' file " + place + " cannot be used: " + e.getMessage() + ".", e);
        }
    }

    @Override
    public void add(FullReview full) {
        inOneStep(sql -> {
            Review review = full.review();
            put(
                    sql,
                    "INSERT INTO reviews (place, kind, route, resolved, ended, claimed_until, bytes, review, id)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    ReviewId.order(review.id()),
                    review.kind().word(),
                    review.route(),
                    0,
                    review.ended().toEpochMilli(),
                    0L,
                    full.story().bytes(),
                    ReviewCodec.of(review).toString(),
                    review.id());
            return put(
                    sql,
                    "INSERT INTO stories (story, id) VALUES (?, ?)",
                    ReviewCodec.of(full.story()).toString(),
                    review.id());
        });
    }

    @Override
    public void update(FullReview full) {
        inOneStep(sql -> {
            Review review = full.review();
            boolean resolved = review.state() instanceof ReviewState.Resolved;
            put(
                    sql,
                    "UPDATE reviews SET resolved = ?, ended = ?, claimed_until = ?, bytes = ?, review = ? WHERE id = ?",
                    resolved ? 1 : 0,
                    review.ended().toEpochMilli(),
                    review.state() instanceof ReviewState.Claimed claimed
                            ? claimed.until().toEpochMilli()
                            : 0L,
                    full.story().bytes(),
                    ReviewCodec.of(review).toString(),
                    review.id());
            return resolved
                    ? put(
                            sql,
                            "UPDATE stories SET story = ? WHERE id = ?",
                            ReviewCodec.of(full.story()).toString(),
                            review.id())
                    : 0;
        });
    }

    @Override
    public Optional<FullReview> find(String id) {
        return inOneStep(sql -> {
            try (PreparedStatement select =
                    sql.prepareStatement("SELECT review, story FROM reviews JOIN stories USING (id) WHERE id = ?")) {
                select.setString(1, id);
                try (ResultSet row = select.executeQuery()) {
                    return row.next()
                            ? Optional.of(new FullReview(
                                    ReviewCodec.review(ReviewCodec.read(row.getString(1))),
                                    ReviewCodec.story(ReviewCodec.read(row.getString(2)))))
                            : Optional.empty();
                }
            }
        });
    }

    @Override
    public List<Review> list(ReviewQuery query, Instant now) {
        StringBuilder where = new StringBuilder("SELECT review FROM reviews WHERE 1 = 1");
        List<Object> values = new ArrayList<>();
        long ms = now.toEpochMilli();
        switch (query.status()) {
            case null -> {}
            case OPEN -> and(where, values, " AND resolved = 0 AND ended > ? AND claimed_until <= ?", ms, ms);
            case CLAIMED -> and(where, values, " AND resolved = 0 AND ended > ? AND claimed_until > ?", ms, ms);
            case RESOLVED -> where.append(" AND resolved = 1");
            case EXPIRED -> and(where, values, " AND resolved = 0 AND ended <= ?", ms);
        }
        if (query.route() != null) {
            and(where, values, " AND route = ?", query.route());
        }
        if (query.kind() != null) {
            and(where, values, " AND kind = ?", query.kind().word());
        }
        if (query.after() != null) {
            and(where, values, " AND place < ?", ReviewId.order(query.after()));
        }
        and(where, values, " ORDER BY place DESC LIMIT ?", query.limit());
        return inOneStep(sql -> {
            try (PreparedStatement select = sql.prepareStatement(where.toString())) {
                set(select, values.toArray());
                try (ResultSet row = select.executeQuery()) {
                    List<Review> found = new ArrayList<>();
                    while (row.next()) {
                        found.add(ReviewCodec.review(ReviewCodec.read(row.getString(1))));
                    }
                    return found;
                }
            }
        });
    }

    private static void and(StringBuilder where, List<Object> values, String condition, Object... more) {
        where.append(condition);
        values.addAll(List.of(more));
    }

    @Override
    public int undecided(Instant now) {
        return Math.toIntExact(
                number("SELECT COUNT(*) FROM reviews WHERE resolved = 0 AND ended > ?", now.toEpochMilli()));
    }

    @Override
    public long bytes() {
        return number("SELECT COALESCE(SUM(bytes), 0) FROM reviews");
    }

    private long number(String query, Object... values) {
        return inOneStep(sql -> {
            try (PreparedStatement select = sql.prepareStatement(query)) {
                set(select, values);
                try (ResultSet row = select.executeQuery()) {
                    return row.getLong(1);
                }
            }
        });
    }

    @Override
    public void forget(Instant before, int most, Instant now) {
        inOneStep(sql -> {
            put(sql, """
                DELETE FROM reviews WHERE (resolved = 1 OR ended <= ?) AND (ended < ? OR id NOT IN
                  (SELECT id FROM reviews WHERE resolved = 1 OR ended <= ? ORDER BY ended DESC LIMIT ?))
                """, now.toEpochMilli(), before.toEpochMilli(), now.toEpochMilli(), most);
            return put(sql, "DELETE FROM stories WHERE id NOT IN (SELECT id FROM reviews)");
        });
    }

    /** Says how many rows it changed. */
    private static int put(Connection sql, String statement, Object... values) throws SQLException {
        try (PreparedStatement prepared = sql.prepareStatement(statement)) {
            set(prepared, values);
            return prepared.executeUpdate();
        }
    }

    private static void set(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("reviews' file {}: it could not be closed", place, e);
        }
    }
}
