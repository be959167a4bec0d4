package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.testkit.cluster.Answer;
import dev.penstock.testkit.cluster.Member;
import dev.penstock.testkit.cluster.TestCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** Three nodes in processes of their own, which are killed: what was decided holds. */
@Isolated("nodes in processes of their own take both cores")
class ClusterTest {
    private static final Duration AGREEMENT = Duration.ofSeconds(30);

    @RegisterExtension
    static final TestCluster CLUSTER = Clusters.ofThree();

    private final Member a = CLUSTER.members().get(0);
    private final Member b = CLUSTER.members().get(1);
    private final Member c = CLUSTER.members().get(2);

    @Test
    void aKillIsInEffectOnAllNodesWhenItIsAnswered() {
        KillPropagation kills = KillPropagation.measure(CLUSTER.members(), 100, "quick-");
        kills.print("while the build runs");
        assertThat(kills.max()).isLessThan(1_000);
    }

    @Test
    void eachNodeRunsTheVerticleOfEachFeature() {
        for (Member member : CLUSTER.members()) {
            assertThat(member.read("/admin/v1/cluster").body().path("verticles"))
                    .extracting(node -> node.asText())
                    .containsExactlyInAnyOrder(
                            "RouterVerticle",
                            "CanaryVerticle",
                            "RolloutVerticle",
                            "ShadowVerticle",
                            "KillSwitchVerticle",
                            "BreakerVerticle",
                            "RuleVerticle",
                            "ReviewVerticle",
                            "AlertVerticle");
        }
    }

    @Test
    void aKillOnOneNodeIsHeldToByRequestsOnTheOthers() throws Exception {
        String kill = "{\"actor\":\"me\",\"reason\":\"secret\",\"public_reason\":\"Closed today.\"}";
        assertStatus(201, a.write("PUT", "/admin/v1/kills/route/support", kill));
        for (Member other : List.of(b, c)) {
            HttpResponse<String> refused = ask(other, "support");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("Closed today.").doesNotContain("secret");
        }

        assertStatus(200, c.write("DELETE", "/admin/v1/kills/route/support", Clusters.because("open again")));
        for (Member member : List.of(a, b, c)) {
            // Nobody listens for their provider, but they ask it.
            assertThat(ask(member, "support").statusCode()).isEqualTo(502);
        }
    }

