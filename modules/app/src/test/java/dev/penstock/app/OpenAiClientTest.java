package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionTool;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.penstock.sim.SimAnswer;
import dev.penstock.sim.Tokens;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An application with the official OpenAI client, before targets of both dialects. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiClientTest {
    private static final String PIXEL =
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private final TestNode node = TestNode.start(Setup.bothDialects().route("vectors", "openai/sim-embed"));
    private final OpenAIClient client = node.openAi();

    @AfterAll
    void close() {
        node.close();
    }

    @ParameterizedTest
    @CsvSource({"openai, sim-small", "anthropic, sim-large"})
    void aChatIsAnsweredWithTheTargetsTextAndUsage(String route, String model) {
        ChatCompletion answer =
                client.chat().completions().create(hello(route).build()).validate();
        String text = SimAnswer.of(model, "Hello");
        assertThat(answer.choices()).hasSize(1);
        assertThat(answer.choices().getFirst().message().content()).contains(text);
        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        var usage = answer.usage().orElseThrow();
        assertThat(usage.completionTokens()).isEqualTo(Tokens.of(text));
        assertThat(usage.promptTokens()).isPositive();
        assertThat(usage.totalTokens()).isEqualTo(usage.promptTokens() + usage.completionTokens());
    }

    @ParameterizedTest
    @CsvSource({"openai, sim-small", "anthropic, sim-large"})
    void aStreamMakesTheSameAnswerAndTellsItsUsageIfAsked(String route, String model) {
        ChatCompletion answer = streamed(hello(route)
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build());
        String text = SimAnswer.of(model, "Hello");
        assertThat(answer.choices().getFirst().message().content()).contains(text);
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(Tokens.of(text));

        ChatCompletion unasked = streamed(hello(route).build());
        assertThat(unasked.choices().getFirst().message().content()).contains(text);
        assertThat(unasked.usage()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "openai, sim-small, false",
        "openai, sim-small, true",
        "anthropic, sim-large, false",
        "anthropic, sim-large, true"
    })
    void aToolIsCalledAndItsResultMakesTheAnswer(String route, String model, boolean stream) {
        String prompt = "Look at get_level, please";
        var params = ChatCompletionCreateParams.builder()
                .model(route)
                .addUserMessage(prompt)
                .addTool(getLevel());
        ChatCompletion first = ask(params.build(), stream);
        assertThat(first.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
        ChatCompletionMessageFunctionToolCall call = first.choices()
                .getFirst()
                .message()
                .toolCalls()
                .orElseThrow()
                .getFirst()
                .asFunction();
        assertThat(call.function().name()).isEqualTo("get_level");
        JsonNode arguments = TestNode.json(call.function().arguments());
        assertThat(arguments.path("gate").isTextual())
                .as("arguments %s", arguments)
                .isTrue();
        assertThat(arguments.path("metres").isNumber()).isTrue();

        ChatCompletion second = ask(
                params.addMessage(first.choices().getFirst().message())
                        .addMessage(ChatCompletionToolMessageParam.builder()
                                .toolCallId(call.id())
                                .content("4.2 metres")
                                .build())
                        .build(),
                stream);
        assertThat(second.choices().getFirst().message().content().orElseThrow())
                .startsWith(model + ": the tool said \"4.2 metres\"");
        assertThat(second.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
    }

    @ParameterizedTest
    @CsvSource({"openai, false", "openai, true", "anthropic, false", "anthropic, true"})
    void anAnswerFitsTheSchemaThatWasAskedFor(String route, boolean stream) {
        ChatCompletion answer = ask(
                hello(route)
                        .responseFormat(ResponseFormatJsonSchema.builder()
                                .jsonSchema(ResponseFormatJsonSchema.JsonSchema.builder()
                                        .name("level")
                                        .strict(true)
                                        .schema(ResponseFormatJsonSchema.JsonSchema.Schema.builder()
                                                .putAllAdditionalProperties(levelSchema())
                                                .build())
                                        .build())
                                .build())
                        .build(),
                stream);
        JsonNode level =
                TestNode.json(answer.choices().getFirst().message().content().orElseThrow());
        assertThat(level.path("gate").isTextual()).isTrue();
        assertThat(level.path("metres").isNumber()).isTrue();
        assertThat(level.size()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"openai", "anthropic"})
    void aPictureReachesTheTarget(String route) {
        client.chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model(route)
                        .addUserMessageOfArrayOfContentParts(List.of(
                                ChatCompletionContentPart.ofText(ChatCompletionContentPartText.builder()
                                        .text("What is it?")
                                        .build()),
                                ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                                        .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                                                .url(PIXEL)
                                                .build())
                                        .build())))
                        .build())
                .validate();
        assertThat(node.lastSent()
                        .path("messages")
                        .path(0)
                        .path("content")
                        .path(1)
                        .toString())
                .contains(PIXEL.substring(PIXEL.indexOf(',') + 1));
    }

    @Test
    void embeddingsComeAsTheProviderMadeThem() {
        var answer = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("vectors")
                        .inputOfArrayOfStrings(List.of("one", "two"))
                        .dimensions(8)
                        .build())
                .validate();
        assertThat(answer.data()).hasSize(2);
        assertThat(answer.data().get(1).embedding()).hasSize(8);
        assertThat(answer.usage().promptTokens()).isPositive();
    }

    @Test
    void theModelsAreTheRoutes() {
        assertThat(client.models().list().data())
                .extracting(model -> model.id())
                .containsExactlyInAnyOrder("openai", "anthropic", "vectors");
        assertThat(client.models().retrieve("vectors").validate().id()).isEqualTo("vectors");
    }

    @Test
    void whatPenstockDoesNotKnowReachesATargetOfTheSameDialect() {
        ChatCompletion answer = client.chat()
                .completions()
                .create(hello("openai")
                        .n(2)
                        .putAdditionalBodyProperty("seed", JsonValue.from(7))
                        .logprobs(true)
                        .topLogprobs(2)
                        .stop("river")
                        .putAdditionalBodyProperty("x_of_tomorrow", JsonValue.from(Map.of("a", List.of(1, 2))))
                        .build())
                .validate();
        assertThat(answer.choices()).hasSize(2);
        JsonNode sent = node.lastSent();
        assertThat(sent.path("model").asText()).isEqualTo("sim-small");
        assertThat(sent.path("n").asInt()).isEqualTo(2);
        assertThat(sent.path("seed").asInt()).isEqualTo(7);
        assertThat(sent.path("logprobs").asBoolean()).isTrue();
        assertThat(sent.path("top_logprobs").asInt()).isEqualTo(2);
        assertThat(sent.path("stop").asText()).isEqualTo("river");
        assertThat(sent.path("x_of_tomorrow").toString()).isEqualTo("{\"a\":[1,2]}");
    }

    private static ChatCompletionCreateParams.Builder hello(String route) {
        return ChatCompletionCreateParams.builder().model(route).addUserMessage("Hello");
    }

    private ChatCompletion ask(ChatCompletionCreateParams params, boolean stream) {
        return stream
                ? streamed(params)
                : client.chat().completions().create(params).validate();
    }

    private ChatCompletion streamed(ChatCompletionCreateParams params) {
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        try (var stream = client.chat().completions().createStreaming(params)) {
            stream.stream().forEach(chunk -> whole.accumulate(chunk.validate()));
        }
        return whole.chatCompletion();
    }

    private static ChatCompletionTool getLevel() {
        return ChatCompletionTool.ofFunction(ChatCompletionFunctionTool.builder()
                .function(FunctionDefinition.builder()
                        .name("get_level")
                        .description("Reads the level at a gate")
                        .parameters(FunctionParameters.builder()
                                .putAllAdditionalProperties(levelSchema())
                                .build())
                        .build())
                .build());
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
