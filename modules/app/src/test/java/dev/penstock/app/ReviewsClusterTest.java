package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.sim.SimConfig;
import dev.penstock.sim.SimServer;
import dev.penstock.testkit.cluster.Answer;
import dev.penstock.testkit.cluster.Member;
import dev.penstock.testkit.cluster.TestCluster;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** Three nodes in processes of their own: any of them answers for the reviews of all that are there. */
@Isolated("nodes in processes of their own take both cores")
class ReviewsClusterTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final SimServer SIM =
            TestNode.await(SimServer.start(VERTX, SimConfig.usual().at("127.0.0.1", 0)));

    @RegisterExtension
    static final TestCluster CLUSTER = new TestCluster(
            """
            open: true
            providers:
              sim: {dialect: openai, base_url: "http://127.0.0.1:%d/v1", credential: "${file:cluster.key}"}
            targets:
              wrong: {provider: sim, model: "sim-small!wrong-schema"}
            """.formatted(SIM.port()),
            Map.of(
                    "contracts/level.json",
                    "{\"type\":\"object\",\"required\":[\"level\"],\"properties\":{\"level\":{\"type\":\"integer\"}}}",
                    "routes/level.yaml",
                    "purpose: tests\ntargets: [wrong]\ncontract: {schema: level, retries: 0, otherwise: escalate}\n"));

    private final Member a = CLUSTER.members().get(0);
    private final Member b = CLUSTER.members().get(1);
    private final Member c = CLUSTER.members().get(2);

    @AfterAll
    static void close() {
        TestNode.await(VERTX.close());
    }

    @Test
    void aReviewOfOneNodeIsListedAndResolvedOverAnotherAndOutlivesAKill() throws Exception {
        HttpResponse<String> escalated = send(
                a,
                "/v1/chat/completions",
                HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"level\",\"messages\":[{\"role\":\"user\",\"content\":\"How high?\"}]}"));
        String id = TestNode.header(escalated, "x-penstock-review");
        assertThat(id).as(escalated.body()).startsWith("a.");
        JsonNode listed = b.read("/admin/v1/reviews").body();
        assertThat(listed.at("/reviews/0/id").asText()).isEqualTo(id);
        assertThat(listed.path("silent")).isEmpty();

        a.kill();
        Answer away = b.read("/admin/v1/reviews/" + id);
        assertThat(away.status()).isEqualTo(503);
        assertThat(away.body().path("detail").asText()).contains("Node 'a', which keeps this review");
        JsonNode without = c.read("/admin/v1/reviews").body();
        assertThat(without.path("reviews")).isEmpty();
        assertThat(without.path("silent")).extracting(JsonNode::asText).containsExactly("a");
        HttpResponse<String> later = send(c, "/v1/reviews/" + id, null);
        assertThat(later.statusCode()).isEqualTo(503);
        assertThat(TestNode.header(later, "retry-after")).isEqualTo("5");

        CLUSTER.startMissing();
        Eventually.that(
                "the node is asked again",
                () -> b.read("/admin/v1/reviews/" + id).status() == 200);
        Answer resolved = b.write(
                "POST",
                "/admin/v1/reviews/" + id + "/resolve",
                "{\"actor\":\"ann\",\"reason\":\"measured\",\"decision\":\"answer\",\"text\":\"{\\\"level\\\":3}\"}");
        assertThat(resolved.status()).as("%s", resolved.body()).isEqualTo(200);
        JsonNode told = TestNode.json(send(c, "/v1/reviews/" + id, null).body());
        assertThat(told.at("/answer/choices/0/message/content").asText()).isEqualTo("{\"level\":3}");
    }

    private static HttpResponse<String> send(Member member, String path, HttpRequest.@Nullable BodyPublisher body)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(member.dataUrl() + path)).header("content-type", "application/json");
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    body == null ? request.build() : request.POST(body).build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
