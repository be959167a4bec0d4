package dev.penstock.app;

import static dev.penstock.app.TestNode.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.config.ContractStream;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.ToolResultRule;
import dev.penstock.sim.LoggedAttempt;
import dev.penstock.sim.SimScript;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of requests with results of tools that are errors, empty or partial. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnknownResultsTest {
    private final TestNode node = TestNode.start(setup());

    @AfterAll
    void close() {
        node.close();
    }

    @BeforeEach
    void reset() {
        node.sim().reset();
    }

    private static Setup setup() {
        ContractTerms usual = ContractTerms.USUAL;
        ContractTerms accepting = new ContractTerms(
                usual.checks(),
                usual.repair(),
                usual.retries(),
                usual.otherwise(),
                ToolResultRule.ACCEPT,
                ContractStream.HOLD,
                false);
        Setup setup = Setup.bothDialects().route("copied", "openai/sim-small");
        for (String target : List.of("openai/sim-small", "anthropic/sim-large")) {
            setup.route("accept-" + target.substring(0, 6), route -> route.contract(null, accepting), target);
        }
        return setup;
    }

    static Stream<Arguments> ways() {
        return Arrays.stream(Caller.values())
                .flatMap(caller -> Stream.of("openai", "anthropic")
                        .flatMap(of -> Stream.of(true, false).map(stream -> Arguments.of(caller, of, stream))));
    }

    @ParameterizedTest(name = "{0} to {1} stream {2}")
    @MethodSource("ways")
    void theModelIsToldAndTheOutcomeIsNoPass(Caller caller, String of, boolean stream) {
        double before = count(of);
        HttpResponse<String> answer = ask(caller, of, stream, "Error: no such gate");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "x-penstock-outcome")).isEqualTo("fallback");
        assertThat(header(answer, "x-penstock-unknown")).isEqualTo("get_level=error");
        assertThat(header(answer, "x-penstock-attempts")).isEqualTo("1");
        JsonNode trace = node.trace(answer);
        assertThat(trace.path("outcome").asText()).isEqualTo("fallback");
        assertThat(trace.path("unknown")).hasToString("[{\"tool\":\"get_level\",\"why\":\"error\"}]");
        assertThat(count(of)).isEqualTo(before + 1);
        assertThat(node.lastSent().toString())
                .contains("\"[unknown: the tool failed. Do not take this for data; say what is not known.] "
                        + "Error: no such gate\"");
    }

    @ParameterizedTest(name = "{0} to {1} stream {2}")
    @MethodSource("ways")
    void aResultThatIsDataPassesAsItCame(Caller caller, String of, boolean stream) {
        HttpResponse<String> answer = ask(caller, of, stream, "The level is 3 m; errors: 0");
        assertPassed(answer);
    }

    @ParameterizedTest(name = "{0} to {1} stream {2}")
    @MethodSource("ways")
    void aContractMayAcceptThem(Caller caller, String of, boolean stream) {
        HttpResponse<String> answer = ask(caller, "accept-" + of.substring(0, 6), stream, "");
        assertPassed(answer);
    }

    @Test
    void aFailureThatIsFlaggedReachesATargetWithoutAWordForIt() {
        String body = asking(Caller.ANTHROPIC, "openai", false, "no such gate")
                .replace("\"tool_result\",", "\"tool_result\",\"is_error\":true,");
        assertThat(header(node.post(Caller.ANTHROPIC.path(), body), "x-penstock-unknown"))
                .isEqualTo("get_level=error");
        assertThat(node.lastSent().at("/messages/2/content").asText()).startsWith("[unknown: the tool failed.");
        assertThat(header(
                        node.post(Caller.ANTHROPIC.path(), body.replace("\"openai\"", "\"anthropic\"")),
                        "x-penstock-target"))
                .isEqualTo("anthropic/sim-large");
        assertThat(node.lastSent().at("/messages/2/content/0/is_error").asBoolean())
                .isTrue();
    }

    @Test
    void aRefusalStaysOne() {
        node.sim().script(SimScript.next("refusal"));
        HttpResponse<String> answer = ask(Caller.OPENAI, "openai", false, "");
        assertThat(header(answer, "x-penstock-outcome")).isEqualTo("refuse");
        assertThat(header(answer, "x-penstock-unknown")).isEqualTo("get_level=empty");
    }

    @Test
    void aCandidateThatGetsACopyIsToldTheSame() {
        String candidate = node.publish("copied", """
            {"purpose": "x", "targets": ["anthropic/sim-large"]}
            """);
        node.shadow("copied", candidate, 100, 4);
        ask(Caller.OPENAI, "copied", false, "Error: no such gate");
        Eventually.that("the copy was sent", () -> node.sim().log().size() == 2);
        assertThat(node.sim().log().stream().map(LoggedAttempt::body))
                .allSatisfy(body -> assertThat(String.valueOf(body)).contains("[unknown: the tool failed."));
    }

    private void assertPassed(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "x-penstock-outcome")).isEqualTo("pass");
        assertThat(answer.headers().firstValue("x-penstock-unknown")).isEmpty();
        assertThat(node.trace(answer).has("unknown")).isFalse();
        assertThat(node.lastSent().toString()).doesNotContain("[unknown");
    }

    private double count(String route) {
        return node.metric("penstock_tool_results_unknown_total{route=\"%s\",why=\"error\"}".formatted(route));
    }

    private HttpResponse<String> ask(Caller caller, String route, boolean stream, String result) {
        return node.post(caller.path(), asking(caller, route, stream, result));
    }

    /** A chat in which a tool has given back that text. */
    private static String asking(Caller caller, String route, boolean stream, String result) {
        String call = switch (caller) {
            case OPENAI -> """
                {"role":"assistant","tool_calls":[{"id":"call_1","type":"function",
                  "function":{"name":"get_level","arguments":"{}"}}]},
                {"role":"tool","tool_call_id":"call_1","content":"%s"}]\
                """;
            case ANTHROPIC -> """
                {"role":"assistant","content":[{"type":"tool_use","id":"call_1","name":"get_level","input":{}}]},
                {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"%s"}]}]\
                """;
        };
        return caller.withTool(route, stream)
                .replaceFirst("\\}\\]", "}," + call.formatted(result).replace("$", "\\$"));
    }
}
