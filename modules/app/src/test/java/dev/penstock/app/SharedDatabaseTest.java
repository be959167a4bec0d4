package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.cluster.Answer;
import dev.penstock.testkit.cluster.Member;
import dev.penstock.testkit.cluster.TestCluster;
import dev.penstock.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** Three nodes in processes of their own that share one real PostgreSQL, which goes away and comes back. */
@Isolated("nodes in processes of their own take both cores")
class SharedDatabaseTest {
    private static final Duration AGREEMENT = Duration.ofSeconds(10);
    /** In which any write is answered, whatever the database does. */
    private static final Duration ANSWER = Duration.ofSeconds(8);

    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    @RegisterExtension
    static final TestCluster CLUSTER = new TestCluster(
            Clusters.YAML,
            Map.of(
                    "routes/support.yaml",
                    "purpose: tests\ntargets: [small]\n",
                    "routes/spare.yaml",
                    "purpose: tests\ntargets: [small]\n",
                    "password",
                    PostgresServer.PASSWORD),
            () -> "database: {url: \"%s\", user: %s, password: \"${file:password}\"}"
                    .formatted(PostgresServer.running().newDatabase(), PostgresServer.USER));

    private final PostgresServer server = PostgresServer.running();
    private final Member a = CLUSTER.members().get(0);
    private final Member b = CLUSTER.members().get(1);
    private final Member c = CLUSTER.members().get(2);

    @Test
    void whatIsWrittenOnOneNodeIsInEffectOnAll() throws Exception {
        Answer activated = a.write("POST", "/admin/v1/routes/written/releases", """
            {"actor": "tests", "reason": "the first", "activate": true,
             "release": {"purpose": "tests", "targets": ["small"]}}\
            """);
        assertStatus(201, activated);
        assertThat(activated.body().path("journaled").asInt()).isEqualTo(1);
        for (Member member : CLUSTER.members()) {
            assertThat(member.read("/admin/v1/routes/written").body().at("/serves/reason"))
                    .hasToString("\"the first\"");
            // Nobody listens for their provider, but they ask it.
            assertThat(ask(member, "written")).isEqualTo(502);
        }

        assertStatus(201, b.write("PUT", "/admin/v1/kills/route/written", Clusters.because("a kill")));
        for (Member member : CLUSTER.members()) {
            assertThat(ask(member, "written")).isEqualTo(503);
        }
        assertStatus(200, c.write("DELETE", "/admin/v1/kills/route/written", Clusters.because("a lift")));
        for (Member member : CLUSTER.members()) {
            assertThat(ask(member, "written")).isEqualTo(502);
        }
    }

    @Test
    void whatWasAnsweredStandsWhenANodeIsKilled() {
        MixedWrites writes = new MixedWrites(CLUSTER.members(), "killed-", 1, System.nanoTime());
        CompletableFuture<Void> writing = writes.begin(80);
        Eventually.that("some were made", () -> writes.made() >= 30);
        try (Watchers _ = Watchers.of(List.of(a, c))) {
            b.kill();
            writing.orTimeout(60, TimeUnit.SECONDS).join();
            TestCluster.awaitAgreement(AGREEMENT, List.of(a, c));
        }
        writes.assertStandOn(List.of(a, c));

        CLUSTER.startMissing();
        TestCluster.awaitAgreement(AGREEMENT, CLUSTER.members());
        writes.assertStandOn(CLUSTER.members());
        assertThat(writes.count(Outcome.DONE)).isGreaterThan(30);
    }

    @Test
    void whileTheDatabaseHangsNodesStopAndServeAndResumeNothing() throws Exception {
        stopAndServeWithout("hangs", server::freeze, server::thaw);
    }

    @Test
    void whileTheDatabaseIsDownNodesStopAndServeAndResumeNothing() throws Exception {
        stopAndServeWithout("down", server::crash, server::start);
    }

