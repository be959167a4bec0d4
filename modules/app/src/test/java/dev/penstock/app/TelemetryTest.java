package dev.penstock.app;

import static dev.penstock.testkit.otlp.OtlpReceiver.attributes;
import static dev.penstock.testkit.otlp.OtlpReceiver.hex;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.config.Healing;
import dev.penstock.sim.LoggedAttempt;
import dev.penstock.testkit.otlp.OtlpReceiver;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a receiver of OTLP gets of requests through a real node, and what the providers get of their callers' traces.
 */
class TelemetryTest {
    private static final String SECRET = "a-planted-5ecret-of-telemetry";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final String ASKING = """
        {"model": "shaky", "messages": [{"role": "user", "content": "Hello"}]}\
        """;
    private static final String PATH = "/v1/chat/completions";

    @Test
    void aRetryAndAFailOverAreSpansInTheWordsOfTheTrace() {
        try (OtlpReceiver receiver = OtlpReceiver.start();
                TestNode node = TestNode.start(shaky().telemetry(receiver.url(), SECRET))) {
            HttpResponse<String> answer = node.send(node.request(PATH, ASKING)
                    .header("traceparent", PARENT)
                    .header("tracestate", "rojo=1, congo=2")
                    .build());
            assertThat(answer.statusCode()).isEqualTo(200);
            Eventually.that("the spans are here", () -> receiver.spans(TRACE).size() >= 4);

            List<Span> spans = receiver.spans(TRACE);
            JsonNode trace = node.trace(answer);
            JsonNode attempts = trace.path("attempts");
            assertThat(spans).hasSize(1 + attempts.size());
            Span request = spans.getFirst();
            assertThat(hex(request.getParentSpanId().toByteArray())).isEqualTo("00f067aa0ba902b7");
            assertThat(request.getTraceState()).isEqualTo("rojo=1,congo=2");
            assertThat(trace.at("/trace_context/trace_id").asText()).isEqualTo(TRACE);
            assertThat(trace.at("/trace_context/parent_id").asText()).isEqualTo("00f067aa0ba902b7");
            assertThat(trace.at("/trace_context/span_id").asText())
                    .isEqualTo(hex(request.getSpanId().toByteArray()));
            assertThat(attributes(request.getAttributesList()))
                    .containsEntry("penstock.trace", trace.path("trace").asText())
                    .containsEntry("penstock.outcome", "fallback")
                    .containsEntry("penstock.route", "shaky")
                    .containsEntry("penstock.release", trace.path("release").asText())
                    .containsEntry("gen_ai.request.model", "shaky");
            assertThat(request.getEndTimeUnixNano() - request.getStartTimeUnixNano())
                    .isEqualTo(1_000 * trace.path("total_us").asLong());

            List<LoggedAttempt> sent = node.sim().log();
            for (int i = 0; i < attempts.size(); i++) {
                Span span = spans.get(i + 1);
                JsonNode attempt = attempts.get(i);
                Map<String, Object> said = attributes(span.getAttributesList());
                assertThat(span.getParentSpanId()).isEqualTo(request.getSpanId());
                assertThat(said.get("penstock.target"))
                        .isEqualTo(attempt.path("target").asText());
                assertThat(said.get("error.type")).isEqualTo(text(attempt.at("/failure/kind")));
                assertThat(said.get("penstock.diagnosis")).isEqualTo(text(attempt.path("diagnosis")));
                assertThat(said.get("penstock.remedy")).isEqualTo(text(attempt.path("remedy")));
                assertThat(sent.get(i).headers())
                        .containsEntry(
                                "traceparent",
                                "00-" + TRACE + "-" + hex(span.getSpanId().toByteArray()) + "-01")
                        .containsEntry("tracestate", "rojo=1,congo=2");
            }
            assertThat(attributes(spans.get(1).getAttributesList()).get("penstock.remedy"))
                    .asString()
                    .startsWith("retry");
            assertThat(attributes(spans.getLast().getAttributesList()))
                    .containsEntry("gen_ai.provider.name", "anthropic")
                    .containsKeys("gen_ai.usage.input_tokens", "gen_ai.response.id");
            Eventually.that(
                    "the metrics are here",
                    () -> receiver.metrics()
                            .keySet()
                            .containsAll(List.of(
                                    "gen_ai.client.operation.duration",
                                    "gen_ai.client.token.usage",
                                    "penstock_requests")));
        }
    }

