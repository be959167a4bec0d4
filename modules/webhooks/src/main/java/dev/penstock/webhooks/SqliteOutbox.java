package dev.penstock.webhooks;

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
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events that wait in SQLite, in a file of their own that only its user can read. */
final class SqliteOutbox implements Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteOutbox.class);
    static final String FILE = "webhooks.db";
    private static final int VERSION = 1;

    private final String place;
    private final Connection connection;

    /**
     * Opens the file in a directory, or makes a new one.
     *
     * @param dir made if it is not there
     * @throws Unusable if it cannot be opened, is in use, or was written by a newer version
     */
    static SqliteOutbox open(Path dir) {
        Path file = dir.resolve(FILE);
        try {
            Files.createDirectories(dir);
            if (!Files.exists(file)
                    && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try {
                return new SqliteOutbox(connection, file.toString());
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (IOException e) {
            throw new Unusable("The webhooks' file " + file + " cannot be made: " + e + ".", e);
        } catch (SQLException e) {
            boolean locked = String.valueOf(e.getMessage()).contains("SQLITE_BUSY");
            throw new Unusable(
                    "The webhooks' file " + file
                            + (locked
                                    ? " is in use by another process: expected a data_dir of this node's own."
                                    : " cannot be opened: " + e.getMessage() + "."),
                    e);
        }
    }

    private SqliteOutbox(Connection connection, String place) throws SQLException {
        this.connection = connection;
        this.place = place;
        try (Statement sql = connection.createStatement()) {
            sql.execute("PRAGMA locking_mode = EXCLUSIVE");
            sql.execute("PRAGMA journal_mode = WAL");
            sql.execute("PRAGMA synchronous = FULL");
            // Else a file that is in use, or no database, would show at the first write.
            sql.execute("BEGIN EXCLUSIVE");
            migrate(sql);
            sql.execute("COMMIT");
        }
    }

    private void migrate(Statement sql) throws SQLException {
        int present;
        try (ResultSet row = sql.executeQuery("PRAGMA user_version")) {
            present = row.getInt(1);
        }
        if (present > VERSION) {
            throw new SQLException(
                    "it is of version " + present + ", expected at most " + VERSION + ": a newer Penstock wrote it");
        }
        if (present == 0) {
            sql.execute("""
                CREATE TABLE waiting (
                  place INTEGER PRIMARY KEY AUTOINCREMENT, webhook TEXT NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
                  at INTEGER NOT NULL, body TEXT NOT NULL, failures INTEGER NOT NULL, due INTEGER NOT NULL,
                  UNIQUE (webhook, id))
                """);
            sql.execute("PRAGMA user_version = " + VERSION);
        }
    }

    @Override
    public void add(String webhook, Event event) {
        change(
                "INSERT OR IGNORE INTO waiting (webhook, id, type, at, body, failures, due) VALUES (?, ?, ?, ?, ?, 0,"
                        + " 0)",
                webhook,
                event.id(),
                event.type(),
                event.at().toEpochMilli(),
                event.body());
    }

    @Override
    public Optional<Waiting> next(String webhook, Instant now) {
        return read(
                "SELECT place, id, type, at, body, failures, due FROM waiting WHERE webhook = ? AND due <= ?"
                        + " ORDER BY place LIMIT 1",
                row -> row.next()
                        ? Optional.of(new Waiting(
                                row.getLong(1),
                                webhook,
                                row.getString(2),
                                row.getString(3),
                                Instant.ofEpochMilli(row.getLong(4)),
                                row.getString(5),
                                row.getInt(6),
                                Instant.ofEpochMilli(row.getLong(7))))
                        : Optional.empty(),
                webhook,
                now.toEpochMilli());
    }

    @Override
    public void later(Waiting waiting) {
        change(
                "UPDATE waiting SET failures = ?, due = ? WHERE place = ?",
                waiting.failures(),
                waiting.due().toEpochMilli(),
                waiting.place());
    }

    @Override
    public void remove(long at) {
        change("DELETE FROM waiting WHERE place = ?", at);
    }

    @Override
    public int waiting(String webhook) {
        return read("SELECT COUNT(*) FROM waiting WHERE webhook = ?", row -> row.next() ? row.getInt(1) : 0, webhook);
    }

    @Override
    public int trim(String webhook, int most) {
        int more = waiting(webhook) - most;
        return more <= 0
                ? 0
                : change(
                        "DELETE FROM waiting WHERE place IN"
                                + " (SELECT place FROM waiting WHERE webhook = ? ORDER BY place LIMIT ?)",
                        webhook,
                        more);
    }

    /** Says how many rows it changed. */
    private int change(String statement, Object... values) {
        try (PreparedStatement sql = prepared(statement, values)) {
            return sql.executeUpdate();
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    private interface Rows<T> {
        T of(ResultSet row) throws SQLException;
    }

    private <T> T read(String query, Rows<T> rows, Object... values) {
        try (PreparedStatement sql = prepared(query, values);
                ResultSet row = sql.executeQuery()) {
            return rows.of(row);
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    private PreparedStatement prepared(String statement, Object... values) throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(statement);
        for (int i = 0; i < values.length; i++) {
            prepared.setObject(i + 1, values[i]);
        }
        return prepared;
    }

    private Unusable unusable(SQLException e) {
        return new Unusable("The webhooks' file " + place + " cannot be used: " + e.getMessage() + ".", e);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("webhooks' file {}: it could not be closed", place, e);
        }
    }
}
