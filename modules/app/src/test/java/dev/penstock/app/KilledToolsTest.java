package dev.penstock.app;

import static dev.penstock.app.TestNode.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.sim.SimAnswer;
import dev.penstock.testkit.StreamEnd;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A tool that operators stop is offered to no model, and a call of it reaches no caller. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledToolsTest {
    /** What the simulator's fault calls, though nobody offered it. */
    private static final String UNKNOWN = "no_such_tool";

    private final TestNode node = TestNode.start(Setup.bothDialects()
            .route("wrong-openai", "openai/sim-small!tool-unknown-name")
            .route("wrong-anthropic", "anthropic/sim-large!tool-unknown-name")
            .route("healed-openai", "openai/sim-small!tool-unknown-name", "anthropic/sim-other")
            .route("healed-anthropic", "anthropic/sim-large!tool-unknown-name", "openai/sim-other"));

    @AfterEach
    void lift() {
        node.liftAll();
    }

    @AfterAll
    void close() {
        node.close();
    }

    static Stream<Arguments> ways() {
        return Stream.of(Caller.values())
                .flatMap(caller -> Stream.of("openai", "anthropic")
                        .flatMap(provider ->
                                Stream.of(false, true).map(stream -> Arguments.of(caller, provider, stream))));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void itIsTakenOutOfRequests(Caller caller, String provider, boolean stream) {
        assertThat(node.post(caller.path(), caller.withTool(provider, stream)).body())
                .contains("get_level");
        assertThat(node.lastSent().path("tools")).hasSize(1);
        node.kill("tool", "get_level");
        HttpResponse<String> answer = node.post(caller.path(), caller.withTool(provider, stream));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(node.lastSent().has("tools")).isFalse();
        assertThat(text(caller, stream, answer)).startsWith("sim-");
        node.lift("tool", "get_level");
        assertThat(node.post(caller.path(), caller.withTool(provider, stream)).body())
                .contains("get_level");
    }

    @ParameterizedTest
    @CsvSource({"OPENAI, openai", "OPENAI, anthropic", "ANTHROPIC, openai", "ANTHROPIC, anthropic"})
    void theOtherToolsStay(Caller caller, String provider) {
        node.kill("tool", "open_gate");
        String choice = caller == Caller.OPENAI
                ? "{\"type\":\"function\",\"function\":{\"name\":\"open_gate\"}}"
                : "{\"type\":\"tool\",\"name\":\"open_gate\"}";
        String body = caller.withTool(provider, false)
                .replace("\"tools\":[", "\"tool_choice\":" + choice + ",\"tools\":[" + openGate(caller) + ",");
        HttpResponse<String> answer = node.post(caller.path(), body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode sent = node.lastSent();
        assertThat(sent.path("tools")).hasSize(1);
        assertThat(sent.path("tools").toString()).contains("get_level");
        assertThat(sent.toString()).doesNotContain("open_gate");
        assertThat(answer.body()).contains("get_level").doesNotContain("open_gate");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aCallOfItIsAFailureAfterWhichTheNextTargetIsAsked(Caller caller, String provider, boolean stream) {
        node.kill("tool", UNKNOWN);
        HttpResponse<String> answer =
                node.post(caller.path(), caller.request("healed-" + provider, stream, "Hello", tools(caller)));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(text(caller, stream, answer)).isEqualTo(SimAnswer.of("sim-other", "Hello"));
        assertThat(answer.body()).doesNotContain(UNKNOWN);
        assertThat(header(answer, "x-penstock-attempts")).isEqualTo("2");
        assertThat(failure(answer).path("kind").asText()).isEqualTo("killed_tool");
        assertThat(failure(answer).path("message").asText()).contains("'" + UNKNOWN + "'");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whereNoTargetIsLeftTheErrorNamesIt(Caller caller, String provider, boolean stream) {
        node.kill("tool", UNKNOWN);
        HttpResponse<String> answer =
                node.post(caller.path(), caller.request("wrong-" + provider, stream, "Hello", tools(caller)));
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(TestNode.json(answer.body()).path("error").path("message").asText())
                .isEqualTo("The model called the tool '" + UNKNOWN + "', which is stopped.");
        assertThat(header(answer, "x-penstock-outcome")).isEqualTo("failed");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whatIsNotStoppedMayBeCalled(Caller caller, String provider, boolean stream) {
        node.kill("tool", "another");
        HttpResponse<String> answer =
                node.post(caller.path(), caller.request("wrong-" + provider, stream, "Hello", tools(caller)));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains(UNKNOWN);
    }

    /** Written anew, a stream would lose what the neutral form has no words for. */
    @Test
    void streamsOfTheSameDialectAreStillPassedOnAsTheyCome() {
        node.kill("tool", "another");
        HttpResponse<String> answer =
                node.post(Caller.OPENAI.path(), Caller.OPENAI.request("openai", true, "Hello", ",\"logprobs\":true"));
        assertThat(Caller.OPENAI.check(answer.body().getBytes(UTF_8))).isEqualTo(StreamEnd.COMPLETE);
        assertThat(answer.body()).contains("\"logprob\":");
    }

    private JsonNode failure(HttpResponse<String> answer) {
        return node.trace(answer).path("attempts").path(0).path("failure");
    }

    private static String tools(Caller caller) {
        return ",\"tools\":[" + openGate(caller) + "]";
    }

    private static String openGate(Caller caller) {
        return caller == Caller.OPENAI
                ? "{\"type\":\"function\",\"function\":{\"name\":\"open_gate\",\"parameters\":{\"type\":\"object\"}}}"
                : "{\"name\":\"open_gate\",\"input_schema\":{\"type\":\"object\"}}";
    }

    private static String text(Caller caller, boolean stream, HttpResponse<String> answer) {
        byte[] body = answer.body().getBytes(UTF_8);
        if (!stream) {
            return caller.wholeText(body);
        }
        assertThat(caller.check(body)).isEqualTo(StreamEnd.COMPLETE);
        return caller.text(body);
    }
}
