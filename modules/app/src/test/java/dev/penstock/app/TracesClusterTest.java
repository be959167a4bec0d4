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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Three nodes in processes of their own: any of them answers for the traces of all, and a kill loses none that is
 * stored.
 */
@Isolated("nodes in processes of their own take both cores")
class TracesClusterTest {
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
              good: {provider: sim, model: "sim-small"}
            """.formatted(SIM.port()),
            Map.of("routes/plain.yaml", "purpose: tests\ntargets: [good]\ntraces: {text: full}\n"));

    private final Member a = CLUSTER.members().get(0);
    private final Member b = CLUSTER.members().get(1);
    private final Member c = CLUSTER.members().get(2);

    @AfterAll
    static void close() {
        TestNode.await(VERTX.close());
    }

    @Test
    void anyNodeAnswersForAllAndWhatWasStoredOutlivesAKill() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            ids.add(ask(List.of(a, b, c).get(i % 3)));
        }
        Eventually.that("all are stored", () -> listed(b, "?route=plain").equals(ids.reversed()));
        JsonNode page = b.read("/admin/v1/traces?limit=4").body();
        assertThat(page.path("silent")).isEmpty();
        assertThat(listed(c, "?limit=5&after=" + page.path("next").asText()))
                .isEqualTo(ids.reversed().subList(4, 9));
        assertThat(b.read("/admin/v1/traces/" + ids.getFirst())
                        .body()
                        .path("trace")
                        .asText())
                .isEqualTo(ids.getFirst());

        String said = "{\"trace\":\"%s\",\"thumb\":\"up\"}".formatted(ids.getFirst());
        assertThat(post(b, "/v1/feedback", said).statusCode()).isEqualTo(200);
        assertThat(c.read("/admin/v1/traces/" + ids.getFirst())
                        .body()
                        .path("feedback")
                        .path(0)
                        .path("label")
                        .asText())
                .isEqualTo("up");

        String release = c.read("/admin/v1/traces/" + ids.getFirst())
                .body()
                .path("release")
                .asText();
        Answer replayed = c.write("POST", "/admin/v1/traces/" + ids.getFirst() + "/replay?release=" + release, "");
        assertThat(replayed.body().path("recorded").path("text").asText()).isNotEmpty();
        assertThat(replayed.body().path("replayed").path("outcome").asText()).isEqualTo("pass");
        ids.add(replayed.body().path("replayed").path("trace").asText());

        a.kill();
        assertThat(post(b, "/v1/feedback", said).statusCode()).isEqualTo(503);
        Answer away = b.read("/admin/v1/traces/" + ids.getFirst());
        assertThat(away.status()).isEqualTo(503);
        assertThat(away.body().path("detail").asText()).contains("Node 'a'");
        JsonNode without = c.read("/admin/v1/traces?route=plain").body();
        assertThat(without.path("traces")).hasSize(7);
        assertThat(without.path("silent")).extracting(JsonNode::asText).containsExactly("a");

        CLUSTER.startMissing();
        Eventually.that("nothing is lost", () -> listed(b, "?route=plain").equals(ids.reversed()));
        assertThat(b.read("/admin/v1/traces/" + ids.getFirst()).status()).isEqualTo(200);
    }

    private static List<String> listed(Member member, String query) {
        List<String> ids = new ArrayList<>();
        member.read("/admin/v1/traces" + query)
                .body()
                .path("traces")
                .forEach(trace -> ids.add(trace.path("trace").asText()));
        return ids;
    }

    private static String ask(Member member) throws Exception {
        HttpResponse<String> answer = post(
                member,
                "/v1/chat/completions",
                "{\"model\":\"plain\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestNode.header(answer, "x-penstock-trace");
    }

    private static HttpResponse<String> post(Member member, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(member.dataUrl() + path))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
