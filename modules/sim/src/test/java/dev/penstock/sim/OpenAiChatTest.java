package dev.penstock.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiChatTest {
    private final SimHarness sim = new SimHarness(SimConfig.usual());

    @AfterAll
    void close() {
        sim.close();
    }

    @Test
    void anAnswerIsWhatTheFunctionSays() {
        HttpResponse<String> response =
                sim.chat("{\"model\":\"sim-small\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode body = SimHarness.json(response.body());
        assertThat(body.at("/choices/0/message/content").asText()).isEqualTo(SimAnswer.of("sim-small", "Hello"));
        assertThat(body.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(body.at("/id").asText()).matches("chatcmpl-[A-Za-z0-9]{29}");
        assertThat(body.at("/system_fingerprint").asText()).matches("fp_[0-9a-f]{10}");
        assertThat(body.at("/usage/completion_tokens").asInt())
                .isEqualTo(Tokens.of(SimAnswer.of("sim-small", "Hello")));
        assertThat(response.headers().firstValue("x-request-id").orElse("")).startsWith("req_");
        assertThat(response.headers().firstValue("x-ratelimit-remaining-tokens"))
                .isPresent();
    }

    @Test
    void aStreamSaysTheSameInChunks() {
        HttpResponse<String> response =
                sim.chat("{\"model\":\"sim-small\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(response.body()).endsWith("data: [DONE]\n\n");
        List<JsonNode> chunks = SimHarness.data(response.body());
        assertThat(chunks.getFirst().at("/choices/0/delta/role").asText()).isEqualTo("assistant");
        assertThat(chunks.stream()
                        .map(chunk -> chunk.at("/choices/0/delta/content").asText(""))
                        .collect(Collectors.joining()))
                .isEqualTo(SimAnswer.of("sim-small", "Hello"));
        assertThat(chunks.getLast().path("choices")).isEmpty();
        assertThat(chunks.getLast().at("/usage/total_tokens").asInt()).isPositive();
        assertThat(chunks.subList(0, chunks.size() - 1))
                .allMatch(chunk -> chunk.path("usage").isNull());
    }

    @Test
    void modelsDifferAndRepeatThemselves() {
        assertThat(text(chat("sim-large", "")))
                .isEqualTo(text(chat("sim-large", "")))
                .startsWith("sim-large: ");
        assertThat(text(chat("sim-large", "")).substring(11))
                .isNotEqualTo(text(chat("sim-small", "")).substring(11));
    }

    @Test
    void aConversationIsOnePrompt() {
        JsonNode body = SimHarness.json(
                sim.chat("{\"model\":\"m\",\"messages\":[{\"role\":\"developer\",\"content\":\"Be brief\"},"
                                + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]}]}")
                        .body());
        assertThat(text(body))
                .isEqualTo(
                        SimAnswer.of("m", List.of(new SimMessage("system", "Be brief"), new SimMessage("user", "Hi"))));
    }

    @Test
    void anAnswerThatIsTooLongIsCut() {
        JsonNode body = chat("sim-small", ",\"max_completion_tokens\":5");
        assertThat(text(body)).isEqualTo(Tokens.limit(SimAnswer.of("sim-small", "Hello"), 5));
        assertThat(body.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(body.at("/usage/completion_tokens").asInt()).isEqualTo(5);
    }

    @Test
    void reasoningIsPaidFromTheSameBudget() {
        JsonNode body = chat("sim-small", ",\"reasoning_effort\":\"low\",\"max_completion_tokens\":64");
        assertThat(body.at("/usage/completion_tokens_details/reasoning_tokens").asInt())
                .isEqualTo(64);
        assertThat(text(body)).isEmpty();
        assertThat(body.at("/choices/0/finish_reason").asText()).isEqualTo("length");
    }

    @Test
    void severalChoicesAndLogprobs() {
        JsonNode body = chat("sim-small", ",\"n\":2,\"logprobs\":true,\"top_logprobs\":1");
        assertThat(body.path("choices")).hasSize(2);
        assertThat(body.at("/choices/1/message/content").asText()).isEqualTo(SimAnswer.of("sim-small", "Hello", 24, 1));
        assertThat(body.at("/choices/0/logprobs/content/0/logprob").asDouble()).isNegative();
        assertThat(body.at("/choices/0/logprobs/content/0/top_logprobs")).hasSize(1);
        String stream = sim.chat(request("sim-small", "Hello", ",\"n\":2,\"logprobs\":true,\"stream\":true"))
                .body();
        assertThat(SimHarness.data(stream))
                .anyMatch(chunk -> chunk.at("/choices/0/index").asInt() == 1
                        && chunk.at("/choices/0/logprobs/content").size() == 1);
    }

    @Test
    void aSchemaIsAnswered() {
        JsonNode body = chat(
                "sim-small",
                ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\",\"schema\":{\"type\":\"object\","
                    + "\"properties\":{\"city\":{\"type\":\"string\"},\"days\":{\"type\":\"integer\"}}}}}");
        JsonNode answer = SimHarness.json(text(body));
        assertThat(answer.path("city").isTextual()).isTrue();
        assertThat(answer.path("days").isIntegralNumber()).isTrue();
        JsonNode wrong = SimHarness.json(text(chat(
                "sim-small!wrong-schema",
                ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\",\"schema\":{\"type\":\"object\","
                    + "\"properties\":{\"city\":{\"type\":\"string\"},\"days\":{\"type\":\"integer\"}}}}}")));
        assertThat(wrong.path("city").isTextual()).isFalse();
        assertThat(wrong.path("days").isIntegralNumber()).isFalse();
    }

    @Test
    void aToolIsCalledInFragmentsAndItsResultQuoted() {
        String tools =
                ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"get_weather\",\"parameters\":{\"type\":\"object\","
                    + "\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}}}]";
        assertThat(text(chat("sim-small", tools))).startsWith("sim-small: ");
        JsonNode call = SimHarness.json(
                sim.chat(request("sim-small", "please call get_weather", tools)).body());
        assertThat(call.at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
        JsonNode function = call.at("/choices/0/message/tool_calls/0/function");
        assertThat(SimHarness.json(function.path("arguments").asText())
                        .path("city")
                        .isTextual())
                .isTrue();
        String stream = sim.chat(request("sim-small", "Use a tool", tools + ",\"stream\":true"))
                .body();
        assertThat(Said.openAi(stream, true).finish()).isEqualTo("tool_calls");
        assertThat(Said.chunks(stream)).hasSizeGreaterThan(1);
        assertThat(SimHarness.json(Said.openAi(stream, true).text()).has("city"))
                .isTrue();
        String after = sim.chat(
                        "{\"model\":\"sim-small\",\"messages\":[{\"role\":\"user\",\"content\":\"call get_weather\"},"
                            + "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\",\"function\":"
                            + "{\"name\":\"get_weather\",\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"call_1\",\"content\":\"18"
                            + " degrees\"}]" + tools
                                + "}")
                .body();
        assertThat(Said.openAi(after, false).text()).contains("the tool said \"18 degrees\"");
    }

    @Test
    void aLongPrefixIsReadFromTheCacheTheSecondTime() {
        String body = "{\"model\":\"cached\",\"messages\":[{\"role\":\"system\",\"content\":\"" + "x".repeat(8000)
                + "\"},{\"role\":\"user\",\"content\":\"Hi\"}]}";
        String pointer = "/usage/prompt_tokens_details/cached_tokens";
        assertThat(SimHarness.json(sim.chat(body).body()).at(pointer).asInt()).isZero();
        assertThat(SimHarness.json(sim.chat(body).body()).at(pointer).asInt()).isEqualTo(1920);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badRequests")
    void aBadRequestIsRefusedInTheProvidersWords(String body, String said) {
        HttpResponse<String> response = sim.chat(body);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(SimHarness.json(response.body()).at("/error/message").asText())
                .contains(said);
        assertThat(SimHarness.json(response.body()).at("/error/type").asText()).isEqualTo("invalid_request_error");
    }

    static Stream<Arguments> badRequests() {
        return Stream.of(
                Arguments.of("{\"model\":", "We could not parse the JSON body"),
                Arguments.of("[]", "We could not parse the JSON body"),
                Arguments.of("{\"messages\":[]}", "you must provide a model parameter"),
                Arguments.of("{\"model\":\"m\"}", "Missing required parameter: 'messages'."),
                Arguments.of("{\"model\":\"m\",\"messages\":\"Hi\"}", "expected an array of objects, but got a string"),
                Arguments.of("{\"model\":\"m\",\"messages\":[]}", "empty array"),
                Arguments.of(
                        "{\"model\":\"m\",\"messages\":[{\"role\":\"king\",\"content\":\"\"}]}",
                        "Invalid value: 'king'"),
                Arguments.of(
                        "{\"model\":\"m\",\"messages\":[{\"role\":\"tool\",\"content\":\"\"}]}", "must be a response"),
                Arguments.of(request("m", "Hi", ",\"temperature\":3"), "decimal above maximum value"),
                Arguments.of(request("m", "Hi", ",\"max_tokens\":0"), "integer below minimum value"),
                Arguments.of(request("m", "Hi", ",\"response_format\":{\"type\":\"json_object\"}"), "the word 'json'"),
                Arguments.of(request("m", "Hi", ",\"stream_options\":{}"), "only allowed when 'stream' is enabled"));
    }

    @Test
    void aKeyIsDemandedAndAPathMustExist() {
        assertThat(sim.post("/v1/chat/completions", "{}").statusCode()).isEqualTo(401);
        HttpResponse<String> lost = sim.get("/v1/nothing", "authorization", "Bearer k");
        assertThat(lost.statusCode()).isEqualTo(404);
        assertThat(lost.body()).contains("Invalid URL (GET /v1/nothing)");
        try (var strict = new SimHarness(SimConfig.usual().withKeys(Set.of("sk-right")))) {
            assertThat(strict.chat(request("m", "Hi", "")).body()).contains("Incorrect API key provided: sk-****1234");
            assertThat(strict.post("/v1/chat/completions", request("m", "Hi", ""), "authorization", "Bearer sk-right")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void anUnknownFaultInAModelNameIsAnUnknownModel() {
        HttpResponse<String> response = sim.chat(request("m!bogus", "Hi", ""));
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("model_not_found", "fault 'bogus' is unknown", "cut-stream");
    }

    @Test
    void theModelsAreListed() {
        assertThat(sim.get("/v1/models", "authorization", "Bearer k").body())
                .contains("\"object\":\"list\"", "sim-small");
        assertThat(sim.get("/v1/models/sim-small", "authorization", "Bearer k").statusCode())
                .isEqualTo(200);
        assertThat(sim.get("/v1/models/other", "authorization", "Bearer k").statusCode())
                .isEqualTo(404);
    }

    @Test
    void embeddingsComeAsNumbersAndAsBase64() {
        JsonNode floats = embeddings("{\"model\":\"e\",\"input\":[\"one\",\"two words\"],\"dimensions\":8}");
        JsonNode encoded =
                embeddings("{\"model\":\"e\",\"input\":\"one\",\"dimensions\":8,\"encoding_format\":\"base64\"}");
        assertThat(floats.path("data")).hasSize(2);
        FloatBuffer decoded = ByteBuffer.wrap(Base64.getDecoder()
                        .decode(encoded.at("/data/0/embedding").asText()))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        float[] expected = SimEmbedding.of("e", "one", 8);
        double square = 0;
        for (int i = 0; i < 8; i++) {
            assertThat(decoded.get(i)).isEqualTo(expected[i]);
            assertThat((float) floats.at("/data/0/embedding/" + i).asDouble()).isEqualTo(expected[i]);
            square += expected[i] * expected[i];
        }
        assertThat(square).isBetween(0.999, 1.001);
        assertThat(embeddings("{\"model\":\"e\",\"input\":\"one\"}").at("/data/0/embedding"))
                .hasSize(1536);
        assertThat(embeddings("{\"model\":\"e\"}").at("/error/message").asText())
                .contains("'input'");
        assertThat(embeddings("{\"model\":\"e!server-error\",\"input\":\"one\"}")
                        .has("error"))
                .isTrue();
    }

    private JsonNode embeddings(String body) {
        return SimHarness.json(
                sim.post("/v1/embeddings", body, "authorization", "Bearer k").body());
    }

    private JsonNode chat(String model, String more) {
        return SimHarness.json(sim.chat(request(model, "Hello", more)).body());
    }

    private static String request(String model, String prompt, String more) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]" + more
                + "}";
    }

    private static String text(JsonNode body) {
        return body.at("/choices/0/message/content").asText();
    }
}
