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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** Three nodes in processes of their own: what one learns the others apply, and what operators keep outlives them. */
@Isolated("nodes in processes of their own take both cores")
class RulesInAClusterTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final SimServer SIM = TestNode.await(SimServer.start(VERTX, SimConfig.usual()));

    @RegisterExtension
    static final TestCluster CLUSTER = new TestCluster(
            """
            open: true
            providers:
              sim: {dialect: openai, base_url: "http://127.0.0.1:%d/v1", credential: "${file:sim.key}"}
            targets:
              strict: {provider: sim, model: "sim-small!unsupported-parameter"}
              other: {provider: sim, model: "sim-other!unsupported-parameter"}
            """.formatted(SIM.port()),
            Map.of(
                    "sim.key",
                    TestNode.OPENAI_CREDENTIAL,
                    "routes/strict.yaml",
                    "purpose: tests\ntargets: [strict]\n",
                    "routes/other.yaml",
                    "purpose: tests\ntargets: [other]\n"));

    private final Member a = CLUSTER.members().get(0);
    private final Member b = CLUSTER.members().get(1);
    private final Member c = CLUSTER.members().get(2);

    @AfterAll
    static void close() {
        TestNode.await(VERTX.close());
    }

    @Test
    void whatNodesLearnTogetherAllApplyAndOneThatStartsLaterToo() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(attempts(i % 2 == 0 ? a : b, "strict")).isEqualTo("2");
        }
        for (Member member : CLUSTER.members()) {
            Eventually.that("it has the rule", () -> state(member, "strict").equals("learned"));
            assertThat(attempts(member, "strict")).isEqualTo("1");
        }

        c.kill();
        CLUSTER.startMissing();
        Eventually.that("it has the rule again", () -> state(c, "strict").equals("learned"));
        assertThat(attempts(c, "strict")).isEqualTo("1");
    }

    @Tag("long")
    @Test
    void aRuleThatIsKeptSurvivesAFullStopAndARevokedOneStaysSo() throws Exception {
        Answer added = a.write(
                "POST",
                "/admin/v1/rules",
                "{\"actor\":\"me\",\"reason\":\"known\",\"target\":\"other\",\"signature\":\"unsupported_parameter"
                        + " max_tokens\",\"action\":\"send max_completion_tokens\"}");
        assertThat(added.status()).as(added.body().toString()).isEqualTo(201);
        CLUSTER.members().forEach(Member::kill);
        CLUSTER.startMissing();
        for (Member member : CLUSTER.members()) {
            assertThat(state(member, "other")).isEqualTo("kept");
            assertThat(attempts(member, "other")).isEqualTo("1");
        }

        // To revoke it needs nobody.
        b.kill();
        c.kill();
        String id = added.body().path("rule").asText();
        assertThat(a.write("DELETE", "/admin/v1/rules/" + id, Clusters.because("wrong"))
                        .status())
                .isEqualTo(200);
        assertThat(attempts(a, "other")).isEqualTo("2");
        CLUSTER.startMissing();
        Eventually.that("it is revoked", () -> state(b, "other").equals("revoked"));
        assertThat(attempts(b, "other")).isEqualTo("2");
    }

    private static String state(Member member, String target) {
        for (JsonNode rule : member.read("/admin/v1/rules").body().path("rules")) {
            if (rule.path("target").asText().equals(target)) {
                return rule.path("state").asText();
            }
        }
        return "";
    }

    private static String attempts(Member member, String route) throws Exception {
        HttpRequest chat = HttpRequest.newBuilder(URI.create(member.dataUrl() + "/v1/chat/completions"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"" + route
                        + "\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(chat, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return TestNode.header(answer, "x-penstock-attempts");
        }
    }
}
