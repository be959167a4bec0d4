package dev.penstock.reviews;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteReviewsTest extends ReviewStoreContract {
    @TempDir
    private Path dir = Path.of(".");

    @Override
    ReviewStore open() {
        return SqliteReviews.open(dir);
    }

    @Test
    void itOutlivesItsProcess() {
        reopen();
        assertThat(store().undecided(Cases.NOW)).isEqualTo(3);
        assertThat(store().find(Cases.escalation().id())).hasValue(Cases.review(ReviewKind.ESCALATION, "support", 0));
    }

    @Test
    void nobodyElseOnTheMachineCanReadIt() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("reviews.db"))))
                .isEqualTo("rw-------");
    }

    @Test
    void whatIsForgottenIsNotInItsFile() throws Exception {
        store().forget(
                        Cases.NOW.plus(Cases.KEEP).plusSeconds(9),
                        9,
                        Cases.NOW.plus(Cases.KEEP).plusSeconds(9));
        store().close();
        try (Stream<Path> files = Files.list(dir)) {
            for (Path file : files.toList()) {
                assertThat(Files.readString(file, ISO_8859_1)).doesNotContain("expected a number");
            }
        }
    }

    @Test
    void oneThatIsInUseIsRefusedInWords() {
        assertThatThrownBy(this::open)
                .isInstanceOf(ReviewStore.Unusable.class)
                .hasMessageContaining("reviews.db is in use by another process");
    }

    @Test
    void oneOfANewerVersionIsRefusedInWords() throws Exception {
        store().close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("reviews.db"));
                Statement sql = connection.createStatement()) {
            sql.execute("PRAGMA user_version = 99");
        }
        assertThatThrownBy(this::open)
                .isInstanceOf(ReviewStore.Unusable.class)
                .hasMessageContaining("is of version 99, expected at most 1");
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedInWords() throws Exception {
        store().close();
        Files.writeString(dir.resolve("reviews.db"), "these are no pages of a database, ".repeat(100));
        assertThatThrownBy(this::open)
                .isInstanceOf(ReviewStore.Unusable.class)
                .hasMessageContaining("reviews.db cannot be opened");
    }

    @Test
    void aDirectoryThatIsAFileIsRefusedInWords() throws Exception {
        Path file = Files.writeString(dir.resolve("file"), "x");
        assertThatThrownBy(() -> SqliteReviews.open(file))
                .isInstanceOf(ReviewStore.Unusable.class)
                .hasMessageContaining("cannot be made");
    }
}
