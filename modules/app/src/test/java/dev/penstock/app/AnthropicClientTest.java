package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.core.JsonValue;
import com.anthropic.errors.BadRequestException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.ThinkingBlock;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.sim.SimAnswer;
import dev.penstock.sim.Tokens;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An application with the official Anthropic client, before targets of both dialects. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnthropicClientTest {
    private static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private final TestNode node = TestNode.start(Setup.bothDialects());
    private final AnthropicClient client = node.anthropic();

    @AfterAll
    void close() {
        node.close();
    }

    @ParameterizedTest
    @CsvSource({
        "openai, sim-small, false",
        "openai, sim-small, true",
        "anthropic, sim-large, false",
        "anthropic, sim-large, true"
    })
    void aMessageIsAnsweredWithTheTargetsTextAndUsage(String route, String model, boolean stream) {
        Message answer = ask(hello(route).build(), stream);
        String text = SimAnswer.of(model, "Hello");
        assertThat(answer.content()).hasSize(1);
        assertThat(answer.content().getFirst().asText().text()).isEqualTo(text);
        assertThat(answer.stopReason()).contains(StopReason.END_TURN);
        assertThat(answer.usage().outputTokens()).isEqualTo(Tokens.of(text));
        assertThat(answer.usage().inputTokens()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "openai, sim-small, false",
        "openai, sim-small, true",
        "anthropic, sim-large, false",
        "anthropic, sim-large, true"
    })
    void aToolIsUsedAndItsResultMakesTheAnswer(String route, String model, boolean stream) {
        var params = message(route, "Look at get_level, please").addTool(getLevel());
        Message first = ask(params.build(), stream);
        assertThat(first.stopReason()).contains(StopReason.TOOL_USE);
        ToolUseBlock call = first.content().getLast().asToolUse();
        assertThat(call.name()).isEqualTo("get_level");
        Map<?, ?> input = Objects.requireNonNull(call._input().convert(Map.class));
        assertThat(input.get("gate")).isInstanceOf(String.class);
        assertThat(input.get("metres")).isInstanceOf(Number.class);

        Message second = ask(
                params.addMessage(first)
                        .addUserMessageOfBlockParams(
                                List.of(ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                                        .toolUseId(call.id())
                                        .content("4.2 metres")
                                        .build())))
                        .build(),
                stream);
        assertThat(second.content().getFirst().asText().text()).startsWith(model + ": the tool said \"4.2 metres\"");
        assertThat(second.stopReason()).contains(StopReason.END_TURN);
    }

    @ParameterizedTest
    @CsvSource({"openai, false", "openai, true", "anthropic, false", "anthropic, true"})
    void anAnswerFitsTheSchemaThatWasAskedFor(String route, boolean stream) {
        Message answer = ask(
                hello(route)
                        .putAdditionalBodyProperty(
                                "output_config",
                                JsonValue.from(
                                        Map.of("format", Map.of("type", "json_schema", "schema", levelSchema()))))
                        .build(),
                stream);
        JsonNode level = TestNode.json(answer.content().getFirst().asText().text());
        assertThat(level.path("gate").isTextual()).isTrue();
        assertThat(level.path("metres").isNumber()).isTrue();
        assertThat(level.size()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void aPictureReachesTheTarget(String route) {
        ask(
                MessageCreateParams.builder()
                        .model(route)
                        .maxTokens(200)
                        .addUserMessageOfBlockParams(List.of(
                                ContentBlockParam.ofText(TextBlockParam.builder()
                                        .text("What is it?")
                                        .build()),
                                ContentBlockParam.ofImage(ImageBlockParam.builder()
                                        .source(Base64ImageSource.builder()
                                                .data(PIXEL)
                                                .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                                                .build())
                                        .build())))
                        .build(),
                false);
        JsonNode messages = node.lastSent().path("messages");
        assertThat(messages.path(messages.size() - 1).path("content").path(1).toString())
                .contains(PIXEL);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void thinkingComesWithItsSignatureAndGoesBackInTheNextTurn(boolean stream) {
        var params = hello("anthropic").maxTokens(2048).enabledThinking(1024);
        Message first = ask(params.build(), stream);
        ThinkingBlock thinking = first.content().getFirst().asThinking();
        assertThat(thinking.thinking()).isEqualTo(SimAnswer.thinking("sim-large", "Hello"));
        assertThat(thinking.signature()).isEqualTo(SimAnswer.signature(thinking.thinking()));
        assertThat(first.content().getLast().asText().text()).isEqualTo(SimAnswer.of("sim-large", "Hello"));

        ask(params.addMessage(first).addUserMessage("And now?").build(), stream);
        JsonNode sent = node.lastSent().path("messages").path(1).path("content").path(0);
        assertThat(sent.path("type").asText()).isEqualTo("thinking");
        assertThat(sent.path("signature").asText()).isEqualTo(thinking.signature());
    }

    @Test
    void theModelsAreTheRoutes() {
        assertThat(client.models().list().data())
                .extracting(model -> model.id())
                .containsExactlyInAnyOrder("openai", "anthropic");
        assertThat(client.models().retrieve("openai").validate().displayName()).isEqualTo("openai");
    }

    @Test
    void whatPenstockDoesNotKnowReachesATargetOfTheSameDialect() {
        ask(hello("anthropic").topK(5).stopSequences(List.of("river")).build(), false);
        assertThat(node.lastSent().path("model").asText()).isEqualTo("sim-large");
        assertThat(node.lastSent().path("top_k").asInt()).isEqualTo(5);
        assertThat(node.lastSent().path("stop_sequences").path(0).asText()).isEqualTo("river");

        var ofTomorrow = hello("anthropic")
                .putAdditionalBodyProperty("x_of_tomorrow", JsonValue.from(Map.of("a", List.of(1, 2))))
                .build();
        assertThatThrownBy(() -> ask(ofTomorrow, false))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("x_of_tomorrow: Extra inputs are not permitted");
        assertThat(node.lastSent().path("x_of_tomorrow").toString()).isEqualTo("{\"a\":[1,2]}");
    }

    private static MessageCreateParams.Builder hello(String route) {
        return message(route, "Hello");
    }

    private static MessageCreateParams.Builder message(String route, String text) {
        return MessageCreateParams.builder().model(route).maxTokens(500).addUserMessage(text);
    }

    private Message ask(MessageCreateParams params, boolean stream) {
        if (!stream) {
            return client.messages().create(params).validate();
        }
        MessageAccumulator whole = MessageAccumulator.create();
        try (var events = client.messages().createStreaming(params)) {
            events.stream().forEach(event -> whole.accumulate(event.validate()));
        }
        return whole.message();
    }

    private static Tool getLevel() {
        return Tool.builder()
                .name("get_level")
                .description("Reads the level at a gate")
                .inputSchema(Tool.InputSchema.builder()
                        .properties(Tool.InputSchema.Properties.builder()
                                .putAdditionalProperty("gate", JsonValue.from(Map.of("type", "string")))
                                .putAdditionalProperty("metres", JsonValue.from(Map.of("type", "number")))
                                .build())
                        .required(List.of("gate", "metres"))
                        .build())
                .build();
    }

    private static Map<String, JsonValue> levelSchema() {
        return Map.of(
                "type", JsonValue.from("object"),
                "properties",
                        JsonValue.from(Map.of("gate", Map.of("type", "string"), "metres", Map.of("type", "number"))),
                "required", JsonValue.from(List.of("gate", "metres")),
                "additionalProperties", JsonValue.from(false));
    }
}