    @Test
    void whatOneNodeFindsOfATargetProtectsTheOthers() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(ask(a, "dead").statusCode()).isEqualTo(502);
        }
        for (Member member : List.of(a, b, c)) {
            Eventually.that("the target is left alone", () -> isOpen(member, "dead"));
            HttpResponse<String> refused = ask(member, "dead");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("Every target of route 'dead' is failing");
        }
    }

    private static boolean isOpen(Member member, String name) {
        for (JsonNode target : member.read("/admin/v1/targets").body().path("targets")) {
            if (target.path("target").asText().equals(name)) {
                return target.path("breaker").asText().equals("open");
            }
        }
        return false;
    }

    private static HttpResponse<String> ask(Member member, String route) throws Exception {
        HttpRequest chat = HttpRequest.newBuilder(URI.create(member.dataUrl() + "/v1/chat/completions"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"" + route + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(chat, HttpResponse.BodyHandlers.ofString());
        }
    }

    /** The same with a model, and with more than kills, is {@link dev.penstock.app.chaos.ChaosTest} in each build. */
    @Tag("long")
    @Test
    void whatWasAnsweredStandsWhenNodesAreKilled() {
        MixedWrites writes = new MixedWrites(CLUSTER.members(), "killed-", 1, System.nanoTime());
        for (Member victim : CLUSTER.members()) {
            List<Member> survivors = CLUSTER.others(victim);
            int before = writes.made();
            CompletableFuture<Void> writing = writes.begin(50);
            Eventually.that("some were made", () -> writes.made() >= before + 20);
            try (Watchers _ = Watchers.of(survivors)) {
                victim.kill();
                writing.orTimeout(60, TimeUnit.SECONDS).join();
                TestCluster.awaitAgreement(AGREEMENT, survivors);
            }
            writes.assertStandOn(survivors);

            CLUSTER.startMissing();
            TestCluster.awaitAgreement(AGREEMENT, CLUSTER.members());
            writes.assertStandOn(CLUSTER.members());
        }
        System.out.println("kill -9 of each node while all write: " + writes);
        assertThat(writes.count(Outcome.DONE)).isGreaterThan(100);
    }

    @Test
    void whatWasAnsweredStandsAfterAFullStop() {
        MixedWrites writes = new MixedWrites(CLUSTER.members(), "stopped-", 1, System.nanoTime());
        CompletableFuture<Void> writing = writes.begin(80);
        Eventually.that("some were made", () -> writes.made() >= 40);
        CLUSTER.members().forEach(Member::kill);
        writing.orTimeout(60, TimeUnit.SECONDS).join();

        CLUSTER.startMissing();
        TestCluster.awaitAgreement(AGREEMENT, CLUSTER.members());
        System.out.println("kill -9 of all nodes while all write: " + writes);
        writes.assertStandOn(CLUSTER.members());
    }

    @Tag("long")
    @Test
    void whatTwoDisksHaveStandsWhenOneIsLost() {
        c.kill();
        MixedWrites writes = new MixedWrites(List.of(a, b), "lost-", 2, System.nanoTime());
        writes.make(30);
        a.kill();
        b.kill();
        a.wipeDisk();

        CLUSTER.startMissing();
        TestCluster.awaitAgreement(AGREEMENT, CLUSTER.members());
        writes.assertStandOn(CLUSTER.members());
        assertThat(writes.count(Outcome.DONE)).isGreaterThan(20);
    }

    @Test
    void noSecretIsInAJournalALogOrAnAnswer() throws IOException {
        a.write("PUT", "/admin/v1/kills/key/secrets", Clusters.because("to have a record"));
        a.write("PUT", "/admin/v1/kills/key/secrets", "{\"reason\":\"" + Member.TOKEN);
        a.write("DELETE", "/admin/v1/kills/key/secrets", Clusters.because("and a commit"));

        for (Member member : CLUSTER.members()) {
            for (String path : List.of("cluster", "audit", "kills")) {
                assertNoSecret(path, member.read("/admin/v1/" + path).body().toString());
            }
            try (Stream<Path> files = Files.walk(member.dir())) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    if (!file.endsWith("cluster.key")) {
                        assertNoSecret(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
                    }
                }
            }
        }
    }

    private static void assertNoSecret(String where, String text) {
        for (String secret : List.of(TestCluster.KEY, Member.TOKEN)) {
            assertThat(text.contains(secret)).as("a secret in %s", where).isFalse();
        }
    }

    @Test
    void twoOfThreeDecideAndOneAloneOnlyStops() {
        assertStatus(201, a.write("PUT", "/admin/v1/kills/key/first", Clusters.because("before")));
        c.kill();

        Answer lift = b.write("DELETE", "/admin/v1/kills/key/first", Clusters.because("two are enough"));
        assertStatus(200, lift);
        assertThat(lift.body().path("journaled").asInt()).isEqualTo(2);
        assertStatus(404, a.read("/admin/v1/kills/key/first"));
        b.kill();

        Answer kill = a.write("PUT", "/admin/v1/kills/key/second", Clusters.because("alone"));
        assertStatus(201, kill);
        assertThat(kill.body().path("journaled").asInt()).isEqualTo(1);
        Answer refused = a.write("DELETE", "/admin/v1/kills/key/second", Clusters.because("alone"));
        assertStatus(503, refused);
        assertThat(refused.body().path("silent"))
                .extracting(node -> node.asText())
                .containsExactly("b", "c");
        assertStatus(200, a.read("/admin/v1/kills/key/second"));

        CLUSTER.startMissing();
        TestCluster.awaitAgreement(AGREEMENT, CLUSTER.members());
        assertStatus(200, c.read("/admin/v1/kills/key/second"));
        assertStatus(404, c.read("/admin/v1/kills/key/first"));
    }

    @Test
    void aNodeOfAnotherClusterStaysAStranger() {
        Member stranger = CLUSTER.guest("d", "another-cluster");
        stranger.start();
        stranger.awaitReady();

        assertStatus(201, a.write("PUT", "/admin/v1/kills/key/ours", Clusters.because("ours")));
        assertStatus(201, stranger.write("PUT", "/admin/v1/kills/key/theirs", Clusters.because("theirs")));

        assertStatus(404, stranger.read("/admin/v1/kills/key/ours"));
        TestCluster.awaitAgreement(AGREEMENT, List.of(stranger));
        TestCluster.awaitAgreement(AGREEMENT, CLUSTER.members());
        assertStatus(404, a.read("/admin/v1/kills/key/theirs"));
    }

    @Test
    void aSecondNodeOfTheSameNameDoesNotStart() {
        Member second = CLUSTER.guest("a", null);
        second.start();

        assertThat(second.awaitEnd()).isEqualTo(1);
        assertThat(second.errors())
                .contains("The start failed: another member is named 'a' already: expected a name of its own as node");
        TestCluster.awaitAgreement(AGREEMENT, CLUSTER.members());
    }

    private static void assertStatus(int expected, Answer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(expected);
    }
}
