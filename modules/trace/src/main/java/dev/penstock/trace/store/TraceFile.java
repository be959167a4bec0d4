package dev.penstock.trace.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * One file of traces. The rowid of a trace is the number of its place, so that its order is the file's. Its tags are in
 * a full-text index that has nothing else: which rowids have a word, in order; so a few words, and the newest rows that
 * have them all, are found without looking at others. Blocks; each reader has a connection of its own.
 */
final class TraceFile {
    private static final int VERSION = 1;
    private static final int BUSY_MS = 5_000;

    /** What is said of a trace has its place, because so it is found by kind. */
    private static final List<String> TABLES = List.of(
            "CREATE TABLE traces (place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, cost INTEGER,"
                    + " total_us INTEGER NOT NULL, story BLOB NOT NULL)",
            "CREATE VIRTUAL TABLE tags USING fts5(tag, content = '', columnsize = 0, detail = none, tokenize ="
                    + " 'ascii')",
            "CREATE TABLE trace_text (place INTEGER PRIMARY KEY, request TEXT, answer TEXT,"
                    + " until INTEGER NOT NULL)",
            "CREATE INDEX trace_text_until ON trace_text (until)",
            "CREATE TABLE feedback (trace TEXT NOT NULL, key TEXT NOT NULL, place INTEGER NOT NULL,"
                    + " at INTEGER NOT NULL, kind TEXT NOT NULL, value REAL, label TEXT, text TEXT,"
                    + " until INTEGER, actor TEXT NOT NULL, PRIMARY KEY (trace, key))",
            "CREATE INDEX feedback_kind ON feedback (kind, place)",
            "CREATE INDEX feedback_until ON feedback (until)",
            "PRAGMA user_version = " + VERSION);

    private final Path path;
    /** The numbers of the first and the last place in it: they only ever move apart. */
    private volatile long first = Long.MAX_VALUE;

    private volatile long last = Long.MIN_VALUE;

    private TraceFile(Path path) {
        this.path = path;
    }

    /**
     * Opens a file, or makes a new one.
     *
     * @throws SQLException if it cannot be opened, is none of ours, or was written by a newer version
     */
    static TraceFile open(Path path) throws SQLException, IOException {
        TraceFile file = new TraceFile(path);
        create(path);
        try (Connection connection = file.writing();
                Statement sql = connection.createStatement()) {
            sql.execute("PRAGMA journal_mode = WAL");
            migrate(sql);
            // Each alone is at an end of the table; together they would read all of it.
            try (ResultSet row =
                    sql.executeQuery("SELECT (SELECT min(place) FROM traces), (SELECT max(place) FROM traces)"
                            + " WHERE EXISTS (SELECT 1 FROM traces)")) {
                if (row.next()) {
                    file.widen(row.getLong(1));
                    file.widen(row.getLong(2));
                }
            }
        }
        return file;
    }

