package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.Midstream;
import dev.penstock.sim.LoggedAttempt;
import dev.penstock.sim.Prefill;
import dev.penstock.sim.SimAnswer;
import dev.penstock.sim.SimScript;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults of the library whose end depends on more than the fault: on the route, the other targets, the parameters. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultOutcomesTest {
    private static final Healing AROUND =
            new Healing(1, Duration.ofSeconds(2), Midstream.CONTINUE, Set.of("refusal", "content_filtered"), Map.of());

    private final TestNode node = TestNode.start(setup());

    @AfterAll
    void close() {
        node.close();
    }

    @BeforeEach
    void forget() {
        node.sim().reset();
    }

    private static Setup setup() {
        Setup setup = Setup.empty();
        setup.target("openai/narrow", 4_000, 1).target("openai/wide", 100_000, 1);
        setup.target("openai/narrower", 2_000, 1);
        route(setup, "window", "openai/narrow", "openai/wide");
        route(setup, "no-window", "openai/narrow", "openai/narrower");
        route(setup, "one-account", "openai/first!quota", "openai/second");
        route(setup, "parameter", "openai/new!unsupported-parameter");
        for (String limit : List.of("output", "window")) {
            route(setup, limit + "-openai", "openai/sim!" + limit + "-limit");
            route(setup, limit + "-anthropic", "anthropic/sim!" + limit + "-limit");
        }
        route(setup, "resting", "openai/busy!rate-limit@30", "openai/free");
        route(setup, "truncated", "openai/sim!truncated-json");
        route(setup, "cut-call", "openai/sim!tool-arguments-cut");
        route(setup, "empty-arguments", "openai/sim!tool-arguments-empty");
        for (String fault : List.of("refusal", "filtered", "prompt-filtered")) {
            route(setup, fault, "openai/sim!" + fault, "anthropic/other");
            setup.route(fault + "-around", route -> route.healing(AROUND), "openai/sim!" + fault, "anthropic/other");
        }
        return setup;
    }

    private static void route(Setup setup, String name, String... ladder) {
        setup.route(name, route -> route.healing(Healing.DEFAULT), ladder);
    }

    @Test
    void f14ARequestThatDoesNotFitGoesToALargerWindowOnly() {
        node.sim().script(SimScript.next("context-length"));
        assertThat(ask("window", false).statusCode()).isEqualTo(200);
        assertThat(asked()).containsExactly("narrow", "wide");
        assertThat(node.metric("penstock_attempts_per_request_bucket{route=\"window\",le=\"1.0\"}"))
                .isZero();
        assertThat(node.metric("penstock_attempts_per_request_bucket{route=\"window\",le=\"2.0\"}"))
                .isEqualTo(1);
        node.sim().reset();
        node.sim().script(SimScript.next("context-length"));
        HttpResponse<String> told = ask("no-window", false);
        assertThat(told.statusCode()).isEqualTo(400);
        assertThat(told.body()).contains("context_length_exceeded");
        assertThat(asked()).containsExactly("narrow");
    }

    @Test
    void f03WhatAnAccountHasSpentIsSpentForAllItsTargets() {
        HttpResponse<String> told = ask("one-account", false);
        assertThat(told.statusCode()).isEqualTo(429);
        assertThat(TestNode.header(told, "x-should-retry")).isEqualTo("false");
        assertThat(asked()).containsExactly("first!quota");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void f33AParameterThatTheModelKnowsByAnotherNameIsRenamed(boolean stream) {
        HttpResponse<String> answer = ask("parameter", stream);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(TestNode.header(answer, "x-penstock-outcome")).isEqualTo("retry");
        List<LoggedAttempt> attempts = node.sim().log();
        assertThat(attempts).hasSize(2);
        assertThat(node.lastSent().has("max_tokens")).isFalse();
        assertThat(node.lastSent().path("max_completion_tokens").asInt()).isEqualTo(100_000);
        assertThat(node.trace(answer).at("/attempts/0/remedy").asText())
                .isEqualTo("change: openai/new-unsupported-parameter, max_tokens sent as max_completion_tokens");
    }

    @ParameterizedTest
    @CsvSource({
        "output-openai, false",
        "output-openai, true",
        "output-anthropic, true",
        "window-openai, true",
        "window-anthropic, false"
    })
    void f14WhoAsksForTooManyTokensGetsWhatThereIs(String route, boolean stream) {
        HttpResponse<String> answer = ask(route, stream);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(TestNode.header(answer, "x-penstock-outcome")).isEqualTo("retry");
        assertThat(node.sim().log()).hasSize(2);
        assertThat(node.lastSent().path("max_tokens").asInt()).isEqualTo(4_096);
        JsonNode failed = node.trace(answer).at("/attempts/0");
        assertThat(failed.path("diagnosis").asText()).isEqualTo("output_limit");
        assertThat(failed.path("remedy").asText()).startsWith("change: ").endsWith(", at most 4096 output tokens");
    }

    @Test
    void f01NoRequestCallsATargetBeforeTheTimeThatItAskedAnotherToWait() {
        for (int i = 0; i < 5; i++) {
            assertThat(ask("resting", i % 2 == 0).statusCode()).isEqualTo(200);
        }
        assertThat(asked())
                .containsOnlyOnce("busy!rate-limit@30")
                .filteredOn("free"::equals)
                .hasSize(5);
    }

    @ParameterizedTest
    @CsvSource({"false, finish_reason\":\"length", "true, finish_reason\":\"length"})
    void f20AnAnswerThatWasCutIsToldAsCut(boolean stream, String told) {
        assertThat(ask("truncated", stream).body()).contains(told).doesNotContain("\"stop\"");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void f22ACallThatWasCutIsNeverMadeWhole(boolean stream) {
        String body = node.post(Caller.OPENAI.path(), Caller.OPENAI.withTool("cut-call", stream))
                .body();
        assertThat(body).contains("finish_reason\":\"length\"").doesNotContain("finish_reason\":\"tool_calls");
        assertThat(body).doesNotContain("}\"}");
    }

    @Test
    void f23ACallWithoutArgumentsIsLegal() {
        HttpResponse<String> answer =
                node.post(Caller.ANTHROPIC.path(), Caller.ANTHROPIC.withTool("empty-arguments", false));
        JsonNode call = TestNode.json(answer.body()).at("/content/0");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(call.path("input").isObject()).isTrue();
        assertThat(call.path("input")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "refusal, false",
        "refusal, true",
        "filtered, false",
        "filtered, true",
        "prompt-filtered, false",
        "prompt-filtered, true"
    })
    void f16f18f27WhatIsDeclinedIsAnOutcome(String fault, boolean stream) {
        HttpResponse<String> declined = ask(fault, stream);
        assertThat(TestNode.header(declined, "x-penstock-attempts")).isEqualTo("1");
        assertThat(node.trace(declined).path("outcome").asText()).isEqualTo("refuse");
        assertThat(asked()).containsExactly("sim!" + fault);
    }

    @ParameterizedTest
    @CsvSource({"refusal, false", "filtered, false", "prompt-filtered, false", "prompt-filtered, true"})
    void f16f18f27WhatIsDeclinedIsRoutedAroundWhereTheRouteSaysSo(String fault, boolean stream) {
        HttpResponse<String> answer = ask(fault + "-around", stream);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(asked()).containsExactly("sim!" + fault, "other");
        String right = RightAnswer.to(node.lastAttempt(), Prefill.RESTARTS);
        assertThat(right).isEqualTo(SimAnswer.of("other", "Hello"));
        assertThat(
                        stream
                                ? Caller.OPENAI.text(answer.body().getBytes(UTF_8))
                                : Caller.OPENAI.said(TestNode.json(answer.body())))
                .isEqualTo(right);
    }

    private List<String> asked() {
        return node.sim().log().stream()
                .map(attempt -> String.valueOf(attempt.model()))
                .toList();
    }

    private HttpResponse<String> ask(String route, boolean stream) {
        return node.post(Caller.OPENAI.path(), Caller.OPENAI.hello(route, stream));
    }
}
