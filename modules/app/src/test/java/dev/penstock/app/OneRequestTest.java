package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.config.AnswerChecks;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Fallback;
import dev.penstock.core.config.Healing;
import dev.penstock.testkit.otlp.OtlpReceiver;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * One request goes through retry, fail-over, repair and feedback, and each of them is found in the trace, in its
 * sentences, in the spans and in the metrics, by the same words.
 */
class OneRequestTest {
    private static final String SCHEMA = """
        {"type":"object","required":["gate","metres"],"additionalProperties":false,
         "properties":{"gate":{"type":"string"},"metres":{"type":"number"}}}\
        """;

    @Test
    void allThatHappenedToItIsToldEverywhereInTheSameWords() {
        ContractTerms terms = new ContractTerms(AnswerChecks.NONE, true, 1, new Fallback.Refuse());
        try (OtlpReceiver receiver = OtlpReceiver.start();
                TestNode node = TestNode.start(Setup.empty()
                        .contract("level", SCHEMA)
                        .jsonTarget("openai/sim-other!fenced-json")
                        .route(
                                "level",
                                route -> route.contract("level", terms).healing(Healing.DEFAULT),
                                "openai/sim-small!server-error",
                                "openai/sim-other!fenced-json")
                        .telemetry(receiver.url(), "a-secret-of-telemetry"))) {
            HttpResponse<String> answer = node.post("/v1/chat/completions", Caller.OPENAI.hello("level", false));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            String id = TestNode.header(answer, "x-penstock-trace");
            assertThat(node.post("/v1/feedback", "{\"trace\":\"%s\",\"thumb\":\"down\"}".formatted(id))
                            .statusCode())
                    .isEqualTo(200);

            JsonNode trace = node.trace(id);
            assertThat(trace.path("outcome").asText()).isEqualTo("fallback");
            JsonNode attempts = trace.path("attempts");
            assertThat(attempts).hasSize(3);
            assertThat(attempts.path(0).path("remedy").asText()).startsWith("retry");
            assertThat(attempts.path(1).path("remedy").asText()).startsWith("fail_over");
            assertThat(attempts.path(2).at("/contract/result").asText()).isEqualTo("repaired");
            assertThat(attempts.path(2).at("/contract/repairs/0").asText()).isEqualTo("fence");
            assertThat(trace.at("/feedback/0/label").asText()).isEqualTo("down");

            List<String> words = new ArrayList<>(List.of("fallback", "repaired", "fence", "thumb", "down"));
            attempts.forEach(attempt -> {
                words.add(attempt.path("target").asText());
                if (attempt.has("diagnosis")) {
                    words.add(attempt.path("diagnosis").asText());
                    words.add(attempt.path("remedy").asText());
                }
            });
            assertThat(node.admin("/admin/v1/traces/" + id + "?as=text").body()).contains(words);

            Eventually.that(
                    "spans and the event are here",
                    () -> receiver.spans().size() >= 4 && !receiver.events().isEmpty());
            List<Map<String, Object>> spans = receiver.spans().stream()
                    .filter(span -> span.getKind() == Span.SpanKind.SPAN_KIND_CLIENT)
                    .map(span -> OtlpReceiver.attributes(span.getAttributesList()))
                    .toList();
            for (int i = 0; i < 3; i++) {
                JsonNode attempt = attempts.path(i);
                assertThat(spans.get(i))
                        .containsEntry("penstock.target", attempt.path("target").asText());
                if (attempt.has("diagnosis")) {
                    assertThat(spans.get(i))
                            .containsEntry(
                                    "penstock.diagnosis",
                                    attempt.path("diagnosis").asText())
                            .containsEntry(
                                    "penstock.remedy", attempt.path("remedy").asText());
                }
            }
            assertThat(spans.get(2)).containsEntry("penstock.contract", "repaired");
            assertThat(String.valueOf(spans.get(2).get("penstock.contract.repairs")))
                    .contains("fence");
            assertThat(OtlpReceiver.attributes(receiver.events().getFirst().getAttributesList()))
                    .containsEntry("penstock.trace", id)
                    .containsEntry("gen_ai.evaluation.name", "thumb")
                    .containsEntry("gen_ai.evaluation.score.label", "down");

            String diagnosis = attempts.path(0).path("diagnosis").asText();
            assertThat(node.metric("penstock_diagnoses_total{diagnosis=\"%s\",route=\"level\",target=\"%s\"}"
                            .formatted(
                                    diagnosis, attempts.path(0).path("target").asText())))
                    .isEqualTo(2);
            assertThat(node.metric("penstock_requests_total{outcome=\"fallback\",route=\"level\",status=\"200\"}"))
                    .isEqualTo(1);
            assertThat(node.metric("penstock_contract_results_total{result=\"repaired\",route=\"level\",target=\"%s\"}"
                            .formatted(attempts.path(2).path("target").asText())))
                    .isEqualTo(1);
            assertThat(node.metric("penstock_feedback_total{kind=\"thumb\",route=\"level\",word=\"down\"}"))
                    .isEqualTo(1);
        }
    }
}