    /** It may hold what users said. */
    private static void create(Path file) throws IOException {
        if (!Files.exists(file)
                && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
    }

    private static void migrate(Statement sql) throws SQLException {
        int present;
        try (ResultSet row = sql.executeQuery("PRAGMA user_version")) {
            present = row.getInt(1);
        }
        if (present > VERSION) {
            throw new SQLException("it is of version " + present + ", expected at most " + VERSION);
        }
        if (present == 0) {
            sql.execute("BEGIN IMMEDIATE");
            for (String table : TABLES) {
                sql.execute(table);
            }
            sql.execute("COMMIT");
        }
    }

    private void widen(long number) {
        first = Math.min(first, number);
        last = Math.max(last, number);
    }

    Path path() {
        return path;
    }

    /** The number of the first place; the largest there is if it has none. */
    long first() {
        return first;
    }

    /** The number of the last place; the smallest there is if it has none. */
    long last() {
        return last;
    }

    /** The bytes that it takes on disk. */
    long bytes() {
        return size(path) + size(Path.of(path + "-wal"));
    }

    private static long size(Path path) {
        try {
            return Files.size(path);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Deletes a file and what stands beside it. */
    static void delete(Path path) throws IOException {
        Files.deleteIfExists(path);
        Files.deleteIfExists(Path.of(path + "-wal"));
        Files.deleteIfExists(Path.of(path + "-shm"));
    }

    /** A connection for one who writes, at most one after the other; others wait. */
    Connection writing() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MS);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setCacheSize(-16_384);
        // Else the driver asks for the rowid after each insert.
        config.setGetGeneratedKeys(false);
        return config.createConnection("jdbc:sqlite:" + path);
    }

    private Connection reading() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MS);
        config.setOpenMode(SQLiteOpenMode.READONLY);
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.resetOpenMode(SQLiteOpenMode.READWRITE);
        return config.createConnection("jdbc:sqlite:" + path);
    }

    /** Adds traces, all or none; after a failure, the connection for writing is to be closed. */
    void add(Connection connection, List<StoredTrace> traces, StoryBytes bytes) throws SQLException {
        // The index takes them in order; else it writes a part of itself for each step back.
        List<StoredTrace> ordered = new ArrayList<>(traces);
        ordered.sort(Comparator.comparing(StoredTrace::place));
        // Not the driver's transactions, which begin the next one, and lock, with each commit.
        try (Statement sql = connection.createStatement();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT OR IGNORE INTO traces (place, id, cost, total_us, story) VALUES (?, ?, ?, ?, ?)");
                PreparedStatement index = connection.prepareStatement("INSERT INTO tags (rowid, tag) VALUES (?, ?)");
                PreparedStatement text = connection.prepareStatement(
                        "INSERT INTO trace_text (place, request, answer, until) VALUES (?, ?, ?, ?)")) {
            sql.execute("BEGIN IMMEDIATE");
            for (StoredTrace trace : ordered) {
                Optional<Place> place = insert(connection, insert, trace, bytes.pack(trace.story()));
                if (place.isEmpty()) {
                    continue;
                }
                long number = place.get().number();
                widen(number);
                index.setLong(1, number);
                index.setString(2, words(trace.tags(), " "));
                index.executeUpdate();
                KeptText said = trace.text();
                if (said != null) {
                    text.setLong(1, number);
                    text.setString(2, said.request());
                    text.setString(3, said.answer());
                    text.setLong(4, said.until().toEpochMilli());
                    text.executeUpdate();
                }
            }
            sql.execute("COMMIT");
        }
    }

    /** Where it was put: at its place or the next free one. Nowhere, if it is there already. */
    private static Optional<Place> insert(
            Connection connection, PreparedStatement insert, StoredTrace trace, byte[] story) throws SQLException {
        insert.setString(2, trace.id());
        insert.setObject(3, trace.costPicodollars());
        insert.setLong(4, trace.totalUs());
        insert.setBytes(5, story);
        Place place = trace.place();
        while (true) {
            insert.setLong(1, place.number());
            if (insert.executeUpdate() == 1) {
                return Optional.of(place);
            }
            if (place(connection, trace.id()).isPresent()) {
                return Optional.empty();
            }
            place = place.next();
        }
    }

    private static Optional<Long> place(Connection connection, String id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT place FROM traces WHERE id = ?")) {
            select.setString(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
            }
        }
    }

    /** Tags as words that the index does not split: 64 bits of their hashes. */
    private static String words(Collection<String> tags, String between) {
        // One for all: to look for a new one costs more than the hash of so short a text.
        MessageDigest sha = Sha256.digest();
        return tags.stream()
                .map(tag -> HexFormat.of().formatHex(sha.digest(tag.getBytes(UTF_8)), 0, 8))
                .collect(Collectors.joining(between));
    }

    /** The story of a trace. */
    Optional<byte[]> find(String id) throws SQLException {
        try (Connection connection = reading();
                PreparedStatement select = connection.prepareStatement("SELECT story FROM traces WHERE id = ?")) {
            select.setString(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(StoryBytes.unpack(row.getBytes(1))) : Optional.empty();
            }
        }
    }

    /** Those of a query, the newest first. */
    List<FoundTrace> query(TraceQuery query) throws SQLException {
        TraceFilter filter = query.filter();
        List<Object> values = new ArrayList<>();
        StringBuilder sql = new StringBuilder("SELECT traces.place, id, story FROM ");
        String match = match(filter);
        String place = match.isEmpty() ? "place" : "tags.rowid";
        if (match.isEmpty()) {
            sql.append("traces WHERE true");
        } else {
            // CROSS JOIN: the index first, whatever the planner thinks of it.
            sql.append("tags CROSS JOIN traces ON traces.place = tags.rowid WHERE tags MATCH ?");
            values.add(match);
        }
        sql.append(" AND ").append(place).append(" >= ? AND ").append(place).append(" <= ?");
        values.add(query.least());
        values.add(query.most());
        if (query.after() != null) {
            sql.append(" AND (traces.place < ? OR id < ?)");
            values.add(query.after().number());
            values.add(query.after().id());
        }
        between(sql, values, "cost", filter.cost());
        between(sql, values, "total_us", filter.latency());
        if (filter.feedback() != null) {
            sql.append(" AND traces.place IN (SELECT place FROM feedback WHERE kind = ?)");
            values.add(filter.feedback());
        }
        sql.append(" ORDER BY ").append(place).append(" DESC LIMIT ?");
        values.add(query.limit());
        try (Connection connection = reading();
                PreparedStatement select = connection.prepareStatement(sql.toString())) {
            for (int i = 0; i < values.size(); i++) {
                select.setObject(i + 1, values.get(i));
            }
            List<FoundTrace> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new FoundTrace(
                            new Place(row.getLong(1), row.getString(2)), StoryBytes.unpackOrNothing(row.getBytes(3))));
                }
            }
            return found;
        }
    }

    /** What the index is asked; empty if there is nothing to ask. */
    private static String match(TraceFilter filter) {
        List<String> all = new ArrayList<>();
        filter.tags().forEach((tag, value) -> all.add(words(List.of(tag.of(value)), "")));
        any(all, Buckets.COST, filter.cost());
        any(all, Buckets.LATENCY, filter.latency());
        return String.join(" AND ", all.stream().map(word -> "(" + word + ")").toList());
    }

    private static void any(List<String> all, Buckets buckets, TraceFilter.@Nullable Range range) {
        if (range != null) {
            all.add(words(buckets.range(range.least(), range.most()), " OR "));
        }
    }

    private static void between(
            StringBuilder sql, List<Object> values, String column, TraceFilter.@Nullable Range range) {
        if (range != null) {
            sql.append(" AND ")
                    .append(column)
                    .append(" >= ? AND ")
                    .append(column)
                    .append(" <= ?");
            values.add(range.least());
            values.add(range.most());
        }
    }

    Optional<KeptText> text(String id, Instant now) throws SQLException {
        try (Connection connection = reading();
                PreparedStatement select = connection.prepareStatement("SELECT request, answer, until FROM trace_text"
                        + " WHERE place = (SELECT place FROM traces WHERE id = ?) AND until > ?")) {
            select.setString(1, id);
            select.setLong(2, now.toEpochMilli());
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(
                                new KeptText(row.getString(1), row.getString(2), Instant.ofEpochMilli(row.getLong(3))))
                        : Optional.empty();
            }
        }
    }

    /** Stores feedback on a trace that is in this file. */
    Feedback.Taken add(Feedback feedback) throws SQLException {
        try (Connection connection = writing()) {
            Optional<Long> place = place(connection, feedback.trace());
            if (place.isEmpty()) {
                return Feedback.Taken.NO_SUCH_TRACE;
            }
            return FeedbackRows.add(connection, feedback, place.get());
        }
    }

    Map<String, List<Feedback>> feedback(Collection<String> ids) throws SQLException {
        try (Connection connection = reading()) {
            return FeedbackRows.of(connection, ids);
        }
    }

    /** Forgets texts whose time is over: they are overwritten, here and in the log that stands before the file. */
    void forgetTexts(Instant now) throws SQLException {
        try (Connection connection = writing();
                Statement sql = connection.createStatement()) {
            sql.execute("PRAGMA secure_delete = ON");
            int forgotten = sql.executeUpdate("DELETE FROM trace_text WHERE until <= " + now.toEpochMilli());
            int said = sql.executeUpdate(
                    "UPDATE feedback SET text = NULL, until = NULL WHERE until <= " + now.toEpochMilli());
            if (forgotten + said > 0) {
                sql.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            }
        }
    }
}
