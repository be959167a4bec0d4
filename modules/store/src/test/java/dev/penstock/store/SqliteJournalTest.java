package dev.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteJournalTest extends JournalContract {
    @TempDir
    private Path dir = Path.of(".");

    @Test
    void aWipedJournalHasAnotherIdentity() throws Exception {
        open("first").close();
        Files.delete(dir.resolve("control.db"));

        try (Journal journal = open("second")) {
            assertThat(journal.identity()).isEqualTo("second");
        }
    }

    @Test
    void aJournalThatIsInUseIsRefusedInWords() {
        try (Journal journal = open("first")) {
            Deeds.await(journal.append(List.of(record(1))));

            assertThatThrownBy(() -> open("second"))
                    .isInstanceOf(Journal.Unusable.class)
                    .hasMessageContaining("in use by another process");
        }
    }

    @Test
    void aJournalOfANewerVersionIsRefusedInWords() {
        open("first").close();
        execute("PRAGMA user_version = 99");

        assertThatThrownBy(() -> open("second"))
                .isInstanceOf(Journal.Unusable.class)
                .hasMessageContaining("is of version 99, expected at most 3");
    }

    @Test
    void aFileThatIsNoJournalIsRefusedInWords() throws Exception {
        Files.writeString(dir.resolve("control.db"), "these are no pages of a database, ".repeat(100));

        assertThatThrownBy(() -> open("x"))
                .isInstanceOf(Journal.Unusable.class)
                .hasMessageContaining("cannot be opened");
    }

    @Test
    void theFirstVersionsJournalGetsItsChain() throws Exception {
        execute("CREATE TABLE journal (identity TEXT NOT NULL)");
        execute("CREATE TABLE records (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, bytes BLOB NOT NULL)");
        execute("INSERT INTO journal VALUES ('old')");
        execute("PRAGMA user_version = 1");
        try (Connection connection = connect();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO records (id, bytes) VALUES (?, ?)")) {
            for (int i = 1; i <= 3; i++) {
                insert.setString(1, record(i).id());
                insert.setBytes(2, record(i).bytes());
                insert.executeUpdate();
            }
        }

        for (String start : new String[] {"first", "second"}) {
            try (Journal journal = open(start)) {
                assertThat(journal.identity()).isEqualTo("old");
                assertThat(journal.records()).hasSize(3);
                assertThat(journal.tip())
                        .isEqualTo(Journal.Tip.START
                                .then(record(1).id())
                                .then(record(2).id())
                                .then(record(3).id()));
            }
        }
    }

    @Override
    Journal open(String identity) {
        return SqliteJournal.open(dir, () -> identity);
    }

    @Override
    void execute(String statement) {
        try (Connection connection = connect();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    Runnable fillDisk() {
        // Nobody else can open the file while the journal has it, so the trigger must know by itself when to end.
        Instant end = Instant.now().plusSeconds(3);
        execute("CREATE TRIGGER full_disk BEFORE INSERT ON records WHEN julianday('now') < julianday('" + end + "')"
                + " BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
        return () -> {};
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("control.db"));
    }
}
