package dev.penstock.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.core.config.Secret;
import dev.penstock.testkit.postgres.PostgresServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** On a real server. */
@ResourceLock("the server of PostgreSQL")
class PostgresJournalTest extends JournalContract {
    private static final Secret PASSWORD = new Secret(PostgresServer.PASSWORD);

    private PostgresServer server = PostgresServer.running();
    private String url = "";
    private Duration patience = Duration.ofSeconds(15);

    @BeforeEach
    void aNewDatabase() {
        server = PostgresServer.running();
        url = server.newDatabase();
    }

    @Test
    void nodesShareRecordsAndIdentityAndHaveTheirOwnNotes() {
        try (SharedJournal a = open("a", "journal of a");
                SharedJournal b = open("b", "journal of b")) {
            assertThat(b.identity()).isEqualTo("journal of a");
            Deeds.await(a.append(List.of(record(1))));
            Deeds.await(b.append(List.of(record(2), record(1))));
            Deeds.await(a.note("promise", "a's".getBytes(UTF_8)));
            Deeds.await(b.note("promise", "b's".getBytes(UTF_8)));

            assertThat(a.records()).containsExactly(record(1).bytes(), record(2).bytes());
            assertThat(a.notes().get("promise")).isEqualTo("a's".getBytes(UTF_8));
            SharedJournal.Since news = Deeds.await(a.since(1));
            assertThat(news.seq()).isEqualTo(2);
            assertThat(news.records()).containsExactly(record(2).bytes());
            assertThat(a.tip()).isEqualTo(b.tip());
            assertThat(Deeds.await(a.since(2))).isEqualTo(new SharedJournal.Since(2, List.of()));
        }
    }

    @Test
    void nodesThatStartAtOnceMakeOneJournal() {
        List<CompletableFuture<SharedJournal>> opening = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String node = "node-" + i;
            opening.add(CompletableFuture.supplyAsync(() -> open(node, "journal of " + node), Threads.WAITING));
        }
        List<SharedJournal> journals = opening.stream().map(Deeds::await).toList();

