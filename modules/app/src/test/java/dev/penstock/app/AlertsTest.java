package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.config.BreakerPolicy;
import dev.penstock.core.config.WebhookTopic;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What goes wrong without any request failing is told once, while it lasts. */
class AlertsTest {
    private final AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);

    private Instant now() {
        return Instant.now().plus(later.get());
    }

    @Test
    void aBreakerThatOpensIsAnAlert() {
        try (WebhookReceiver receiver = new WebhookReceiver(0);
                TestNode node = TestNode.start(Setup.bothDialects()
                        .provider("nobody", 9)
                        .breaker(
                                "nobody/dead",
                                new BreakerPolicy(true, 4, Duration.ofSeconds(10), 0.5, Duration.ofMinutes(1), 10))
                        .route("doubled", "nobody/dead", "openai/sim-small")
                        .webhook("ops", receiver.port(), WebhookTopic.ALERT))) {
            assertThat(alerts(node, "")).isEmpty();
            for (int i = 0; i < 6; i++) {
                assertThat(chat(node, "doubled").statusCode()).isEqualTo(200);
            }
            JsonNode alert = Eventually.value("the alert", () -> first(node, "?kind=breaker_open&standing=true"));
            assertThat(alert.path("severity").asText()).isEqualTo("critical");
            assertThat(alert.at("/scope/target").asText()).isEqualTo("nobody/dead");
            assertThat(alert.path("text").asText()).startsWith("target nobody/dead fails");
            assertThat(alert.path("node").asText()).isEqualTo(Setup.NODE);
            assertThat(node.metric("penstock_alerts{kind=\"breaker_open\"}")).isEqualTo(1);
            assertThat(node.metric("penstock_alerts{kind=\"drift\"}")).isZero();
            Eventually.that("it is told", () -> receiver.types().contains("alert.raised"));
            assertThat(receiver.deliveries().getFirst().json().at("/data/key").asText())
                    .isEqualTo(alert.path("key").asText());
        }
    }

    @Test
    void answersThatGetShorterAreADriftUntilTheReleaseIsNotUsedForADay() {
        try (WebhookReceiver receiver = new WebhookReceiver(0);
                TestNode node = TestNode.start(
                        Setup.bothDialects().clock(this::now).webhook("ops", receiver.port(), WebhookTopic.ALERT))) {
            // No request fails.
            for (int i = 0; i < 520; i++) {
                assertThat(chat(node, "openai", 100).statusCode()).isEqualTo(200);
            }
            for (int i = 0; i < 60; i++) {
                assertThat(chat(node, "openai", 3).statusCode()).isEqualTo(200);
            }
            JsonNode alert = Eventually.value("the alert", () -> first(node, "?kind=drift&route=openai"));
            assertThat(alert.at("/scope/metric").asText()).isEqualTo("shorter_answers");
            assertThat(alert.path("text").asText()).contains("tokens each where");
            assertThat(alert.at("/evidence/window").asDouble()).isEqualTo(1);

            // What waits for a day is dropped.
            Eventually.that("it is told", () -> receiver.types().contains("alert.raised"));
            later.set(Duration.ofHours(25));
            Eventually.that("it is over", () -> receiver.types().equals(List.of("alert.raised", "alert.cleared")));
            assertThat(alerts(node, "?standing=true")).isEmpty();
            assertThat(first(node, "?standing=false")).isNotNull();
        }
    }

    private static HttpResponse<String> chat(TestNode node, String route) {
        return chat(node, route, 100);
    }

    private static HttpResponse<String> chat(TestNode node, String route, int maxTokens) {
        return node.post(
                "/v1/chat/completions",
                "{\"model\":\"" + route + "\",\"max_tokens\":" + maxTokens
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
    }

    private static JsonNode alerts(TestNode node, String query) {
        return TestNode.json(node.admin("/admin/v1/alerts" + query).body()).path("alerts");
    }

    private static @Nullable JsonNode first(TestNode node, String query) {
        return alerts(node, query).get(0);
    }
}
