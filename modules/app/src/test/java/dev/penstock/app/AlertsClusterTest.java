package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.app.WebhookReceiver.Delivery;
import dev.penstock.testkit.cluster.Answer;
import dev.penstock.testkit.cluster.Member;
import dev.penstock.testkit.cluster.TestCluster;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** Three nodes in processes of their own: any of them answers for the alerts of all, and one tells each event. */
@Isolated("nodes in processes of their own take both cores")
class AlertsClusterTest {
    private static final WebhookReceiver RECEIVER = new WebhookReceiver(0);

    @RegisterExtension
    static final TestCluster CLUSTER = new TestCluster(
            """
            open: true
            providers:
              nobody: {dialect: openai, base_url: "http://127.0.0.1:9/v1", credential: "${file:cluster.key}"}
            targets:
              dead: {provider: nobody, model: dead, breaker: {volume: 4, open_for: 1m}}
            webhooks:
              - {name: ops, url: "http://127.0.0.1:%d/told", secret: "${file:webhook.key}", events: [alert, kill]}
            """.formatted(RECEIVER.port()),
            Map.of("webhook.key", TestNode.WEBHOOK_SECRET, "routes/dead.yaml", "purpose: tests\ntargets: [dead]\n"));

    private final Member a = CLUSTER.members().get(0);
    private final Member b = CLUSTER.members().get(1);
    private final Member c = CLUSTER.members().get(2);

    @AfterAll
    static void close() {
        RECEIVER.close();
    }

    @Test
    void anyNodeAnswersForTheAlertsOfAllAndNamesThoseThatAreSilent() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (int i = 0; i < 6; i++) {
                http.send(
                        HttpRequest.newBuilder(URI.create(a.dataUrl() + "/v1/chat/completions"))
                                .header("content-type", "application/json")
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"model\":\"dead\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
            }
        }
        // The breaker is open on all of them, for a told the others.
        Eventually.that(
                "all find it",
                () -> nodes(b.read("/admin/v1/alerts?kind=breaker_open")).equals(List.of("a", "b", "c")));
        Eventually.that("it is told", () -> RECEIVER.types().contains("alert.raised"));
        assertThat(RECEIVER.deliveries()).allMatch(Delivery::isSigned);

        Answer killed = c.write("PUT", "/admin/v1/kills/route/dead", "{\"reason\":\"dead\",\"actor\":\"ann\"}");
        assertThat(killed.status()).as("%s", killed.body()).isEqualTo(201);
        Eventually.that("the kill is told", () -> RECEIVER.types().contains("kill.kill"));
        assertThat(RECEIVER.types().stream().filter("kill.kill"::equals)).hasSize(1);

        a.kill();
        JsonNode without = b.read("/admin/v1/alerts").body();
        assertThat(without.path("silent")).extracting(JsonNode::asText).containsExactly("a");
        assertThat(nodes(b.read("/admin/v1/alerts"))).containsExactly("b", "c");
        CLUSTER.startMissing();
    }

    private static List<String> nodes(Answer answer) {
        return answer.body().path("alerts").findValuesAsText("node").stream()
                .sorted()
                .toList();
    }
}
