package dev.penstock.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsOnTheWireTest {
    private static final String OPENAI = "/v1/chat/completions";
    private static final String ANTHROPIC = "/v1/messages";
    private static final int SILENCE_MS = 150;
    private static final int ANSWER_MS = 5_000;

    private final SimHarness sim = new SimHarness(SimConfig.usual());

    @AfterAll
    void close() {
        sim.close();
    }

    /** fault, status for OpenAI, status for Anthropic, a part of OpenAI's body, a part of Anthropic's. */
    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of("rate-limit@2", 429, 429, "rate_limit_exceeded", "rate_limit_error"),
                Arguments.of("rate-limit-ms@644", 429, 429, "in 644ms", "rate_limit_error"),
                Arguments.of("rate-limit-date@3", 429, 429, "\"type\":\"tokens\"", "rate_limit_error"),
                Arguments.of("rate-limit-bare", 429, 429, "rate_limit_exceeded", "rate_limit_error"),
                Arguments.of("rate-limit-bare@1500", 429, 429, "in 1500ms", "rate_limit_error"),
                Arguments.of("rate-limit-large", 429, 429, "Request too large", "request is too large"),
                Arguments.of("rate-limit-gemini@1500", 429, 429, "\"retryDelay\":\"1.500s\"", "PerMinute"),
                Arguments.of("quota-gemini", 429, 429, "RESOURCE_EXHAUSTED", "PerDay"),
                Arguments.of("overloaded-gemini", 503, 503, "UNAVAILABLE", "UNAVAILABLE"),
                Arguments.of("quota", 429, 400, "insufficient_quota", "credit balance is too low"),
                Arguments.of("server-error", 500, 500, "server_error", "api_error"),
                Arguments.of(
                        "bad-gateway-html", 502, 502, "<center>cloudflare</center>", "<center>cloudflare</center>"),
                Arguments.of("invalid-request", 400, 400, "invalid_request_error", "invalid_request_error"),
                Arguments.of("authentication", 401, 401, "invalid_api_key", "authentication_error"),
                Arguments.of("billing", 402, 402, "Insufficient Balance", "billing_error"),
                Arguments.of("permission", 403, 403, "unsupported_country_region_territory", "permission_error"),
                Arguments.of("not-found", 404, 404, "model_not_found", "not_found_error"),
                Arguments.of("request-too-large", 413, 413, "too large", "request_too_large"),
                Arguments.of("timeout", 504, 504, "server_error", "timeout_error"),
                Arguments.of("overloaded", 503, 529, "overloaded", "overloaded_error"),
                Arguments.of("context-length", 400, 400, "context_length_exceeded", "prompt is too long"),
                Arguments.of("output-limit", 400, 400, "is too large: 9000", "max_tokens: 9000 > 4096"),
                Arguments.of("window-limit", 400, 400, "(4096 in the messages, 9000", "195904 + 9000 > 200000"),
                Arguments.of("prompt-filtered", 400, 400, "ResponsibleAIPolicyViolation", "content filtering policy"),
                Arguments.of(
                        "unsupported-parameter", 400, 400, "max_completion_tokens", "`temperature` is deprecated"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void aRefusalHasTheProvidersStatusAndBody(String fault, int openAi, int anthropic, String said, String saidThere) {
        RawHttp there = send(ANTHROPIC, fault, false);
        RawHttp here = send(OPENAI, fault, true);
        assertThat(here.status()).isEqualTo(openAi);
        assertThat(here.body()).contains(said);
        assertThat(there.status()).isEqualTo(anthropic);
        assertThat(there.body()).contains(saidThere);
        assertThat(here.whole() && there.whole()).isTrue();
    }

    @Test
    void aRateLimitTellsTheWaitInEachOfItsForms() {
        assertThat(send(OPENAI, "rate-limit@7", false).header("retry-after")).isEqualTo("7");
        assertThat(send(OPENAI, "rate-limit@7", false).header("x-ratelimit-reset-tokens"))
                .isEqualTo("7s");
        assertThat(send(OPENAI, "rate-limit-ms@1500", false).header("retry-after-ms"))
                .isEqualTo("1500");
        assertThat(send(OPENAI, "rate-limit-ms@1500", false).header("retry-after"))
                .isEqualTo("2");
        assertThat(send(ANTHROPIC, "rate-limit-date", false).header("retry-after"))
                .endsWith("GMT");
        assertThat(send(OPENAI, "rate-limit-bare", false).header("retry-after")).isEmpty();
    }

    @Test
    void anUnsupportedParameterIsNoFaultOnceItIsGone() {
        RawHttp response = RawHttp.post(
                sim.server().port(),
                OPENAI,
                "{\"model\":\"m!unsupported-parameter\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
                        + "\"max_completion_tokens\":50}",
                ANSWER_MS);
        assertThat(response.status()).isEqualTo(200);
    }

    @Test
    void aLimitOnTokensIsNoFaultForWhoAsksForFewer() {
        for (String path : List.of(OPENAI, ANTHROPIC)) {
            for (String fault : List.of("output-limit", "window-limit")) {
                RawHttp response = RawHttp.post(
                        sim.server().port(),
                        path,
                        ("{\"model\":\"m!%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
                                        + "\"max_tokens\":4096}")
                                .formatted(fault),
                        ANSWER_MS);
                assertThat(response.status()).isEqualTo(200);
            }
        }
    }

    /** fault, finish_reason, stop_reason, a part of the text or of the arguments. */
    static Stream<Arguments> wrongAnswers() {
        return Stream.of(
                Arguments.of("filtered", "content_filter", "refusal", ""),
                Arguments.of("filtered@2", "content_filter", "refusal", "sim-small:"),
                Arguments.of("empty-content", "stop", "end_turn", ""),
                Arguments.of("null-content", "stop", "end_turn", ""),
                Arguments.of("empty-choices", "", "end_turn", ""),
                Arguments.of("blank-content", "stop", "end_turn", " \n"),
                Arguments.of("malformed-call", "function_call_filter: MALFORMED_FUNCTION_CALL", "end_turn", ""),
                Arguments.of("reasoning-ate-budget", "length", "max_tokens", ""),
                Arguments.of("truncated-json", "length", "max_tokens", "{\"items\":[{\"a\":1},{\"a\":"),
                Arguments.of("no-finish", "", "", "sim-small:"),
                Arguments.of("fenced-json", "stop", "end_turn", "Here is the data:\n```json\n{"),
                Arguments.of("refusal", "stop", "refusal", "I'm sorry, I cannot assist with that request."),
                Arguments.of("wrong-schema", "stop", "end_turn", "{\"confidence\":\"high\""),
                Arguments.of("other-model", "stop", "end_turn", "sim-small:"),
                Arguments.of("html-content", "stop", "end_turn", "<!DOCTYPE html>"),
                Arguments.of("stack-trace-content", "stop", "end_turn", "Traceback"),
                Arguments.of("tool-arguments-cut", "length", "max_tokens", "{\"city\""),
                Arguments.of("tool-arguments-empty", "tool_calls", "tool_use", ""),
                Arguments.of("tool-arguments-braces", "tool_calls", "tool_use", "}{"),
                Arguments.of("tool-arguments-null", "tool_calls", "tool_use", "null"),
                Arguments.of("tool-arguments-array", "tool_calls", "tool_use", "[{"),
                Arguments.of("tool-number-as-string", "tool_calls", "tool_use", "\"days\":\"3\""),
                Arguments.of("tool-unknown-name", "tool_calls", "tool_use", "{\"city\":"),
                Arguments.of("tool-duplicate-id", "tool_calls", "tool_use", "{\"city\":"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongAnswers")
    void aWrongAnswerComesInDueForm(String fault, String finish, String stop, String said) {
        for (boolean stream : new boolean[] {false, true}) {
            RawHttp here = send(OPENAI, fault, stream);
            assertThat(here.status()).isEqualTo(200);
            assertThat(here.whole()).isTrue();
            assertThat(Said.openAi(here.body(), stream).finish()).isEqualTo(finish);
            assertThat(Said.openAi(here.body(), stream).text())
                    .startsWith(said.startsWith("\"days") ? "{" : said)
                    .contains(said);
            RawHttp there = send(ANTHROPIC, fault, stream);
            assertThat(there.status()).isEqualTo(200);
            assertThat(there.whole()).isTrue();
            assertThat(Said.anthropic(there.body(), stream).finish()).isEqualTo(stop);
            if (stream || !fault.startsWith("tool-")) {
                assertThat(Said.anthropic(there.body(), stream).text()).contains(said);
            }
        }
    }

    @Test
    void theFourEmptyAnswersDiffer() {
        assertThat(message("empty-content").path("content").asText("none")).isEmpty();
        assertThat(message("null-content").path("content").isNull()).isTrue();
        assertThat(SimHarness.json(send(OPENAI, "empty-choices", false).body())
                        .path("choices")
                        .isEmpty())
                .isTrue();
        JsonNode ate =
                SimHarness.json(send(OPENAI, "reasoning-ate-budget", false).body());
        assertThat(ate.at("/usage/completion_tokens_details/reasoning_tokens").asInt())
                .isPositive()
                .isEqualTo(ate.at("/usage/completion_tokens").asInt());
    }

    @Test
    void aRefusalHasNoContentKey() {
        assertThat(message("refusal").has("content")).isFalse();
        assertThat(message("refusal").path("refusal").asText()).startsWith("I'm sorry");
    }

    @Test
    void twoCallsWithTheSameIdAndAnUnknownTool() {
        JsonNode calls = message("tool-duplicate-id").path("tool_calls");
        assertThat(calls).hasSize(2);
        assertThat(calls.path(0).path("id")).isEqualTo(calls.path(1).path("id"));
        assertThat(message("tool-unknown-name")
                        .at("/tool_calls/0/function/name")
                        .asText())
                .isEqualTo("no_such_tool");
    }

    @Test
    void anotherModelIsNamed() {
        assertThat(SimHarness.json(send(OPENAI, "other-model", false).body())
                        .path("model")
                        .asText())
                .isEqualTo("sim-other-model");
    }

    /** fault, status, whether the transport says all came, how the socket ends, chunks of content; -1 for any. */
    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("cut-clean@2", 200, true, "closed", 2),
                Arguments.of("cut-stream@2", 200, false, "closed", 2),
                Arguments.of("cut-utf8@2", 200, true, "closed", 2),
                Arguments.of("cut-line@2", 200, true, "closed", 2),
                Arguments.of("reset", 0, false, "reset", 0),
                Arguments.of("reset-stream@2", 200, false, "reset", 2),
                Arguments.of("stall@2", 200, false, "open", 2),
                Arguments.of("silence", 0, false, "open", 0),
                Arguments.of("malformed-chunk@2", 200, true, "closed", -1),
                Arguments.of("no-done", 200, true, "closed", -1),
                Arguments.of("error-event@0", 200, true, "closed", 0),
                Arguments.of("error-event@2", 200, true, "closed", 2),
                Arguments.of("error-data@0", 200, true, "closed", 0),
                Arguments.of("error-data@2", 200, true, "closed", 2),
                Arguments.of("cut-tool-arguments@2", 200, true, "closed", 2));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void aBrokenStreamBreaksWhereItShould(String fault, int status, boolean whole, String end, int chunks) {
        for (String path : List.of(OPENAI, ANTHROPIC)) {
            RawHttp response = send(path, fault, true);
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.end()).isEqualTo(end);
            if (status == 200) {
                assertThat(response.whole()).isEqualTo(whole);
            }
            if (chunks >= 0) {
                assertThat(Said.chunks(response.body())).hasSize(chunks);
                assertThat(response.body()).doesNotContain("[DONE]", "message_stop");
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void aBrokenBodyIsNeverAWholeAnswer(String fault) {
        for (String path : List.of(OPENAI, ANTHROPIC)) {
            RawHttp response = send(path, fault, false);
            boolean right = response.status() == 200 && response.whole() && Json.parse(response.bodyBytes()) != null;
            assertThat(right).as(response.body()).isEqualTo(fault.equals("no-done"));
        }
    }

    @Test
    void aCutCharacterIsNotUtf8AndACutLineIsNotJson() {
        for (String path : List.of(OPENAI, ANTHROPIC)) {
            assertThat(utf8(send(path, "cut-utf8@3", true).bodyBytes())).isFalse();
            assertThat(utf8(send(path, "cut-utf8", false).bodyBytes())).isFalse();
            RawHttp line = send(path, "cut-line@3", true);
            assertThat(utf8(line.bodyBytes())).isTrue();
            assertThat(line.body()).doesNotEndWith("\n");
        }
    }

    @Test
    void aMalformedChunkIsInTheMiddleOfAWholeStream() {
        String body = send(OPENAI, "malformed-chunk@2", true).body();
        List<String> lines =
                body.lines().filter(line -> line.startsWith("data: ")).toList();
        List<Integer> malformed = new ArrayList<>();
        for (int i = 0; i < lines.size() - 1; i++) {
            if (Json.parse(lines.get(i).substring(6).getBytes(StandardCharsets.UTF_8)) == null) {
                malformed.add(i);
            }
        }
        assertThat(malformed).containsExactly(3);
        assertThat(body).endsWith("data: [DONE]\n\n");
    }

    @Test
    void anErrorInAStreamHasTheDialectsForm() {
        assertThat(send(OPENAI, "error-event", true).body())
                .contains("event: error\ndata: {\"error\":{\"type\":\"overloaded_error\"");
        assertThat(send(OPENAI, "error-data", true).body())
                .endsWith("\n\ndata: {\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n");
        assertThat(send(ANTHROPIC, "error-event@1", true).body())
                .contains("event: error\n"
                        + "data: {\"type\":\"error\",\"error\":{\"details\":null,\"type\":\"overloaded_error\"")
                .doesNotContain("message_stop");
    }

    @Test
    void theLastWordOrTheFinishIsMissing() {
        assertThat(send(OPENAI, "no-done", true).body())
                .contains("\"finish_reason\":\"stop\"")
                .doesNotContain("[DONE]");
        assertThat(send(OPENAI, "no-finish", true).body()).contains("[DONE]").doesNotContain("\"finish_reason\":\"");
        assertThat(send(ANTHROPIC, "no-done", true).body()).contains("end_turn").doesNotContain("message_stop");
        assertThat(send(ANTHROPIC, "no-finish", true).body())
                .contains("message_stop")
                .doesNotContain("message_delta");
    }

    @Test
    void aSlowAnswerIsLateAndRight() {
        for (String path : List.of(OPENAI, ANTHROPIC)) {
            long start = System.nanoTime();
            assertThat(send(path, "slow-first-token@60", true).whole()).isTrue();
            assertThat(System.nanoTime() - start).isGreaterThan(60_000_000);
            start = System.nanoTime();
            assertThat(send(path, "slow-tokens@3", true).whole()).isTrue();
            assertThat(System.nanoTime() - start).isGreaterThan(3_000_000L * SimAnswer.USUAL_WORDS);
        }
    }

    @Test
    void everyFaultIsTestedHere() {
        Set<String> slow = Set.of("slow-first-token", "slow-tokens");
        List<String> tested = Stream.of(refusals(), wrongAnswers(), broken())
                .flatMap(all -> all)
                .map(one -> FaultSpec.parse((String) one.get()[0]).fault().label())
                .toList();
        assertThat(Fault.all().stream().map(Fault::label).filter(label -> !slow.contains(label)))
                .allMatch(tested::contains);
    }

    private JsonNode message(String fault) {
        return SimHarness.json(send(OPENAI, fault, false).body()).at("/choices/0/message");
    }

    private RawHttp send(String path, String fault, boolean stream) {
        String body = ("{\"model\":\"sim-small!%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],"
                        + "\"max_tokens\":9000,\"temperature\":0.5,\"stream\":%s}")
                .formatted(fault, stream);
        boolean silent = fault.startsWith("stall") || fault.equals("silence");
        return RawHttp.post(sim.server().port(), path, body, silent ? SILENCE_MS : ANSWER_MS);
    }

    private static boolean utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .hasRemaining();
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
