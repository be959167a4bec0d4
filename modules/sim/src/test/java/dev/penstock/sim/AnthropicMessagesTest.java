package dev.penstock.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnthropicMessagesTest {
    private static final String TOOLS = ",\"tools\":[{\"name\":\"get_weather\",\"input_schema\":{\"type\":\"object\","
            + "\"properties\":{\"city\":{\"type\":\"string\"}}}}]";
    private static final String THINKING = ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}";

    private final SimHarness sim = new SimHarness(SimConfig.usual());

    @AfterAll
    void close() {
        sim.close();
    }

    @Test
    void anAnswerIsWhatTheFunctionSays() {
        HttpResponse<String> response = sim.messages(request("Hello", ""));
        JsonNode body = SimHarness.json(response.body());
        assertThat(body.at("/content/0/text").asText()).isEqualTo(SimAnswer.of("claude", "Hello"));
        assertThat(body.path("stop_reason").asText()).isEqualTo("end_turn");
        assertThat(body.path("id").asText()).matches("msg_01[A-Za-z0-9]{22}");
        assertThat(body.at("/usage/input_tokens").asInt()).isEqualTo(Tokens.of("Hello"));
        assertThat(body.at("/usage/cache_read_input_tokens").isInt()).isTrue();
        assertThat(response.headers().firstValue("request-id").orElse("")).startsWith("req_");
    }

    @Test
    void aStreamHasItsEventsInOrder() {
        String stream = sim.messages(request("Hello", ",\"stream\":true")).body();
        List<String> events = stream.lines()
                .filter(line -> line.startsWith("event: "))
                .map(line -> line.substring(7))
                .distinct()
                .toList();
        assertThat(events)
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "ping",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(Said.anthropic(stream, true)).isEqualTo(new Said(SimAnswer.of("claude", "Hello"), "end_turn"));
    }

    @Test
    void maxTokensCutAndAStopSequenceStops() {
        JsonNode cut = SimHarness.json(sim.messages(
                        "{\"model\":\"claude\",\"max_tokens\":4,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}")
                .body());
        assertThat(cut.path("stop_reason").asText()).isEqualTo("max_tokens");
        assertThat(cut.at("/usage/output_tokens").asInt()).isEqualTo(4);
        JsonNode stopped = SimHarness.json(
                sim.messages(request("Hello", ",\"stop_sequences\":[\": \"]")).body());
        assertThat(stopped.at("/content/0/text").asText()).isEqualTo("claude");
        assertThat(stopped.path("stop_reason").asText()).isEqualTo("stop_sequence");
        assertThat(stopped.path("stop_sequence").asText()).isEqualTo(": ");
    }

    @Test
    void thinkingComesFirstAndItsSignatureIsDemandedBack() {
        JsonNode body = SimHarness.json(sim.messages(request("Hello", THINKING)).body());
        JsonNode thinking = body.at("/content/0");
        assertThat(thinking.path("type").asText()).isEqualTo("thinking");
        assertThat(thinking.path("signature").asText())
                .isEqualTo(SimAnswer.signature(thinking.path("thinking").asText()));
        assertThat(body.at("/content/1/text").asText()).isEqualTo(SimAnswer.of("claude", "Hello"));
        String stream =
                sim.messages(request("Hello", THINKING + ",\"stream\":true")).body();
        String thought = SimHarness.data(stream).stream()
                .map(event -> event.at("/delta/thinking").asText())
                .collect(Collectors.joining());
        assertThat(thought).isEqualTo(SimAnswer.thinking("claude", "Hello"));
        assertThat(stream).contains("signature_delta", SimAnswer.signature(thought));
        assertThat(sim.messages(again(thinking.toString())).statusCode()).isEqualTo(200);
        HttpResponse<String> forged =
                sim.messages(again("{\"type\":\"thinking\",\"thinking\":\"mine\",\"signature\":\"x\"}"));
        assertThat(forged.statusCode()).isEqualTo(400);
        assertThat(forged.body()).contains("messages.1.content.0: Invalid `signature` in `thinking` block");
    }

    @Test
    void aToolIsUsedAndItsResultQuoted() {
        JsonNode body =
                SimHarness.json(sim.messages(request("use a tool", TOOLS)).body());
        JsonNode use = body.at("/content/0");
        assertThat(body.path("stop_reason").asText()).isEqualTo("tool_use");
        assertThat(use.path("id").asText()).matches("toolu_01[A-Za-z0-9]{22}");
        assertThat(use.at("/input/city").isTextual()).isTrue();
        Said streamed = Said.anthropic(
                sim.messages(request("Hi", TOOLS + ",\"tool_choice\":{\"type\":\"any\"},\"stream\":true"))
                        .body(),
                true);
        assertThat(streamed.finish()).isEqualTo("tool_use");
        assertThat(SimHarness.json(streamed.text()).has("city")).isTrue();
        String result = "[{\"role\":\"user\",\"content\":\"use a tool\"},{\"role\":\"assistant\",\"content\":[" + use
                + "]},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"%s\",\"content\":\"18"
                + " degrees\"}]}]";
        String id = use.path("id").asText();
        assertThat(sim.messages(conversation(result.replace("%s", id), TOOLS)).body())
                .contains("18 degrees");
        assertThat(sim.messages(conversation(result.replace("%s", "toolu_other"), TOOLS))
                        .body())
                .contains("unexpected `tool_use_id` found in `tool_result` blocks: toolu_other");
    }

    @Test
    void aSchemaIsAnsweredInEitherForm() {
        String format =
                "{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\",\"properties\":{\"ok\":{\"type\":\"boolean\"}}}}";
        for (String field : List.of(",\"output_config\":{\"format\":" + format + "}", ",\"output_format\":" + format)) {
            JsonNode body =
                    SimHarness.json(sim.messages(request("Hello", field)).body());
            assertThat(SimHarness.json(body.at("/content/0/text").asText())
                            .path("ok")
                            .isBoolean())
                    .isTrue();
        }
    }

    @Test
    void aMarkedPrefixIsWrittenToTheCacheAndThenRead() {
        String body = conversation(
                "[{\"role\":\"user\",\"content\":\"Hi\"}]",
                ",\"system\":[{\"type\":\"text\",\"text\":\"" + "y".repeat(8000)
                        + "\",\"cache_control\":{\"type\":\"ephemeral\"}}]");
        JsonNode first = SimHarness.json(sim.messages(body).body()).path("usage");
        JsonNode second = SimHarness.json(sim.messages(body).body()).path("usage");
        assertThat(first.path("cache_creation_input_tokens").asInt()).isPositive();
        assertThat(second.path("cache_read_input_tokens")).isEqualTo(first.path("cache_creation_input_tokens"));
        assertThat(second.path("input_tokens")).isEqualTo(first.path("input_tokens"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("badRequests")
    void aBadRequestIsRefusedInTheProvidersWords(String body, String said) {
        HttpResponse<String> response = sim.messages(body);
        assertThat(response.statusCode()).isEqualTo(400);
        JsonNode error = SimHarness.json(response.body());
        assertThat(error.path("type").asText()).isEqualTo("error");
        assertThat(error.at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.at("/error/message").asText()).contains(said);
        assertThat(error.path("request_id").asText())
                .isEqualTo(response.headers().firstValue("request-id").orElse(""));
    }

    static Stream<Arguments> badRequests() {
        return Stream.of(
                Arguments.of("{\"model\"", "not valid JSON"),
                Arguments.of(request("Hi", ",\"n\":2"), "n: Extra inputs are not permitted"),
                Arguments.of("{\"model\":\"c\",\"messages\":[]}", "max_tokens: Field required"),
                Arguments.of("{\"max_tokens\":1,\"messages\":[]}", "model: Field required"),
                Arguments.of("{\"model\":\"c\",\"max_tokens\":1}", "messages: Field required"),
                Arguments.of(conversation("[]", ""), "at least one message is required"),
                Arguments.of(
                        conversation("[{\"role\":\"system\",\"content\":\"x\"}]", ""), "Unexpected role \"system\""),
                Arguments.of(request("Hi", ",\"temperature\":1.5"), "temperature"),
                Arguments.of(
                        request("Hi", ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":9}"),
                        "greater than or equal to 1024"),
                Arguments.of(
                        request("Hi", ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":4096}"),
                        "`max_tokens` must be greater than"));
    }

    @Test
    void aKeyAndAVersionAreDemanded() {
        assertThat(sim.post("/v1/messages", request("Hi", ""), "anthropic-version", "2023-06-01")
                        .statusCode())
                .isEqualTo(401);
        HttpResponse<String> unversioned = sim.post("/v1/messages", request("Hi", ""), "x-api-key", "k");
        assertThat(unversioned.statusCode()).isEqualTo(400);
        assertThat(unversioned.body()).contains("anthropic-version: header is required");
    }

    @Test
    void theModelsAreListedInAnthropicsShape() {
        String list = sim.get("/v1/models", "x-api-key", "k", "anthropic-version", "2023-06-01")
                .body();
        assertThat(list).contains("\"has_more\":false", "\"display_name\":\"sim-small\"");
        assertThat(sim.get("/v1/models/other", "x-api-key", "k", "anthropic-version", "2023-06-01")
                        .body())
                .contains("not_found_error");
    }

    private static String again(String thinking) {
        return conversation(
                "[{\"role\":\"user\",\"content\":\"Hello\"},{\"role\":\"assistant\",\"content\":[" + thinking
                        + ",{\"type\":\"text\",\"text\":\"Hi\"}]},{\"role\":\"user\",\"content\":\"And?\"}]",
                THINKING);
    }

    private static String request(String prompt, String more) {
        return conversation("[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]", more);
    }

    private static String conversation(String messages, String more) {
        return "{\"model\":\"claude\",\"max_tokens\":4096,\"messages\":" + messages + more + "}";
    }
}