        assertThat(journals.stream().map(SharedJournal::identity).distinct()).hasSize(1);
        journals.forEach(SharedJournal::close);
    }

    @Test
    void manyNodesThatWriteAtOnceMakeOneChain() {
        List<SharedJournal> journals = List.of(open("a", "x"), open("b", "x"), open("c", "x"));
        List<CompletionStage<Void>> writes = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            writes.add(journals.get(i % 3).append(List.of(record(i), record(i / 2))));
        }
        writes.forEach(Deeds::await);
        journals.forEach(SharedJournal::close);

        try (SharedJournal journal = open("d", "x")) {
            assertThat(journal.records()).hasSize(300);
            assertThat(journal.tip().length()).isEqualTo(300);
        }
    }

    @Test
    void aSlotIsDecidedOnceAndEverybodyIsToldForWhom() {
        List<SharedJournal> journals = List.of(open("a", "x"), open("b", "x"));
        CountDownLatch together = new CountDownLatch(1);
        List<CompletableFuture<List<byte[]>>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            List<StoredRecord> mine = List.of(record(2 * i), record(2 * i + 1));
            SharedJournal journal = journals.get(i % 2);
            answers.add(CompletableFuture.supplyAsync(
                    () -> {
                        awaitLatch(together);
                        return Deeds.await(journal.decide("support/3", mine));
                    },
                    Threads.WAITING));
        }
        together.countDown();

        List<byte[]> won = Deeds.await(answers.getFirst());
        assertThat(won).hasSize(2);
        answers.forEach(answer -> assertThat(Deeds.await(answer)).containsExactlyElementsOf(won));
        assertThat(journals.getFirst().records()).containsExactlyElementsOf(won);

        List<byte[]> later = Deeds.await(journals.getLast().decide("support/4", List.of(record(90), record(91))));
        assertThat(later).containsExactly(record(90).bytes(), record(91).bytes());
        journals.forEach(SharedJournal::close);
    }

    @Test
    void aServerThatCrashedIsFoundAgainAndGetsWhatItMissed() {
        patience = Duration.ofSeconds(1);
        try (SharedJournal journal = open("a", "x")) {
            Deeds.await(journal.append(List.of(record(1))));
            server.crash();
            try {
                assertThatThrownBy(() -> Deeds.await(journal.append(List.of(record(2)))))
                        .isInstanceOf(CompletionException.class);
                assertThatThrownBy(() -> Deeds.await(journal.decide("slot", List.of(record(3)))))
                        .isInstanceOf(CompletionException.class);
            } finally {
                server.start();
            }

            await("what is owed is written", () -> journal.tip().length() == 2);
            assertThat(journal.records())
                    .containsExactly(record(1).bytes(), record(2).bytes());
            assertThat(Deeds.await(journal.decide("slot", List.of(record(4)))))
                    .as("a decision that failed while nothing answered is not taken later")
                    .containsExactly(record(4).bytes());
        }
    }

    @Test
    void anotherJournalInItsPlaceIsNotWrittenTo() {
        patience = Duration.ofSeconds(1);
        try (SharedJournal journal = open("a", "first")) {
            execute("UPDATE journal SET identity = 'other'");
            execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE application_name = 'penstock' AND datname = current_database()");

            assertThatThrownBy(() -> Deeds.await(journal.append(List.of(record(1)))))
                    .isInstanceOf(CompletionException.class);
            assertThat(journal.tip()).isEqualTo(Journal.Tip.START);
        }
    }

    @Test
    void aJournalOfANewerVersionIsRefusedInWords() {
        open("first").close();
        execute("INSERT INTO flyway_schema_history"
                + " SELECT 99, '99', 'later', type, script, checksum, installed_by, installed_on, 1, true"
                + " FROM flyway_schema_history WHERE installed_rank = 1");

        assertThatThrownBy(() -> open("second"))
                .isInstanceOf(Journal.Unusable.class)
                .hasMessageContaining("is of version 99, expected at most 4");
    }

    @Test
    void otherTablesInTheDatabaseAreLeftAlone() {
        execute("CREATE TABLE strangers (name TEXT)");

        open("first").close();

        execute("SELECT name FROM strangers");
    }

    @Test
    void aUserWhoMayMakeNoTablesIsRefusedInTheDatabasesWords() {
        Secret password = new Secret("s");
        execute("DROP ROLE IF EXISTS reader");
        execute("CREATE ROLE reader LOGIN PASSWORD 's'");

        assertThatThrownBy(() -> PostgresJournal.open(url, "reader", password, "a", () -> "x"))
                .isInstanceOf(Journal.Unusable.class)
                .hasMessage("The journal " + url + " cannot be brought to version 4: ERROR: permission denied for"
                        + " schema public.");
    }

    @Test
    void whatIsWrongWithADatabaseIsSaidWithoutThePassword() {
        Secret wrong = new Secret("a-planted-wr0ng-one");
        assertThatThrownBy(() -> PostgresJournal.open(url, PostgresServer.USER, wrong, "a", () -> "x"))
                .isInstanceOf(Journal.Unusable.class)
                .hasMessageContaining("The database " + url + " cannot be used: ")
                .hasMessageContaining("password authentication failed")
                .satisfies(e -> assertThat(trace(e)).doesNotContain(wrong.reveal()));
        String nowhere = "jdbc:postgresql://127.0.0.1:1/penstock";
        assertThatThrownBy(
                        () -> PostgresJournal.open(nowhere + "?ssl=false", PostgresServer.USER, wrong, "a", () -> "x"))
                .isInstanceOf(Journal.Unusable.class)
                .hasMessageContaining("The database " + nowhere + " cannot be used: Connection to 127.0.0.1:1 refused")
                .satisfies(e -> assertThat(trace(e)).doesNotContain(wrong.reveal()));
    }

    private static String trace(Throwable e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    Journal open(String identity) {
        return open("a", identity);
    }

    private SharedJournal open(String node, String identity) {
        return PostgresJournal.open(url, PostgresServer.USER, PASSWORD, node, () -> identity, patience);
    }

    @Override
    void execute(String statement) {
        PostgresServer.execute(url, statement);
    }

    @Override
    Runnable fillDisk() {
        patience = Duration.ofSeconds(1);
        execute("CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql"
                + " AS $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$");
        execute("CREATE TRIGGER full_disk BEFORE INSERT ON records FOR EACH ROW EXECUTE FUNCTION full_disk()");
        return () -> execute("DROP TRIGGER full_disk ON records");
    }
}
