package dev.penstock.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.core.config.WebhookTopic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteOutboxTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path dir = Path.of(".");

    @Test
    void onlyItsUserReadsIt() throws Exception {
        SqliteOutbox.open(dir).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve(SqliteOutbox.FILE))))
                .isEqualTo("rw-------");
    }

    @Test
    void whatIsInItIsReadAsItWasWritten() {
        Event event = Event.of(
                WebhookTopic.KILL,
                "set-it",
                "r1",
                NOW,
                JsonNodeFactory.instance.objectNode().put("reason", "ü"));
        try (SqliteOutbox outbox = SqliteOutbox.open(dir)) {
            outbox.add("ops", event);
        }
        try (SqliteOutbox outbox = SqliteOutbox.open(dir)) {
            Waiting waiting = outbox.next("ops", NOW).orElseThrow();
            assertThat(waiting)
                    .isEqualTo(new Waiting(1, "ops", event.id(), "kill.set_it", NOW, event.body(), 0, Instant.EPOCH));
            outbox.later(waiting.later(NOW.plusSeconds(5)));
            assertThat(outbox.next("ops", NOW.plusSeconds(4))).isEmpty();
            assertThat(outbox.next("ops", NOW.plusSeconds(5)).orElseThrow().failures())
                    .isOne();
            assertThat(outbox.next("other", NOW.plusSeconds(5))).isEmpty();
            outbox.remove(waiting.place());
            assertThat(outbox.waiting("ops")).isZero();
        }
    }

    @Test
    void aFileThatIsInUseIsSaidToBe() {
        try (SqliteOutbox first = SqliteOutbox.open(dir)) {
            assertThat(first.waiting("ops")).isZero();
            assertThatThrownBy(() -> SqliteOutbox.open(dir))
                    .isInstanceOf(Outbox.Unusable.class)
                    .hasMessageContaining("webhooks.db is in use by another process");
        }
    }

    @Test
    void aFileOfANewerVersionIsRefused() throws Exception {
        SqliteOutbox.open(dir).close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve(SqliteOutbox.FILE));
                var sql = connection.createStatement()) {
            sql.execute("PRAGMA user_version = 99");
        }
        assertThatThrownBy(() -> SqliteOutbox.open(dir))
                .isInstanceOf(Outbox.Unusable.class)
                .hasMessageContaining("it is of version 99, expected at most 1: a newer Penstock wrote it");
    }

    @Test
    void whatIsNoDatabaseIsRefused() throws Exception {
        Files.writeString(dir.resolve(SqliteOutbox.FILE), "these are no pages of a database, ".repeat(100));
        assertThatThrownBy(() -> SqliteOutbox.open(dir))
                .isInstanceOf(Outbox.Unusable.class)
                .hasMessageContaining("webhooks.db cannot be opened");
    }
}
