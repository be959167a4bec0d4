package dev.penstock.trace.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * A node's traces in SQLite: a file for each day in UTC on which they were written, and another one where one gets
 * large, so that what is oldest goes with its file. Queries look into the newest file first.
 */
final class SqliteTraces implements TraceStore {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteTraces.class);
    private static final Pattern NAME = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})(?:\\.(\\d{1,6}))?\\.db");
    /** The part of the room that one file takes at most: so much of it is given up at once. */
    private static final int PARTS = 8;

    private final Path dir;
    private final Duration retention;
    private final long maxBytes;
    private final InstantSource clock;
    private final Complaints complaints;
    private final StoryBytes bytes = new StoryBytes();
    /** In the order in which they were made. */
    private volatile List<TraceFile> files;

    private @Nullable Connection writing;
    private @Nullable TraceFile current;

    /**
     * Opens the files in a directory.
     *
     * @param dir made if it is not there
     * @param retention how long a trace is kept
     * @param maxBytes the room that all files may take
     * @param clock says which day it is
     * @param complaints about files that are bad
     * @throws Unusable if the directory cannot be made or read, or its disk is full
     */
    SqliteTraces(Path dir, Duration retention, long maxBytes, InstantSource clock, Complaints complaints) {
        this.dir = dir;
        this.retention = retention;
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.complaints = complaints;
        try {
            Files.createDirectories(dir);
            files = present();
        } catch (IOException e) {
            throw new Unusable("The traces' directory " + dir + " cannot be used: " + e + ".", e);
        }
    }

    private List<TraceFile> present() throws IOException {
        List<Path> paths;
        try (Stream<Path> all = Files.list(dir)) {
            paths = all.filter(
                            path -> NAME.matcher(path.getFileName().toString()).matches())
                    .sorted(Comparator.comparing(SqliteTraces::day).thenComparingInt(SqliteTraces::part))
                    .toList();
        }
        List<TraceFile> present = new ArrayList<>();
        String oldest = dayOf(clock.instant().minus(retention));
        for (Path path : paths) {
            // Where the disk is full, this is what makes room: nothing is tidied before something was written.
            if (day(path).compareTo(oldest) < 0) {
                drop(path);
            } else {
                try {
                    present.add(TraceFile.open(path));
                } catch (SQLException e) {
                    leaveOut(path, e);
                }
            }
        }
        return List.copyOf(present);
    }

    private void leaveOut(Path path, SQLException why) throws IOException {
        if (Files.size(path) == 0) {
            // One that a full disk kept from being made.
            delete(path);
        } else if (isFull(why)) {
            // It is not the file's fault, and it would be missing until the store is opened again.
            throw new Unusable("The traces in " + dir + " have no room on their disk: " + why.getMessage() + ".", why);
        } else {
            complaints.about(path, "cannot be read and is left out", why);
        }
    }

    private static boolean isFull(SQLException e) {
        return e instanceof SQLiteException sqlite
                && (sqlite.getResultCode() == SQLiteErrorCode.SQLITE_FULL
                        || sqlite.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE);
    }

    private static boolean isDamaged(SQLException e) {
        return e instanceof SQLiteException sqlite
                && (sqlite.getResultCode() == SQLiteErrorCode.SQLITE_NOTADB
                        || sqlite.getResultCode() == SQLiteErrorCode.SQLITE_CORRUPT);
    }

    private void drop(Path path) {
        LOG.info("the oldest traces are dropped with {}", path);
        delete(path);
    }

    private void delete(Path path) {
        try {
            TraceFile.delete(path);
        } catch (IOException e) {
            complaints.about(path, "cannot be deleted", e);
        }
    }

    private static String dayOf(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC).toString();
    }

    private static Matcher name(Path path) {
        Matcher name = NAME.matcher(path.getFileName().toString());
        if (!name.matches()) {
            throw new IllegalArgumentException("no file of traces: " + path);
        }
        return name;
    }

    private static String day(Path path) {
        return name(path).group(1);
    }

    /** Which file of its day it is, from 1. */
    private static int part(Path path) {
        String part = name(path).group(2);
        return part == null ? 1 : Integer.parseInt(part);
    }

    @Override
    public void add(List<StoredTrace> traces) {
        Connection connection = null;
        try {
            TraceFile file = fileForNow();
            connection = writing == null ? connect(file) : writing;
            file.add(connection, traces, bytes);
        } catch (SQLException | IOException e) {
            disconnect();
            throw new Unusable("The traces in " + dir + " cannot be written: " + e.getMessage() + ".", e);
        }
    }

    private Connection connect(TraceFile file) throws SQLException {
        Connection connection = file.writing();
        writing = connection;
        return connection;
    }

    /** What is not committed is undone. */
    private void disconnect() {
        Connection last = writing;
        writing = null;
        if (last != null) {
            try {
                last.close();
            } catch (SQLException e) {
                LOG.debug("a file of traces in {} could not be closed", dir, e);
            }
        }
    }

    private TraceFile fileForNow() throws SQLException, IOException {
        String today = dayOf(clock.instant());
        TraceFile file = current == null && !files.isEmpty() ? files.getLast() : current;
        if (file == null || day(file.path()).compareTo(today) < 0 || file.bytes() > maxBytes / PARTS) {
            disconnect();
            file = make(next(file, today));
            List<TraceFile> more = new ArrayList<>(files);
            more.add(file);
            files = List.copyOf(more);
        }
        current = file;
        return file;
    }

    /** What cannot be made leaves nothing: a full disk would get another empty file with each try. */
    private static TraceFile make(Path path) throws SQLException, IOException {
        try {
            return TraceFile.open(path);
        } catch (SQLException | IOException e) {
            try {
                TraceFile.delete(path);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    /** The next file's name, which is behind all others, also after a clock that was ahead. */
    private Path next(@Nullable TraceFile before, String today) {
        String day = before == null || day(before.path()).compareTo(today) < 0 ? today : day(before.path());
        int part = before != null && day.equals(day(before.path())) ? part(before.path()) + 1 : 1;
        while (true) {
            Path path = dir.resolve(part == 1 ? day + ".db" : day + "." + part + ".db");
            if (!Files.exists(path)) {
                return path;
            }
            // One that could not be read.
            part++;
        }
    }

    private interface Work<T> {
        Optional<T> in(TraceFile file) throws SQLException;
    }

    /** What the newest file has that has it. */
    private <T> Optional<T> first(Work<T> work) {
        for (TraceFile file : files.reversed()) {
            Optional<T> found = in(file, work);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private <T> Optional<T> in(TraceFile file, Work<T> work) {
        try {
            return work.in(file);
        } catch (SQLException e) {
            if (!Files.exists(file.path())) {
                return Optional.empty();
            }
            throw new Unusable("The traces in " + file.path() + " cannot be used: " + e.getMessage() + ".", e);
        }
    }

    @Override
    public Optional<byte[]> find(String id) {
        return first(file -> file.find(id));
    }

    /**
     * The files are asked from that with the last place on, until none of those that are left can have one that is
     * among the newest. Files overlap a little: a request that took long is written on the next day.
     */
    @Override
    public List<FoundTrace> query(TraceQuery query) {
        List<TraceFile> order = files.stream()
                .sorted(Comparator.comparingLong(TraceFile::last).reversed())
                .toList();
        List<FoundTrace> found = new ArrayList<>();
        for (TraceFile file : order) {
            if (file.first() > query.most() || file.last() < query.least()) {
                continue;
            }
            if (found.size() == query.limit() && found.getLast().place().number() > file.last()) {
                break;
            }
            in(file, each -> Optional.of(each.query(query))).ifPresent(found::addAll);
            found.sort(Comparator.comparing(FoundTrace::place).reversed());
            found.subList(Math.min(found.size(), query.limit()), found.size()).clear();
        }
        return found;
    }

    @Override
    public Optional<KeptText> text(String id, Instant now) {
        return first(file -> file.text(id, now));
    }

    @Override
    public Feedback.Taken add(Feedback feedback) {
        return first(file -> Optional.of(file.add(feedback)).filter(taken -> taken != Feedback.Taken.NO_SUCH_TRACE))
                .orElse(Feedback.Taken.NO_SUCH_TRACE);
    }

    @Override
    public Map<String, List<Feedback>> feedback(Collection<String> ids) {
        Map<String, List<Feedback>> all = new HashMap<>();
        for (TraceFile file : files) {
            in(file, each -> Optional.of(saidIn(each, ids))).ifPresent(all::putAll);
        }
        return all;
    }

    /** Nothing of a damaged file, whose traces are not found either: what was said of others is. */
    private Map<String, List<Feedback>> saidIn(TraceFile file, Collection<String> ids) throws SQLException {
        try {
            return file.feedback(ids);
        } catch (SQLException e) {
            if (!isDamaged(e)) {
                throw e;
            }
            complaints.about(file.path(), "does not tell what was said of its traces", e);
            return Map.of();
        }
    }

    @Override
    public void tidy(Instant now) {
        long oldest = Place.first(now.minus(retention));
        List<TraceFile> kept = new ArrayList<>(files);
        while (!kept.isEmpty()
                && kept.getFirst() != current
                && (kept.getFirst().last() < oldest || bytes(kept) > maxBytes)) {
            TraceFile dropped = kept.removeFirst();
            files = List.copyOf(kept);
            drop(dropped.path());
        }
        for (TraceFile file : kept) {
            forgetTexts(file, now);
        }
    }

    /** A damaged file does not keep the texts of the others. */
    private void forgetTexts(TraceFile file, Instant now) {
        try {
            file.forgetTexts(now);
        } catch (SQLException e) {
            complaints.about(file.path(), "does not forget its texts", e);
        }
    }

    private static long bytes(List<TraceFile> files) {
        return files.stream().mapToLong(TraceFile::bytes).sum();
    }

    @Override
    public double taken() {
        return (double) bytes() / maxBytes;
    }

    @Override
    public long bytes() {
        return bytes(files);
    }

    @Override
    public void close() {
        disconnect();
    }
}
