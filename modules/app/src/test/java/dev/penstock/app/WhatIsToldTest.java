package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.penstock.sim.SimAnswer;
import dev.penstock.sim.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a node tells of its requests: in headers, traces, the log and metrics; and what it never tells. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WhatIsToldTest {
    private static final String HELLO = SimAnswer.of("sim-small", "Hello");

    private final QuotingProvider quoting = new QuotingProvider();
    private final TestNode node = TestNode.start(Setup.bothDialects()
            .prompt("support", "You answer for {{shop}}.")
            .route("support", route -> route.prompt("support@1"), "openai/sim-small")
            .route("counted", "openai/sim-small")
            .route("counted-healed", "openai/sim-small!server-error", "anthropic/sim-large")
            .route("bad-key", "openai/sim-small!authentication")
            .route("bad-key-anthropic", "anthropic/sim-large!authentication")
            .provider("quoting", quoting.port())
            .route("quoted", "quoting/any"));

    @AfterAll
    void close() {
        node.close();
        quoting.close();
    }

    @ParameterizedTest
    @CsvSource({"OPENAI, false", "OPENAI, true", "ANTHROPIC, false", "ANTHROPIC, true"})
    void everyAnswerSaysInItsHeadersWhatWasDone(Caller caller, boolean stream) {
        HttpResponse<String> answer = node.post(
                caller.path(), caller.request("support", stream, "Hello", ",\"metadata\":{\"shop\":\"Tulip\"}"));
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode trace = node.trace(header(answer, "x-penstock-trace"));
        assertThat(header(answer, "x-penstock-route")).isEqualTo("support");
        assertThat(header(answer, "x-penstock-release"))
                .isEqualTo(trace.path("release").asText())
                .hasSize(12);
        assertThat(header(answer, "x-penstock-revision")).isEqualTo("1");
        assertThat(header(answer, "x-penstock-prompt")).isEqualTo("support@1");
        assertThat(header(answer, "x-penstock-target")).isEqualTo("openai/sim-small");
        assertThat(header(answer, "x-penstock-outcome")).isEqualTo("pass");
        assertThat(header(answer, "x-penstock-attempts")).isEqualTo("1");
        assertThat(Long.parseLong(header(answer, "x-penstock-overhead-us"))).isBetween(0L, 1_000_000L);
        assertThat(header(answer, caller == Caller.OPENAI ? "x-request-id" : "request-id"))
                .isEqualTo(header(answer, "x-penstock-trace"));
        assertThat(trace.path("prompt").asText()).isEqualTo("support@1");
        assertThat(trace.path("caller").asText()).isEqualTo("app");
        assertThat(trace.path("stream").asBoolean()).isEqualTo(stream);
        assertThat(trace.path("attempts").path(0).path("tokens").path("output").asInt())
                .isPositive();
    }

    @ParameterizedTest
    @EnumSource(Caller.class)
    void anErrorSaysInItsHeadersWhatIsKnown(Caller caller) {
        HttpResponse<String> unknown = node.post(caller.path(), caller.hello("nowhere", false));
        assertThat(header(unknown, "x-penstock-outcome")).isEqualTo("refuse");
        assertThat(header(unknown, "x-penstock-attempts")).isEqualTo("0");
        JsonNode trace = node.trace(header(unknown, "x-penstock-trace"));
        assertThat(trace.path("status").asInt()).isEqualTo(404);
        assertThat(trace.path("error").asText()).contains("'nowhere'");
    }

    @Test
    void theLogHasALineOfJsonForEachRequestInTheWordsOfTheTrace() {
        HttpResponse<String> answer = node.post("/v1/messages", Caller.ANTHROPIC.hello("counted-healed", true));
        String id = header(answer, "x-penstock-trace");
        JsonNode line = Eventually.value(
                "the line of " + id,
                () -> node.requestLog()
                        .lines()
                        .filter(one -> one.contains(id))
                        .map(TestNode::json)
                        .findFirst()
                        .orElse(null));
        JsonNode trace = node.trace(id);
        for (String word : List.of(
                "trace",
                "at",
                "caller",
                "dialect",
                "endpoint",
                "route",
                "release",
                "revision",
                "stream",
                "outcome",
                "status",
                "cost_microdollars",
                "overhead_us",
                "total_us")) {
            assertThat(line.path(word)).as(word).isEqualTo(trace.path(word));
            assertThat(line.has(word)).as(word).isTrue();
        }
        assertThat(line).isEqualTo(trace);
        assertThat(line.path("attempts")).hasSize(2);
        assertThat(line.path("attempts").path(0).path("failure").path("kind").asText())
                .isEqualTo("status_500");
    }

    @Test
    void metricsCountRequestsTokensAndCost() {
        Map<String, Double> before = counted();
        for (int i = 0; i < 5; i++) {
            node.post("/v1/chat/completions", Caller.OPENAI.hello("counted", i % 2 == 0));
            node.post("/v1/messages", Caller.ANTHROPIC.hello("counted", i % 2 == 0));
        }
        int output = 10 * Tokens.of(HELLO);
        Eventually.that("all are counted", () -> grown(before, "requests") == 10);
        assertThat(grown(before, "answers")).isEqualTo(10);
        assertThat(grown(before, "output")).isEqualTo(output);
        assertThat(grown(before, "input")).isPositive();
        assertThat(grown(before, "cost")).isEqualTo(grown(before, "input") + 2 * output);
        assertThat(grown(before, "first")).isEqualTo(10);
        assertThat(node.inFlight()).isZero();
        assertThat(node.operations("/metrics").body()).contains("jvm_memory_used_bytes");
    }

    @Test
    void aWholeAnswersCostIsInItsHeaders() {
        HttpResponse<String> answer = node.post("/v1/chat/completions", Caller.OPENAI.hello("counted", false));
        JsonNode usage = TestNode.json(answer.body()).path("usage");
        assertThat(new BigDecimal(header(answer, "x-penstock-cost-microdollars")))
                .isEqualByComparingTo(
                        BigDecimal.valueOf(usage.path("prompt_tokens").asLong()
                                + 2 * usage.path("completion_tokens").asLong()));
    }

    @Test
    void healthIsToldToWhoeverAsks() {
        assertThat(node.operations("/health/live").statusCode()).isEqualTo(200);
        assertThat(node.operations("/health/ready").body()).isEqualTo("{\"status\":\"ready\"}");
        assertThat(node.operations("/health/other").statusCode()).isEqualTo(404);
    }

    @Test
    void onlyOperatorsSeeTraces() {
        HttpRequest.Builder asking = HttpRequest.newBuilder(
                java.net.URI.create("http://127.0.0.1:" + node.node().adminPort() + "/admin/v1/traces/any"));
        assertThat(node.send(asking.build()).statusCode()).isEqualTo(401);
        assertThat(node.send(asking.header("authorization", "Bearer " + TestNode.KEY)
                                .build())
                        .statusCode())
                .isEqualTo(401);
        HttpResponse<String> unknown = node.admin("/admin/v1/traces/any");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.headers().firstValue("content-type")).contains("application/problem+json");
    }

    @Test
    void noSecretIsEverTold() {
        List<HttpResponse<String>> answers = IntStream.range(0, 2)
                .boxed()
                .flatMap(i ->
                        List.of("openai", "anthropic", "counted-healed", "bad-key", "bad-key-anthropic", "quoted")
                                .stream()
                                .flatMap(route -> java.util.Arrays.stream(Caller.values())
                                        .map(caller -> node.post(caller.path(), caller.hello(route, i == 0)))))
                .toList();
        String told = answers.stream()
                .map(answer -> answer.headers().map() + answer.body())
                .collect(Collectors.joining("\n"));
        String traces = answers.stream()
                .map(answer -> node.trace(header(answer, "x-penstock-trace")).toString())
                .collect(Collectors.joining("\n"));
        Eventually.that(
                "all are logged",
                () -> answers.stream()
                        .allMatch(answer -> node.requestLog().contains(header(answer, "x-penstock-trace"))));
        assertThat(answers.stream().filter(answer -> answer.body().contains("own credentials")))
                .hasSize(12);
        Map<String, String> places = Map.of(
                "answers",
                told,
                "traces",
                traces,
                "log",
                node.requestLog(),
                "metrics",
                node.operations("/metrics").body());
        List<String> secrets = List.of(
                TestNode.KEY,
                TestNode.TOKEN,
                TestNode.OPENAI_CREDENTIAL.substring(8),
                TestNode.ANTHROPIC_CREDENTIAL.substring(8));
        places.forEach((place, text) -> assertThat(secrets.stream().filter(text::contains))
                .as("secrets in the %s", place)
                .isEmpty());
        assertThat(node.sim().log().stream()
                        .filter(attempt -> attempt.headers().toString().contains(TestNode.KEY)))
                .as("calls that took the caller's key to the provider")
                .isEmpty();
        assertThat(node.sim().log().stream()
                        .map(attempt -> attempt.headers()
                                .getOrDefault("authorization", attempt.headers().getOrDefault("x-api-key", "")))
                        .distinct())
                .containsExactlyInAnyOrder("...0001", "...0002");
    }

    private Map<String, Double> counted() {
        String route = "route=\"counted\"";
        String target = route + ",target=\"openai/sim-small\"";
        return Map.<String, String>of(
                        "requests", "penstock_requests_total{outcome=\"pass\"," + route + ",status=\"200\"}",
                        "answers", "penstock_attempts_total{result=\"answer\"," + target + "}",
                        "output", "penstock_tokens_total{kind=\"output\"," + target + "}",
                        "input", "penstock_tokens_total{kind=\"input\"," + target + "}",
                        "cost", "penstock_cost_microdollars_total{" + target + "}",
                        "first", "penstock_first_content_seconds_count{" + target + "}")
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, series -> node.metric(series.getValue())));
    }

    private double grown(Map<String, Double> before, String what) {
        return Objects.requireNonNull(counted().get(what)) - Objects.requireNonNull(before.get(what));
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    /** Refuses every key, and says it again in full, in the message and around it. */
    private static final class QuotingProvider {
        private final HttpServer server;

        QuotingProvider() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.createContext("/", exchange -> {
                String key = String.valueOf(exchange.getRequestHeaders().getFirst("authorization"));
                byte[] body = ("{\"error\":{\"message\":\"Incorrect API key provided: " + key + ". The header was '"
                                + key
                                + "'.\",\"type\":\"invalid_request_error\",\"code\":\"invalid_api_key\",\"param\":\""
                                + key
                                + "\"}}")
                        .getBytes(UTF_8);
                exchange.getRequestBody().readAllBytes();
                exchange.getResponseHeaders().set("x-request-id", key);
                exchange.sendResponseHeaders(401, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        void close() {
            server.stop(0);
        }
    }
}
