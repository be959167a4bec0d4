package dev.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.core.state.ControlRecord.Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteJournalTest {
    @TempDir
    private Path dir = Path.of(".");

    @Test
    void whatWasWrittenIsThereAfterARestartInItsOrderAndOnce() {
        try (Journal journal = open("first")) {
            List<CompletionStage<Void>> writes = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                writes.add(journal.append(List.of(record(i), record(i / 2))));
            }
            writes.forEach(Deeds::await);
        }
        try (Journal journal = open("second")) {
            assertThat(journal.records()).hasSize(100);
            assertThat(journal.records().getFirst()).isEqualTo(record(0).bytes());
            assertThat(journal.identity()).isEqualTo("first");
        }
    }

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
                    .isInstanceOf(SqliteJournal.Unusable.class)
                    .hasMessageContaining("in use by another process");
        }
    }

    @Test
    void aJournalOfANewerVersionIsRefusedInWords() throws Exception {
        open("first").close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("control.db"));
                Statement sql = connection.createStatement()) {
            sql.execute("PRAGMA user_version = 99");
        }

        assertThatThrownBy(() -> open("second"))
                .isInstanceOf(SqliteJournal.Unusable.class)
                .hasMessageContaining("is of version 99, expected at most 1");
    }

    @Test
    void aFileThatIsNoJournalIsRefusedInWords() throws Exception {
        Files.writeString(dir.resolve("control.db"), "these are no pages of a database, ".repeat(100));

        assertThatThrownBy(() -> open("x"))
                .isInstanceOf(SqliteJournal.Unusable.class)
                .hasMessageContaining("cannot be opened");
    }

    private SqliteJournal open(String identity) {
        return SqliteJournal.open(dir, () -> identity);
    }

    private static StoredRecord record(int number) {
        return RecordCodec.write(
                number, Instant.EPOCH, "a", Deeds.ANN, List.of(), new Entry.Said(Deeds.kill("r" + number)));
    }
}
