package dev.penstock.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OfficialClientsTest {
    private final SimHarness sim = new SimHarness(SimConfig.usual());

    @AfterAll
    void close() {
        sim.close();
    }

    @Test
    void theOpenAiClientReadsAnswersStreamsAndEmbeddings() {
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .apiKey("sk-test")
                .baseUrl("http://127.0.0.1:" + sim.server().port() + "/v1")
                .build();
        var params = ChatCompletionCreateParams.builder()
                .model("sim-small")
                .addUserMessage("Hello")
                .build();
        var whole = client.chat().completions().create(params).validate();
        assertThat(whole.choices().getFirst().message().content()).contains(SimAnswer.of("sim-small", "Hello"));
        try (var stream = client.chat().completions().createStreaming(params)) {
            String text = stream.stream()
                    .flatMap(chunk -> chunk.validate().choices().stream())
                    .map(choice -> choice.delta().content().orElse(""))
                    .collect(Collectors.joining());
            assertThat(text).isEqualTo(SimAnswer.of("sim-small", "Hello"));
        }
        var vectors = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("sim-embed")
                        .input("Hello")
                        .dimensions(4)
                        .build());
        assertThat(vectors.data().getFirst().embedding()).hasSize(4);
        assertThat(client.models().list().data()).hasSize(4);
        client.close();
    }

    @Test
    void theAnthropicClientReadsAnswersAndStreams() {
        AnthropicClient client = AnthropicOkHttpClient.builder()
                .apiKey("sk-ant-test")
                .baseUrl("http://127.0.0.1:" + sim.server().port())
                .build();
        var params = MessageCreateParams.builder()
                .model("claude-sim")
                .maxTokens(2048)
                .enabledThinking(1024)
                .addUserMessage("Hello")
                .build();
        var whole = client.messages().create(params).validate();
        assertThat(whole.content().getLast().asText().text()).isEqualTo(SimAnswer.of("claude-sim", "Hello"));
        assertThat(whole.content().getFirst().asThinking().thinking())
                .isEqualTo(SimAnswer.thinking("claude-sim", "Hello"));
        try (var stream = client.messages().createStreaming(params)) {
            String text = stream.stream()
                    .flatMap(event -> event.validate().contentBlockDelta().stream())
                    .flatMap(delta -> delta.delta().text().stream())
                    .map(delta -> delta.text())
                    .collect(Collectors.joining());
            assertThat(text).isEqualTo(SimAnswer.of("claude-sim", "Hello"));
        }
        client.close();
    }
}
