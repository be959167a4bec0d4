package dev.penstock.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

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
}
