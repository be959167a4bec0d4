package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.app.WebhookReceiver.Delivery;
import dev.penstock.core.config.AnswerChecks;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Fallback;
import dev.penstock.core.config.WebhookTopic;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens is told to other systems, until they have heard it. */
class WebhooksTest {
    private static final String SCHEMA =
            "{\"type\":\"object\",\"required\":[\"level\"],\"properties\":{\"level\":{\"type\":\"integer\"}}}";

    @TempDir
    private Path dir = Path.of(".");

    @Test
    void aKillIsToldSignedAndAgainUntilItIsHeard() {
        try (WebhookReceiver receiver = new WebhookReceiver(0, 500, 503);
                TestNode node = TestNode.start(Setup.bothDialects()
                        .webhook("ops", receiver.port(), WebhookTopic.KILL, WebhookTopic.ROLLOUT))) {
            node.kill("route", "openai", "\"reason\":\"it lies\"");

            Eventually.that("it is heard", () -> receiver.deliveries().size() == 3);
            assertThat(receiver.deliveries()).allSatisfy(delivery -> {
                assertThat(delivery.isSigned()).isTrue();
                assertThat(delivery.path()).isEqualTo("/secret-path");
                assertThat(delivery.id())
                        .isEqualTo(receiver.deliveries().getFirst().id())
                        .matches("evt_[0-9a-f]{32}");
                assertThat(Instant.ofEpochSecond(Long.parseLong(delivery.timestamp())))
                        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
            });
            JsonNode event = receiver.deliveries().getFirst().json();
            assertThat(event.path("type").asText()).isEqualTo("kill.kill");
            assertThat(event.at("/data/reason").asText()).isEqualTo("it lies");
            assertThat(event.at("/data/actor").asText()).isEqualTo("tests");
            assertThat(event.at("/data/what/scope").asText()).isEqualTo("route");

            node.lift("route", "openai");
            Eventually.that("the lift is told, too", () -> receiver.types().contains("kill.lift"));
            Eventually.that(
                    "it is counted", () -> webhook(node).path("delivered").asInt() == 2);
            JsonNode state = webhook(node);
            assertThat(state.path("failing_since").isNull()).isTrue();
            assertThat(state.path("waiting").asInt()).isZero();
            assertThat(state.path("url").asText()).isEqualTo("http://127.0.0.1:" + receiver.port());
            assertThat(node.metric("penstock_webhook_delivered_total{webhook=\"ops\"}"))
                    .isEqualTo(2);
        }
    }

    @Test
    void whatWasNotHeardBeforeARestartIsHeardAfterIt() throws Exception {
        int port;
        try (WebhookReceiver gone = new WebhookReceiver(0)) {
            port = gone.port();
        }
        Setup setup = Setup.bothDialects().dataDir(dir).webhook("ops", port, WebhookTopic.KILL);
        try (TestNode node = TestNode.start(setup)) {
            node.kill("route", "openai");
            Eventually.that(
                    "it fails", () -> webhook(node).path("failing_since").isTextual());
            assertThat(webhook(node).path("waiting").asInt()).isEqualTo(1);
            assertThat(webhook(node).path("last_error").asText()).doesNotContain("secret-path");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("webhooks.db"))))
                .isEqualTo("rw-------");

        try (WebhookReceiver back = new WebhookReceiver(port);
                TestNode node = TestNode.start(setup)) {
            Eventually.that("it is heard", () -> back.types().equals(List.of("kill.kill")));
            assertThat(back.deliveries().getFirst().isSigned()).isTrue();
            Eventually.that(
                    "it waits no more", () -> webhook(node).path("waiting").asInt() == 0);
        }
    }

    @Test
    void rolloutsAndReviewsAreToldWithoutTexts() {
        try (WebhookReceiver receiver = new WebhookReceiver(0);
                TestNode node = TestNode.start(Setup.bothDialects()
                        .contract("level", SCHEMA)
                        .route(
                                "level",
                                route -> route.contract(
                                        "level",
                                        new ContractTerms(AnswerChecks.NONE, false, 0, new Fallback.Escalate("Wait."))),
                                "openai/sim-small!wrong-schema")
                        .webhook("ops", receiver.port(), WebhookTopic.ROLLOUT, WebhookTopic.REVIEW))) {
            HttpResponse<String> escalated = node.post(
                    "/v1/chat/completions",
                    "{\"model\":\"level\",\"messages\":[{\"role\":\"user\",\"content\":\"my secret question\"}]}");
            String review = TestNode.header(escalated, "x-penstock-review");
            assertThat(review).as(escalated.body()).isNotEmpty();
            node.adminPost("/reviews/" + review + "/resolve", "{\"decision\":\"reject\",\"reason\":\"so\"}");
            String release = node.publish("openai", "{\"purpose\":\"A\",\"targets\":[\"anthropic/sim-large\"]}");
            node.canary("openai", release, 5, "user");
            node.kill("route", "openai");

            Eventually.that("all is told", () -> receiver.deliveries().size() >= 5);
            assertThat(receiver.types())
                    .containsExactly(
                            "review.opened",
                            "review.decided",
                            // What the files say is adopted first.
                            "rollout.publish_release",
                            "rollout.publish_release",
                            "rollout.set_canary");
            Delivery decided = receiver.deliveries().get(1);
            assertThat(decided.json().at("/data/decision").asText()).isEqualTo("reject");
            assertThat(decided.json().at("/data/id").asText()).isEqualTo(review);
            assertThat(receiver.deliveries())
                    .allSatisfy(delivery -> assertThat(delivery.body()).doesNotContain("my secret question"));
        }
    }

    @Test
    void aWebhookIsTried() {
        try (WebhookReceiver receiver = new WebhookReceiver(0, 302);
                TestNode node =
                        TestNode.start(Setup.bothDialects().webhook("ops", receiver.port(), WebhookTopic.KILL))) {
            JsonNode redirected = node.adminPost("/webhooks/ops/test", "{}");
            assertThat(redirected.path("delivered").asBoolean()).isFalse();
            assertThat(redirected.path("error").asText()).isEqualTo("it answered 302");
            JsonNode heard = node.adminPost("/webhooks/ops/test", "{}");
            assertThat(heard.path("delivered").asBoolean()).isTrue();
            assertThat(heard.path("status").asInt()).isEqualTo(204);
            assertThat(receiver.types()).containsExactly("test", "test");
            assertThat(receiver.deliveries().getLast().isSigned()).isTrue();
        }
    }

    private static JsonNode webhook(TestNode node) {
        return TestNode.json(node.admin("/admin/v1/webhooks").body()).at("/webhooks/0");
    }
}