    @Test
    void streamsAreTimedAndTheirWordsAreNotTold() {
        try (OtlpReceiver receiver = OtlpReceiver.start();
                TestNode node = TestNode.start(Setup.bothDialects().telemetry(receiver.url(), SECRET))) {
            String said = "a-sentence-that-nobody-else-may-read";
            String body = """
                {"model": "openai", "stream": true, "messages": [{"role": "user", "content": "%s"}]}\
                """.formatted(said);
            assertThat(node.post(PATH, body).statusCode()).isEqualTo(200);
            Eventually.that(
                    "spans and metrics are here",
                    () -> receiver.spans().size() >= 2
                            && receiver.metrics().containsKey("gen_ai.client.operation.time_per_output_chunk"));

            assertThat(receiver.metrics()).containsKey("gen_ai.client.operation.time_to_first_chunk");
            assertThat(receiver.spans().toString()).doesNotContain(said);
            assertThat(receiver.spans().stream()
                            .filter(span -> span.getKind() == Span.SpanKind.SPAN_KIND_CLIENT)
                            .map(span -> attributes(span.getAttributesList())))
                    .allSatisfy(all -> assertThat(all).containsKey("gen_ai.response.time_to_first_chunk"));
            assertThat(node.sim().log().getLast().headers().get("traceparent"))
                    .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
            assertThat(node.sim().log().getLast().headers()).doesNotContainKey("tracestate");
            assertThat(node.requestLog()).doesNotContain(SECRET);
        }
    }

    @Test
    void withoutTelemetryACallersTraceIsHandedOnAsItCame() {
        try (TestNode node = TestNode.start(shaky())) {
            node.send(node.request(PATH, ASKING).header("traceparent", PARENT).build());
            assertThat(node.sim().log())
                    .hasSize(3)
                    .allSatisfy(sent -> assertThat(sent.headers()).containsEntry("traceparent", PARENT));

            node.sim().reset();
            node.post(PATH, ASKING);
            node.send(node.request(PATH, ASKING)
                    .header("traceparent", "00-nonsense")
                    .build());
            assertThat(node.sim().log())
                    .hasSizeGreaterThan(3)
                    .allSatisfy(sent -> assertThat(sent.headers()).doesNotContainKey("traceparent"));
        }
    }

    @Test
    void aReceiverWhoseCaIsConfiguredIsToldOverTlsAndNoOther(@TempDir Path folder) {
        TestCertificates certificates = new TestCertificates(folder);
        Vertx vertx = Vertx.vertx();
        try (OtlpReceiver receiver = OtlpReceiver.start()) {
            int port = TlsFront.before(vertx, receiver.url().getPort(), certificates.server("localhost"));
            URI url = URI.create("https://localhost:" + port);
            try (TestNode node = TestNode.start(shaky().telemetry(url, SECRET))) {
                node.post(PATH, ASKING);
                Eventually.that(
                        "the receiver is not trusted", () -> node.metric("penstock_telemetry_dropped_total") == 1);
                assertThat(receiver.spans()).isEmpty();
            }
            try (TestNode node = TestNode.start(shaky().telemetry(url, SECRET, certificates.ca()))) {
                node.post(PATH, ASKING);
                Eventually.that(
                        "spans and metrics are here",
                        () -> receiver.spans().size() >= 3
                                && !receiver.metrics().isEmpty());
            }
        } finally {
            TestNode.await(vertx.close());
        }
    }

    @Test
    void aReceiverThatIsNotThereCostsNoRequestAnything() {
        try (TestNode node = TestNode.start(Setup.bothDialects().telemetry(URI.create("http://127.0.0.1:1"), SECRET))) {
            TreeSet<String> traces = new TreeSet<>();
            for (int i = 0; i < 20; i++) {
                HttpResponse<String> answer = node.post(PATH, ASKING.replace("shaky", "openai"));
                assertThat(answer.statusCode()).isEqualTo(200);
                traces.add(TestNode.header(answer, "x-penstock-trace"));
            }
            assertThat(traces).hasSize(20);
            assertThat(node.operations("/metrics").body()).contains("penstock_telemetry_dropped_total");
        }
    }

    /** Its first target is always broken, so that it is asked again. */
    private static Setup shaky() {
        return Setup.empty()
                .route(
                        "shaky",
                        route -> route.healing(Healing.DEFAULT),
                        "openai/sim-small!server-error",
                        "anthropic/sim-large");
    }

    private static @Nullable String text(JsonNode node) {
        return node.isMissingNode() ? null : node.asText();
    }
}
