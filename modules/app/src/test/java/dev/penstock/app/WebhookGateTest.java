package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.app.WebhookReceiver.Delivery;
import dev.penstock.core.Share;
import dev.penstock.core.config.WebhookTopic;
import dev.penstock.core.rollout.Exposure;
import dev.penstock.core.rollout.Gate;
import dev.penstock.core.rollout.Guardrail;
import dev.penstock.core.rollout.GuardrailKind;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.rollout.Stage;
import dev.penstock.core.rollout.StageKind;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Another system has a word in whether a rollout goes on: it is asked by a webhook, and its yes is on record. */
class WebhookGateTest {
    private static final String ROLLOUT = "/routes/openai/rollouts";

    @Test
    void aProvenStageWaitsForTheYesOfAWebhookWhichIsOnRecord() {
        try (WebhookReceiver receiver = new WebhookReceiver(0);
                TestNode node = TestNode.start(setup(receiver.port()))) {
            receiver.gate("{\"approve\": true, \"reason\": \"the window is open\"}");
            String candidate = start(node);
            Eventually.that("its yes lets it on", () -> phase(node).equals("completed"));
            assertThat(node.current("openai")).isEqualTo(candidate);
            JsonNode approval = approval(node);
            assertThat(approval.path("actor").asText()).isEqualTo("webhook:ci");
            assertThat(approval.path("principal").asText()).isEmpty();
            assertThat(approval.path("reason").asText())
                    .startsWith("All guardrails are proven by ")
                    .endsWith(". It said yes: the window is open");

            assertThat(receiver.types()).containsExactly("rollout.gate");
            assertThat(receiver.deliveries()).allMatch(Delivery::isSigned);
            JsonNode asked = receiver.deliveries().getFirst().json().path("data");
            assertThat(asked.path("route").asText()).isEqualTo("openai");
            assertThat(asked.path("stage").asInt()).isZero();
            assertThat(asked.path("stage_name").asText()).isEqualTo("50 %");
            assertThat(asked.path("next_stage_name").asText()).isEqualTo("full");
            assertThat(asked.path("release").asText()).isEqualTo(candidate);
            assertThat(asked.path("baseline").asText()).isNotEqualTo(candidate).isNotEmpty();
            assertThat(asked.path("policy").asText()).isEqualTo("gated");
            assertThat(asked.path("why").asText()).startsWith("All guardrails are proven by ");
            assertThat(asked.at("/requests/candidate").asLong()).isGreaterThanOrEqualTo(5);
            assertThat(asked.at("/requests/candidate_bad").asLong()).isZero();
        }
    }

    /** A no is asked again half a minute later: that is a scenario of the judge's. */
    @Test
    void aNoIsShownAndAPersonMayApproveAllTheSame() {
        try (WebhookReceiver receiver = new WebhookReceiver(0);
                TestNode node = TestNode.start(setup(receiver.port()))) {
            receiver.gate("{\"approve\": false, \"reason\": \"not on a Friday\"}");
            start(node);
            Eventually.that("its no is shown", () -> sentence(node).contains("said no: not on a Friday."));
            assertThat(sentence(node))
                    .startsWith("All guardrails are proven by ")
                    .contains("; it waits for webhook 'ci' to approve it: asked at 20");
            assertThat(phase(node)).isEqualTo("running");

            node.adminPost(ROLLOUT + "/current/approve", "{}");
            Eventually.that("it goes on", () -> phase(node).equals("completed"));
            assertThat(approval(node).path("actor").asText()).isEqualTo("tests");
        }
    }

    @Test
    void aPersonMayApproveWhatTheWebhookDoesNotAnswer() {
        try (WebhookReceiver receiver = new WebhookReceiver(0);
                TestNode node = TestNode.start(setup(receiver.port()))) {
            start(node);
            Eventually.that(
                    "that is shown", () -> sentence(node).contains(", it gave no answer: its body is not as expected"));

            node.adminPost(ROLLOUT + "/current/approve", "{}");
            Eventually.that("it goes on", () -> phase(node).equals("completed"));
            assertThat(approval(node).path("actor").asText()).isEqualTo("tests");
        }
    }

    private static Setup setup(int port) {
        Stage half = new Stage(
                StageKind.CANARY,
                new Share(500_000),
                5,
                Duration.ZERO,
                null,
                100,
                0.9,
                Exposure.UNLIMITED,
                new Gate.Webhook("ci"));
        RolloutPolicy gated = new RolloutPolicy(
                "gated",
                List.of(half, RolloutPolicy.DEFAULT.stages().getLast()),
                List.of(Guardrail.of(GuardrailKind.ERROR)),
                0.01,
                0.05,
                Duration.ofSeconds(60),
                List.of());
        return Setup.bothDialects().webhook("ci", port, WebhookTopic.KILL).rollout(gated);
    }

    /** Begins one whose stage is proven; says its candidate. */
    private static String start(TestNode node) {
        String candidate = node.publish("openai", "{\"purpose\":\"a test's\",\"targets\":[\"anthropic/sim-large\"]}");
        node.adminPost(
                ROLLOUT,
                "{\"release\":\"" + candidate
                        + "\",\"sticky\":\"header:x-user\",\"policy\":\"gated\",\"bundle\":true}");
        for (int i = 0; i < 60; i++) {
            HttpResponse<String> answer =
                    node.send(node.request(Caller.OPENAI.path(), Caller.OPENAI.hello("openai", false))
                            .header("x-user", "user-" + i)
                            .build());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        return candidate;
    }

    private static JsonNode rollout(TestNode node) {
        return TestNode.json(node.admin("/admin/v1" + ROLLOUT + "/current").body())
                .path("rollout");
    }

    private static String sentence(TestNode node) {
        return rollout(node).path("sentence").asText();
    }

    private static String phase(TestNode node) {
        return rollout(node).path("phase").asText();
    }

    /** The one that the audit has. */
    private static JsonNode approval(TestNode node) {
        JsonNode audit =
                TestNode.json(node.admin("/admin/v1/audit?kind=approve-stage").body());
        assertThat(audit.path("entries")).hasSize(1);
        return audit.at("/entries/0");
    }
}
