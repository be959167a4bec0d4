package dev.penstock.trace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteTracesTest extends TraceStoreContract {
    private static final Duration WEEK = Duration.ofDays(7);

    @TempDir
    private Path dir = Path.of("");

    private Instant now = Samples.NOON;
    private final Complaints complaints = new Complaints();

    @Override
    TraceStore newStore() {
        return open(WEEK, 1L << 30);
    }

    private SqliteTraces open(Duration retention, long maxBytes) {
        return new SqliteTraces(dir, retention, maxBytes, () -> now, complaints);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".db"))
                    .sorted()
                    .toList();
        }
    }

    /** A trace of each hour, written in that hour. */
    private List<StoredTrace> hours(TraceStore store, int hours) {
        List<StoredTrace> all = new ArrayList<>();
        for (int i = 0; i < hours; i++) {
            now = Samples.NOON.plus(Duration.ofHours(i));
            all.add(Samples.stored(Samples.trace(new SplittableRandom(i), i, now.minusSeconds(7_200L * (i % 2)))));
            store.add(List.of(all.getLast()));
        }
        return all;
    }

    @Test
    void thereIsAFileForEachDayAndPagesGoOverAllOfThem() throws IOException {
        List<StoredTrace> traces = hours(store(), 60);

        assertThat(files()).containsExactly("2026-11-21.db", "2026-11-22.db", "2026-11-23.db");
        Map<String, String> parameters = new TreeMap<>(Map.of("limit", "7"));
        List<String> seen = new ArrayList<>();
        while (true) {
            List<FoundTrace> page = store().query(Samples.query(parameters));
            if (page.isEmpty()) {
                break;
            }
            page.forEach(found -> seen.add(found.place().id()));
            parameters.put("after", page.getLast().place().toString());
        }
        assertThat(seen).isEqualTo(naive(traces, TraceFilter.ALL));
    }

    @Test
    void aStoreThatIsOpenedAgainHasWhatItHad() {
        List<StoredTrace> traces = hours(store(), 30);
        store().close();
        try (TraceStore again = open(WEEK, 1L << 30)) {
            traces.forEach(trace -> assertThat(again.find(trace.id())).hasValue(trace.story()));
            again.add(List.of(Samples.stored(Samples.trace(new SplittableRandom(1), 99, now))));
            assertThat(again.find("node-99")).isPresent();
        }
    }

    @Test
    void aDayIsDroppedOnceAllOfItIsOlderThanTheRetention() throws IOException {
        hours(store(), 60);
        store().tidy(Samples.NOON.plus(Duration.ofHours(10)).plus(WEEK));
        assertThat(files()).hasSize(3);
        store().tidy(Samples.NOON.plus(Duration.ofHours(10)).plus(WEEK).plusSeconds(1));

        assertThat(files()).containsExactly("2026-11-22.db", "2026-11-23.db");
        assertThat(store().find("node-2")).isEmpty();
        assertThat(store().find("node-12")).isPresent();
    }

    @Test
    void theOldestAreDroppedWhereAllTakeMoreThanTheyMay() throws IOException {
        long most = 4_000_000;
        try (TraceStore small = open(WEEK, most)) {
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < 100; i++) {
                List<StoredTrace> batch = new ArrayList<>();
                for (int j = 0; j < 200; j++) {
                    batch.add(Samples.stored(Samples.trace(random, 200 * i + j, now.plusSeconds(i))));
                }
                small.add(batch);
                small.tidy(now);
                assertThat(small.bytes()).isLessThan(most);
            }
            assertThat(small.taken()).isBetween(0.7, 1.0);
            assertThat(small.find("node-19999")).isPresent();
            assertThat(small.find("node-0")).isEmpty();
            assertThat(files()).hasSizeBetween(4, 9).allMatch(name -> name.startsWith("2026-11-21."));
        }
    }

    @Test
    void aFileThatCannotBeReadIsLeftOutAndNoneIsWrittenInItsPlace() throws IOException {
        Files.writeString(dir.resolve("2026-11-20.db"), "no database");
        Files.writeString(dir.resolve("2026-11-21.db"), "no database either");
        try (TraceStore store = open(WEEK, 1L << 30)) {
            List<StoredTrace> traces = hours(store, 3);
            assertThat(store.find(traces.getFirst().id())).isPresent();
        }
        assertThat(files()).containsExactly("2026-11-20.db", "2026-11-21.2.db", "2026-11-21.db");
        assertThat(dir.resolve("2026-11-21.db")).hasContent("no database either");
    }

    @Test
    void aFileThatGotDamagedDoesNotKeepTheTextsOfTheOthers() throws IOException {
        hours(store(), 13);
        Instant until = now.plusSeconds(1);
        store().add(new Feedback("node-12", "a", now, "comment", null, null, "so", until, "shop"));
        Files.deleteIfExists(dir.resolve("2026-11-21.db-wal"));
        Files.writeString(dir.resolve("2026-11-21.db"), "damaged");
        store().tidy(until);

        assertThat(files()).hasSize(2);
        assertThat(feedback("node-12"))
                .singleElement()
                .extracting(Feedback::text)
                .isNull();
    }

    @Test
    void aFileThatCannotBeMadeLeavesNothing() throws IOException {
        // SQLite cannot write its log there.
        Path inTheWay = Files.createDirectories(dir.resolve("2026-11-21.db-wal"));
        Files.writeString(inTheWay.resolve("file"), "");
        StoredTrace trace = Samples.stored(Samples.trace(new SplittableRandom(1), 1, now));

        assertThatThrownBy(() -> store().add(List.of(trace))).isInstanceOf(TraceStore.Unusable.class);
        assertThat(files()).isEmpty();
    }

    @Test
    void whatIsExpiredIsDroppedBeforeAnythingIsWritten() throws IOException {
        Files.writeString(dir.resolve("2026-11-13.db"), "damaged");
        Files.writeString(dir.resolve("2026-11-14.db"), "damaged");
        now = Samples.NOON;
        open(WEEK, 1L << 30).close();

        assertThat(files()).containsExactly("2026-11-14.db");
    }

    @Test
    void aBadFileIsWarnedOfOnce() throws IOException {
        Path bad = Files.writeString(dir.resolve("2026-11-20.db"), "no database");
        open(WEEK, 1L << 30).close();

        assertThat(complaints.about(bad, "cannot be read and is left out", new IOException()))
                .isFalse();
    }

    @Test
    void aClockThatWasAheadKeepsNothingFromBeingWritten() throws IOException {
        now = Samples.NOON.plus(Duration.ofDays(3));
        store().add(List.of(Samples.stored(Samples.trace(new SplittableRandom(1), 1, now))));
        now = Samples.NOON;
        store().add(List.of(Samples.stored(Samples.trace(new SplittableRandom(1), 2, now))));

        assertThat(files()).containsExactly("2026-11-24.db");
        assertThat(store().find("node-2")).isPresent();
    }

    @Test
    void aStoryThatIsDamagedHidesNoOther() throws SQLException {
        hours(store(), 3);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("2026-11-21.db"));
                Statement sql = connection.createStatement()) {
            sql.execute("UPDATE traces SET story = x'09' WHERE id = 'node-1'");
        }

        assertThat(store().query(Samples.query(Map.of())))
                .extracting(found -> found.place().id() + " " + (found.story().length > 0))
                .containsExactly("node-2 true", "node-0 true", "node-1 false");
        assertThatThrownBy(() -> store().find("node-1")).isInstanceOf(TraceStore.Unusable.class);
    }

    /**
     * 3.51.0 and 3.51.1 take two locks of theirs in two orders: a thread that opens a file and one that closes it may
     * wait for each other for ever. Before 3.51.3 two that write a log back at once may damage the file.
     */
    @Test
    void theSqliteThatIsUsedHasNoneOfTheFaultsThatAreKnown() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            DatabaseMetaData sqlite = connection.getMetaData();
            List<Integer> version = Stream.of(sqlite.getDatabaseProductVersion().split("\\."))
                    .map(Integer::valueOf)
                    .toList();
            assertThat(1_000_000 * version.get(0) + 1_000 * version.get(1) + version.get(2))
                    .as(sqlite.getDatabaseProductVersion())
                    .isGreaterThanOrEqualTo(3_051_003);
        }
    }

    @Test
    void whatUsersSaidIsForTheNodesUserAlone() throws IOException {
        hours(store(), 1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("2026-11-21.db"))))
                .isEqualTo("rw-------");
    }
}
