package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.config.BreakerPolicy;
import dev.penstock.trace.store.TraceWriter;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A node under load whose store of traces takes nothing more: no request knows of it, and what is lost is counted. */
@Isolated("what it measures must not depend on other tests")
class StoreStoppedTest {
    private static final String BODY =
            "{\"model\":\"healed\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    /** More than may wait and be about to be written: some have no room. */
    private static final int MANY = 6_000;

    private static final int AT_ONCE = 32;
    /** A store that is locked makes whoever writes wait for five seconds: nobody else does. */
    private static final long WAITED_FOR_NOTHING_US = 1_000_000;

    @TempDir
    private Path dir = Path.of("");

    /** Each request falls back, so that none may be left out of the store while it is pressed; and it is noon. */
    private TestNode start() {
        Instant now = Instant.now();
        String broken = "openai/sim-small!server-error";
        BreakerPolicy usual = BreakerPolicy.DEFAULT;
        return TestNode.start(Setup.empty()
                .dataDir(dir)
                .clock(Clock.offset(Clock.systemUTC(), Duration.between(now, Instant.parse("2026-11-21T12:00:00Z"))))
                .breaker(
                        broken.replace('!', '-'),
                        new BreakerPolicy(
                                false,
                                usual.volume(),
                                usual.window(),
                                usual.failureShare(),
                                usual.openFor(),
                                usual.slowFactor()))
                .route("healed", broken, "openai/sim-small"));
    }

    /** One request, so that there is a file. */
    private Path file(TestNode node) {
        ask(node, 1);
        Eventually.that("the first is stored", () -> node.metric("penstock_traces_stored_total") == 1);
        try (Stream<Path> files = Files.list(dir.resolve("traces"))) {
            return files.filter(file -> file.toString().endsWith(".db"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<HttpResponse<String>> ask(TestNode node, int many) {
        Semaphore room = new Semaphore(AT_ONCE);
        List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            room.acquireUninterruptibly();
            CompletableFuture<HttpResponse<String>> answer = node.later("/v1/chat/completions", BODY);
            asked.add(answer.whenComplete((_, _) -> room.release()));
        }
        return asked.stream().map(CompletableFuture::join).toList();
    }

    private static void assertNoneWaited(List<HttpResponse<String>> answers) {
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(TestNode.header(answer, "x-penstock-outcome")).isEqualTo("fallback");
            assertThat(Long.parseLong(TestNode.header(answer, "x-penstock-overhead-us")))
                    .isLessThan(WAITED_FOR_NOTHING_US);
        });
    }

    private static double dropped(TestNode node, String why) {
        return node.metric("penstock_traces_dropped_total{why=\"" + why + "\"}");
    }

    /** Of how many requests it is known what became of their traces. */
    private static double accounted(TestNode node) {
        return node.metric("penstock_traces_stored_total")
                + node.metric("penstock_traces_sampled_out_total")
                + dropped(node, "queue")
                + dropped(node, "store")
                + node.metric("penstock_stories_dropped_total");
    }

    private static Connection open(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    private static void execute(Path file, String statement) throws SQLException {
        try (Connection connection = open(file);
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static long rows(Path file) {
        try (Connection connection = open(file);
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT count(*) FROM traces")) {
            return row.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** The name of a thread; null while there is none. */
    private static @Nullable String whoClosesTheStore() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> Arrays.stream(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().equals(TraceWriter.class.getName())
                                && frame.getMethodName().equals("close")))
                .map(thread -> thread.getKey().getName())
                .findFirst()
                .orElse(null);
    }

    @Test
    void aStoreThatBlocksDropsWhatHasNoRoomAndNoRequestWaitsForIt() throws SQLException {
        try (TestNode node = start()) {
            Path file = file(node);
            try (Connection lock = open(file);
                    Statement sql = lock.createStatement()) {
                sql.execute("BEGIN IMMEDIATE");

                assertNoneWaited(ask(node, MANY));

                assertThat(node.metric("penstock_traces_stored_total")).isEqualTo(1);
                assertThat(node.metric("penstock_traces_waiting")).isLessThanOrEqualTo(4_096);
                Eventually.that("some have no room", () -> dropped(node, "queue") + dropped(node, "store") > 0);
            }
            Eventually.that("all is accounted for", () -> accounted(node) == 1 + MANY);
            assertThat(node.metric("penstock_traces_sampled_out_total")).isZero();
            assertThat((double) rows(file)).isEqualTo(node.metric("penstock_traces_stored_total"));
        }
    }

    @Test
    void aStoreThatIsFullDropsAllAndIsUsedAgainOnceThereIsRoom() throws SQLException {
        try (TestNode node = start()) {
            Path file = file(node);
            execute(
                    file,
                    "CREATE TRIGGER full_disk BEFORE INSERT ON traces BEGIN SELECT RAISE(ABORT, 'the disk is full');"
                            + " END");

            assertNoneWaited(ask(node, MANY));

            Eventually.that("it is told of", () -> node.metric("penstock_traces_store_failing") == 1);
            assertThat(node.metric("penstock_traces_stored_total")).isEqualTo(1);
            execute(file, "DROP TRIGGER full_disk");
            Eventually.that("all is accounted for", () -> accounted(node) == 1 + MANY);
            assertThat(dropped(node, "store")).isPositive();
            ask(node, 1);
            Eventually.that(
                    "the next is stored",
                    () -> accounted(node) == 2 + MANY
                            && node.metric("penstock_traces_stored_total") > 1
                            && node.metric("penstock_traces_store_failing") == 0);
            assertThat((double) rows(file)).isEqualTo(node.metric("penstock_traces_stored_total"));
        }
    }

    @Test
    void aNodeWhoseStoreBlocksStopsAllTheSame() throws SQLException {
        int few = 200;
        try (TestNode node = start()) {
            Path file = file(node);
            try (Connection lock = open(file);
                    Statement sql = lock.createStatement()) {
                sql.execute("BEGIN IMMEDIATE");
                assertNoneWaited(ask(node, few));

                Future<Void> stopped = node.node().stop();

                String closing = Eventually.value("the store is waited for", StoreStoppedTest::whoClosesTheStore);
                assertThat(closing).doesNotContain("eventloop");
                TestNode.await(stopped);
                assertThat(node.requestLog().lines()).hasSize(1 + few);
            }
            // The thread goes on where the test's process does; then nothing is left that would be in the way.
            Eventually.that("its file is closed", () -> !Files.exists(Path.of(file + "-wal")));
        }
    }
}