    private void stopAndServeWithout(String name, Runnable goAway, Runnable comeBack) throws Exception {
        assertStatus(201, a.write("PUT", "/admin/v1/kills/key/" + name, Clusters.because("before")));
        goAway.run();
        try {
            List<CompletableFuture<Answer>> lifts = CLUSTER.members().stream()
                    .flatMap(member -> List.of(lift(member, name), lift(member, name)).stream())
                    .toList();
            for (Member member : CLUSTER.members()) {
                assertKillIsInEffectAtOnce(member, "key/" + name + "-" + member.name());
            }
            assertKillIsInEffectAtOnce(b, "route/support");
            for (Member member : CLUSTER.members()) {
                assertThat(ask(member, "support")).isEqualTo(503);
            }
            for (CompletableFuture<Answer> lift : lifts) {
                assertThat(lift.join().status()).as("%s", lift.join().body()).isIn(503, 504);
            }
            for (Member member : CLUSTER.members()) {
                Eventually.that(member.name() + " says that it is out of contact", () -> !inContact(member));
                Answer refused = lift(member, name).join();
                assertStatus(503, refused);
                assertThat(refused.body().path("silent"))
                        .extracting(node -> node.asText())
                        .containsExactly("database");
                assertThat(member.isReady()).isTrue();
                assertThat(ask(member, "spare")).isEqualTo(502);
            }
        } finally {
            comeBack.run();
        }

        for (Member member : CLUSTER.members()) {
            Eventually.that(member.name() + " is in contact again", () -> inContact(member));
        }
        TestCluster.awaitAgreement(AGREEMENT, CLUSTER.members());
        for (Member member : CLUSTER.members()) {
            for (Member killer : CLUSTER.members()) {
                assertStatus(200, member.read("/admin/v1/kills/key/" + name + "-" + killer.name()));
            }
        }
        for (Member member : CLUSTER.members()) {
            Eventually.that("all records are in the journal of " + member.name(), () -> isAllJournaled(member));
            assertStatus(
                    200,
                    member.write(
                            "DELETE",
                            "/admin/v1/kills/key/" + name + "-" + member.name(),
                            Clusters.because("it is back")));
        }
        assertStatus(200, a.write("DELETE", "/admin/v1/kills/route/support", Clusters.because("it is back")));
        for (Member member : CLUSTER.members()) {
            assertThat(ask(member, "support")).isEqualTo(502);
        }
    }

    /** It may be answered as not yet durable; it holds on every node all the same. */
    private static void assertKillIsInEffectAtOnce(Member killer, String path) {
        Answer kill = killer.write("PUT", "/admin/v1/kills/" + path, Clusters.because("it is broken"), AT_ONCE);
        assertStatus(504, kill);
        assertThat(kill.body().path("detail").asText())
                .startsWith("This is in effect on a, b, c, but 0 of 1 voters have it on disk");
        for (Member member : CLUSTER.members()) {
            assertStatus(200, member.read("/admin/v1/kills/" + path, AT_ONCE));
        }
    }

    private static CompletableFuture<Answer> lift(Member member, String key) {
        return CompletableFuture.supplyAsync(
                () -> member.write("DELETE", "/admin/v1/kills/key/" + key, Clusters.because("lift it"), ANSWER),
                task -> Thread.ofPlatform().daemon().start(task));
    }

    private static boolean inContact(Member member) {
        return member.read("/admin/v1/cluster", AT_ONCE)
                .body()
                .path("in_contact")
                .asBoolean();
    }

    private static boolean isAllJournaled(Member member) {
        Answer audit = member.read("/admin/v1/audit");
        long records =
                member.read("/admin/v1/cluster").body().at("/members/0/records").asLong();
        return audit.body().path("verified").asBoolean()
                && audit.body().path("length").asLong() == records;
    }

    private static int ask(Member member, String route) throws IOException, InterruptedException {
        HttpRequest chat = HttpRequest.newBuilder(URI.create(member.dataUrl() + "/v1/chat/completions"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"" + route + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(chat, HttpResponse.BodyHandlers.ofString());
            return Answer.ofUnreachable(answer);
        }
    }

    private static void assertStatus(int expected, Answer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(expected);
    }
}
