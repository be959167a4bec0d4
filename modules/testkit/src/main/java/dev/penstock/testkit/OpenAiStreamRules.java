package dev.penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What every stream of chat completion chunks must keep to: one head for all chunks, the role first, calls that begin
 * with id and name, nothing after a choice's reason, usage only if it was asked for and then last, and at the end
 * {@code [DONE]} or an error, never neither.
 */
public final class OpenAiStreamRules {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> REASONS = Set.of("stop", "length", "tool_calls", "content_filter");

    private final boolean usageAsked;
    private final Map<Integer, Choice> choices = new HashMap<>();
    private @Nullable String head;
    private boolean usageTold;
    private @Nullable StreamEnd end;

    private static final class Choice {
        private boolean hasRole;
        private boolean finished;
        private final Set<Integer> calls = new TreeSet<>();
    }

    private OpenAiStreamRules(boolean usageAsked) {
        this.usageAsked = usageAsked;
    }

    /** Says how the stream ended; fails if it is not valid, or has no end. */
    public static StreamEnd check(byte[] stream, boolean usageAsked) {
        OpenAiStreamRules rules = new OpenAiStreamRules(usageAsked);
        List<EventStreamRules.Event> events = EventStreamRules.check(stream);
        for (int i = 0; i < events.size(); i++) {
            assertThat(rules.end).as("event %s comes after the end", i).isNull();
            assertThat(events.get(i).name()).as("name of event %s", i).isEqualTo("message");
            rules.event(events.get(i).data());
        }
        if (rules.end == null) {
            throw new AssertionError("the stream has no end: " + events);
        }
        return rules.end;
    }

    private void event(String data) {
        if (data.equals("[DONE]")) {
            assertThat(choices).as("choices at the end").isNotEmpty();
            choices.forEach((index, choice) -> assertThat(choice.finished)
                    .as("choice %s has a reason", index)
                    .isTrue());
            end = StreamEnd.COMPLETE;
            return;
        }
        JsonNode chunk = parse(data);
        if (chunk.has("error")) {
            JsonNode error = chunk.path("error");
            assertThat(error.path("message").asText())
                    .as("message of the error")
                    .isNotBlank();
            assertThat(error.path("type").asText()).as("type of the error").isNotBlank();
            end = StreamEnd.ERROR;
            return;
        }
        chunk(chunk);
    }

    private void chunk(JsonNode chunk) {
        assertThat(chunk.path("object").asText()).as("object").isEqualTo("chat.completion.chunk");
        assertThat(chunk.path("id").asText()).as("id").isNotEmpty();
        assertThat(chunk.path("model").asText()).as("model").isNotEmpty();
        assertThat(chunk.path("created").isIntegralNumber()).as("created").isTrue();
        String thisHead = chunk.path("id") + " " + chunk.path("model") + " " + chunk.path("created");
        assertThat(head == null ? thisHead : head).as("head of all chunks").isEqualTo(thisHead);
        head = thisHead;
        assertThat(usageTold).as("a chunk after the usage").isFalse();
        assertThat(chunk.path("choices").isArray()).as("choices").isTrue();
        if (chunk.path("usage").isObject()) {
            assertThat(usageAsked).as("usage was asked for").isTrue();
            assertThat(chunk.path("choices")).as("choices of the usage chunk").isEmpty();
            for (String field : List.of("prompt_tokens", "completion_tokens", "total_tokens")) {
                assertThat(chunk.path("usage").path(field).isIntegralNumber())
                        .as(field)
                        .isTrue();
            }
            usageTold = true;
            return;
        }
        assertThat(chunk.path("choices")).as("choices").isNotEmpty();
        for (JsonNode choice : chunk.path("choices")) {
            choice(choice);
        }
    }

    private void choice(JsonNode node) {
        assertThat(node.path("index").isIntegralNumber())
                .as("index of a choice")
                .isTrue();
        Choice choice = choices.computeIfAbsent(node.path("index").asInt(), _ -> new Choice());
        assertThat(choice.finished).as("a choice goes on after its reason").isFalse();
        JsonNode delta = node.path("delta");
        assertThat(delta.isObject()).as("delta").isTrue();
        assertThat(delta.has("role")).as("the first piece has the role").isEqualTo(!choice.hasRole);
        choice.hasRole = true;
        for (JsonNode call : delta.path("tool_calls")) {
            call(choice, call);
        }
        assertThat(node.has("finish_reason")).as("has finish_reason").isTrue();
        if (node.hasNonNull("finish_reason")) {
            assertThat(REASONS)
                    .as("known reasons")
                    .contains(node.path("finish_reason").asText());
            choice.finished = true;
        }
    }

    private static void call(Choice choice, JsonNode call) {
        int index = call.path("index").asInt(-1);
        if (choice.calls.add(index)) {
            assertThat(index).as("index of a new call").isEqualTo(choice.calls.size() - 1);
            assertThat(call.path("id").isTextual()).as("id of a new call").isTrue();
            assertThat(call.path("type").asText()).as("type of a new call").isEqualTo("function");
            assertThat(call.path("function").path("name").asText())
                    .as("name of a new call")
                    .isNotEmpty();
        }
        assertThat(call.path("function").path("arguments").isTextual())
                .as("arguments are text")
                .isTrue();
    }

    private static JsonNode parse(String data) {
        try {
            JsonNode node = JSON.readTree(data);
            assertThat(node.isObject()).as("a chunk is an object: %s", data).isTrue();
            return node;
        } catch (JsonProcessingException e) {
            throw new AssertionError("a chunk is not JSON: " + data, e);
        }
    }
}
