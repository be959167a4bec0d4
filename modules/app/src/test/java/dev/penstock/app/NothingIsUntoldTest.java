package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the data plane answers has a trace, a line in the log and a count, also where no target was ever in sight.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NothingIsUntoldTest {
    private static final String SECRET = "sk-proj-abcdefghijklmnop";
    private static final String KEY_HEADER = "host: node\r\nauthorization: Bearer " + TestNode.KEY + "\r\n";
    private static final String ANTHROPIC = "anthropic-version: 2023-06-01\r\n";

    private final TestNode node =
            TestNode.start(Setup.bothDialects().key("limited", "pk-limited-5eC3e7-of-the-tests", "openai"));

    @AfterAll
    void close() {
        node.close();
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                told("GET /v1/models HTTP/1.1\r\n" + KEY_HEADER, 200, "pass", "/v1/models", "openai"),
                told("GET /v1/models HTTP/1.1\r\n" + KEY_HEADER + ANTHROPIC, 200, "pass", "/v1/models", "anthropic"),
                told("GET /v1/models/openai HTTP/1.1\r\n" + KEY_HEADER, 200, "pass", "/v1/models", "openai"),
                told("GET /v1/models/none HTTP/1.1\r\n" + KEY_HEADER, 404, "refuse", "/v1/models", "openai"),
                told("GET /v1/models HTTP/1.1\r\nhost: node\r\n", 401, "refuse", "/v1/models", "openai"),
                told("GET /v1/models/openai HTTP/1.1\r\nhost: node\r\n", 401, "refuse", "/v1/models", "openai"),
                told("GET /v1/messages HTTP/1.1\r\n" + KEY_HEADER, 405, "refuse", "/v1/messages", "anthropic"),
                told("DELETE /v1/embeddings HTTP/1.1\r\nhost: node\r\n", 405, "refuse", "/v1/embeddings", "openai"),
                told("GET /v2/anything?key=secret HTTP/1.1\r\nhost: node\r\n", 404, "refuse", "/v2/anything", "openai"),
                told("GET /v2 HTTP/1.1\r\nhost: node\r\n" + ANTHROPIC, 404, "refuse", "/v2", "anthropic"),
                told("OPTIONS * HTTP/1.1\r\nhost: node\r\n", 404, "refuse", "*", "openai"),
                told("GET /v1/models/%zz HTTP/1.1\r\n" + KEY_HEADER, 400, "refuse", "/v1/models/%zz", "openai"),
                told("POST /v1/messages HTTP/1.1\r\n", 400, "refuse", "/v1/messages", "anthropic"),
                told("POST /v1/messages HTTP/1.1\r\nhost node\r\n", 400, "refuse", "/v1/messages", "anthropic"),
                told(
                        "POST /v1/messages HTTP/1.1\r\nx-large: " + "a".repeat(20_000) + "\r\n",
                        431,
                        "refuse",
                        "/v1/messages",
                        "anthropic"),
                told("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\n", 431, "refuse", "", "openai"),
                told("what is this\r\n", 400, "refuse", "", "openai"));
    }

    private static Arguments told(String head, int status, String outcome, String path, String dialect) {
        return Arguments.of(head, status, outcome, path, dialect);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void everyAnswerHasATraceALineAndACount(String head, int status, String outcome, String path, String dialect) {
        String series = "penstock_requests_total{outcome=\"%s\",route=\"\",status=\"%d\"}".formatted(outcome, status);
        double before = node.metric(series);
        try (RawCall call = RawCall.connect(node.node().dataPort())) {
            call.send(head + "\r\n");
            call.readAll(3_000);
            assertThat(call.status()).isEqualTo(status);
            assertThat(call.header("content-type")).isEqualTo("application/json");
            assertThat(call.header("x-penstock-outcome")).isEqualTo(outcome);
            String id = call.header("x-penstock-trace");
            assertThat(call.header(dialect.equals("openai") ? "x-request-id" : "request-id"))
                    .isEqualTo(id);
            JsonNode trace = node.trace(id);
            assertThat(trace.path("status").asInt()).isEqualTo(status);
            assertThat(trace.path("outcome").asText()).isEqualTo(outcome);
            assertThat(trace.path("endpoint").asText()).isEqualTo(path);
            assertThat(trace.path("dialect").asText()).isEqualTo(dialect);
            JsonNode answer = TestNode.json(call.text());
            assertThat(trace.path("error").asText())
                    .isEqualTo(answer.path("error").path("message").asText());
            assertThat(answer.path("type").asText().equals("error"))
                    .isEqualTo(status != 200 && dialect.equals("anthropic"));
            Eventually.that("its line is in the log", () -> node.requestLog().contains(id));
        }
        Eventually.that("it is counted", () -> node.metric(series) == before + 1);
    }

    @Test
    void aListOfModelsNamesItsCallerAndCostsNothing() {
        HttpResponse<String> answer =
                node.send(node.request("/v1/models", "").GET().build());
        assertThat(answer.headers().firstValue("x-penstock-cost-microdollars")).isEmpty();
        assertThat(node.trace(id(answer)).path("revision").asInt()).isEqualTo(1);
        assertThat(node.trace(id(answer)).path("caller").asText()).isEqualTo("app");
        HttpResponse<String> unknown =
                node.send(node.request("/v1/models/opnai", "").GET().build());
        assertThat(node.trace(id(unknown)).path("route").asText()).isEqualTo("opnai");
        assertThat(unknown.body()).contains("Did you mean 'openai'");
    }

    @ParameterizedTest
    @CsvSource({
        SECRET + ", [redacted]",
        "openai/" + SECRET + ", [redacted]",
        "psk_0123456789abcdef, [redacted]",
        TestNode.KEY + ", [redacted]",
        "my-" + TestNode.KEY + "-key, [redacted]",
        "task-small, task-small",
        "half \\ud83d, half ?"
    })
    void aKeyInThePlaceOfARouteIsToldToNobody(String model, String told) {
        for (Caller caller : Caller.values()) {
            HttpResponse<String> answer = node.post(caller.path(), caller.hello(model, false));
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("No route is named '" + told + "'");
            JsonNode trace = node.trace(id(answer));
            assertThat(trace.path("route").asText()).isEqualTo(told);
            assertThat(trace.path("error").asText()).contains("'" + told + "'");
        }
        assertThat(node.requestLog()).doesNotContain(SECRET).doesNotContain(TestNode.KEY);
    }

    @ParameterizedTest
    @CsvSource({"/v1/models/" + SECRET, "/v2/" + SECRET, "/v2/" + TestNode.KEY})
    void aKeyInAPathIsToldToNobody(String path) {
        HttpResponse<String> answer = node.send(node.request(path, "").GET().build());
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body() + node.trace(id(answer)))
                .contains("[redacted]")
                .doesNotContain(SECRET)
                .doesNotContain(TestNode.KEY);
    }

    @ParameterizedTest
    @EnumSource(Caller.class)
    void whatACallerMakesUpIsToldInShort(Caller caller) {
        HttpResponse<String> route = node.post(caller.path(), caller.hello("r".repeat(1_000_000), false));
        HttpResponse<String> path = node.post("/" + "p".repeat(10_000), "");
        HttpResponse<String> type = node.send(node.request(caller.path(), "{}")
                .setHeader("content-type", "t".repeat(10_000))
                .build());
        for (HttpResponse<String> answer : List.of(route, path, type)) {
            String told = answer.body() + node.trace(id(answer));
            assertThat(told.length()).isLessThan(2_000);
            assertThat(told).containsPattern("(r{64}|/p{63}|t{64})\\.\\.\\.");
        }
    }

    @ParameterizedTest
    @EnumSource(Caller.class)
    void aBodyThatIsCodedIsRefusedByTheNameOfItsHeader(Caller caller) {
        for (String coding : new String[] {"gzip", "br", "identity, gzip"}) {
            HttpResponse<String> answer = node.send(node.request(caller.path(), caller.hello("openai", false))
                    .setHeader("content-encoding", coding)
                    .build());
            assertThat(answer.statusCode()).isEqualTo(415);
            JsonNode error = TestNode.json(answer.body());
            assertThat(error.path("error").path("message").asText())
                    .contains("content-encoding is '" + coding + "', expected none");
            assertThat(error.path("type").asText()).isEqualTo(caller == Caller.ANTHROPIC ? "error" : "");
        }
        HttpResponse<String> plain = node.send(node.request(caller.path(), caller.hello("openai", false))
                .setHeader("content-encoding", "Identity")
                .build());
        assertThat(plain.statusCode()).isEqualTo(200);
    }

    private static String id(HttpResponse<String> answer) {
        return answer.headers().firstValue("x-penstock-trace").orElse("");
    }
}
