package dev.penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What every stream of message events must keep to: {@code message_start} first, one block open at a time with
 * ascending indexes and pieces of its own kind, then the reason with the usage, and at the end {@code message_stop} or
 * an error, never neither.
 */
public final class AnthropicStreamRules {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> REASONS = Set.of(
            "end_turn",
            "max_tokens",
            "stop_sequence",
            "tool_use",
            "pause_turn",
            "refusal",
            "model_context_window_exceeded");
    private static final Map<String, Set<String>> DELTAS = Map.of(
            "text", Set.of("text_delta", "citations_delta"),
            "thinking", Set.of("thinking_delta", "signature_delta"),
            "tool_use", Set.of("input_json_delta"),
            "redacted_thinking", Set.of());

    private boolean started;
    private @Nullable String open;
    private int index = -1;
    private boolean reasonTold;
    private @Nullable StreamEnd end;

    private AnthropicStreamRules() {}

    /** Says how the stream ended; fails if it is not valid, or has no end. */
    public static StreamEnd check(byte[] stream) {
        AnthropicStreamRules rules = new AnthropicStreamRules();
        List<EventStreamRules.Event> events = EventStreamRules.check(stream);
        for (int i = 0; i < events.size(); i++) {
            assertThat(rules.end).as("event %s comes after the end", i).isNull();
            JsonNode data = parse(events.get(i).data());
            String type = data.path("type").asText();
            assertThat(events.get(i).name()).as("name of event %s", i).isEqualTo(type);
            rules.event(type, data);
        }
        if (rules.end == null) {
            throw new AssertionError("the stream has no end: " + events);
        }
        return rules.end;
    }

    private void event(String type, JsonNode data) {
        if (type.equals("error")) {
            assertThat(data.path("error").path("type").asText())
                    .as("type of the error")
                    .endsWith("_error");
            assertThat(data.path("error").path("message").asText())
                    .as("message of the error")
                    .isNotBlank();
            end = StreamEnd.ERROR;
            return;
        }
        if (type.equals("ping")) {
            return;
        }
        assertThat(started).as("%s comes after message_start", type).isEqualTo(!type.equals("message_start"));
        switch (type) {
            case "message_start" -> start(data.path("message"));
            case "content_block_start" -> startBlock(data);
            case "content_block_delta" -> delta(data);
            case "content_block_stop" -> {
                assertThat(open).as("a block is open").isNotNull();
                assertThat(data.path("index").asInt(-1)).as("index").isEqualTo(index);
                open = null;
            }
            case "message_delta" -> reason(data);
            case "message_stop" -> {
                assertThat(reasonTold).as("the reason was told").isTrue();
                end = StreamEnd.COMPLETE;
            }
            default -> throw new AssertionError("no client knows the event " + type);
        }
    }

    private void start(JsonNode message) {
        started = true;
        assertThat(message.path("id").asText()).as("id").isNotEmpty();
        assertThat(message.path("type").asText()).as("type").isEqualTo("message");
        assertThat(message.path("role").asText()).as("role").isEqualTo("assistant");
        assertThat(message.path("model").asText()).as("model").isNotEmpty();
        assertThat(message.path("content").isArray() && message.path("content").isEmpty())
                .as("content is an empty array")
                .isTrue();
        assertThat(message.has("stop_reason") && message.path("stop_reason").isNull())
                .as("stop_reason is null")
                .isTrue();
        counted(message.path("usage"), "input_tokens", "output_tokens");
    }

    private void startBlock(JsonNode data) {
        assertThat(open).as("the block that is still open").isNull();
        assertThat(reasonTold).as("a block after the reason").isFalse();
        assertThat(data.path("index").asInt(-1)).as("index").isEqualTo(++index);
        JsonNode block = data.path("content_block");
        String type = block.path("type").asText();
        assertThat(DELTAS).as("known blocks").containsKey(type);
        if (type.equals("tool_use")) {
            assertThat(block.path("id").isTextual()).as("id of a call").isTrue();
            assertThat(block.path("name").asText()).as("name of a call").isNotEmpty();
            assertThat(block.path("input").isObject()).as("input of a call").isTrue();
        }
        open = type;
    }

    private void delta(JsonNode data) {
        if (open == null) {
            throw new AssertionError("no block is open for " + data);
        }
        assertThat(data.path("index").asInt(-1)).as("index").isEqualTo(index);
        assertThat(DELTAS.getOrDefault(open, Set.of()))
                .as("pieces of a block %s", open)
                .contains(data.path("delta").path("type").asText());
    }

    private void reason(JsonNode data) {
        assertThat(open).as("the block that is still open").isNull();
        assertThat(reasonTold).as("the reason was told before").isFalse();
        assertThat(REASONS)
                .as("known reasons")
                .contains(data.path("delta").path("stop_reason").asText());
        counted(data.path("usage"), "output_tokens");
        reasonTold = true;
    }

    private static void counted(JsonNode usage, String... fields) {
        for (String field : fields) {
            assertThat(usage.path(field).isIntegralNumber()).as(field).isTrue();
        }
    }

    private static JsonNode parse(String data) {
        try {
            JsonNode node = JSON.readTree(data);
            assertThat(node.isObject())
                    .as("an event's data is an object: %s", data)
                    .isTrue();
            return node;
        } catch (JsonProcessingException e) {
            throw new AssertionError("an event's data is not JSON: " + data, e);
        }
    }
}
