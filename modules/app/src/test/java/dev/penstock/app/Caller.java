package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.testkit.AnthropicStreamRules;
import dev.penstock.testkit.EventStreamRules;
import dev.penstock.testkit.OpenAiStreamRules;
import dev.penstock.testkit.StreamEnd;
import java.util.stream.Collectors;

/** A caller who speaks a dialect by hand: where it posts, what it says, how it reads what comes. */
enum Caller {
    OPENAI("/v1/chat/completions", "{\"type\":\"function\",\"function\":{\"name\":\"get_level\",\"parameters\":%s}}") {
        @Override
        StreamEnd check(byte[] stream) {
            return OpenAiStreamRules.check(stream, false);
        }

        @Override
        String piece(JsonNode event) {
            return event.path("choices").path(0).path("delta").path("content").asText("");
        }

        @Override
        String said(JsonNode answer) {
            return answer.path("choices")
                    .path(0)
                    .path("message")
                    .path("content")
                    .asText("");
        }
    },
    ANTHROPIC("/v1/messages", "{\"name\":\"get_level\",\"input_schema\":%s}") {
        @Override
        StreamEnd check(byte[] stream) {
            return AnthropicStreamRules.check(stream);
        }

        @Override
        String piece(JsonNode event) {
            return event.path("delta").path("text").asText("");
        }

        @Override
        String said(JsonNode answer) {
            return answer.path("content").path(0).path("text").asText("");
        }
    };

    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"gate\":{\"type\":\"string\"},\"metres\":{\"type\":\"number\"}}}";

    private final String path;
    private final String tool;

    Caller(String path, String tool) {
        this.path = path;
        this.tool = tool.formatted(SCHEMA);
    }

    String path() {
        return path;
    }

    /** A chat that says Hello. */
    String hello(String route, boolean stream) {
        return request(route, stream, "Hello", "");
    }

    /** A chat with a tool. */
    String withTool(String route, boolean stream) {
        return request(route, stream, "Look at get_level", ",\"tools\":[" + tool + "]");
    }

    String request(String route, boolean stream, String text, String more) {
        return "{\"model\":\"%s\",\"max_tokens\":100000,\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]%s}"
                .formatted(route, stream, text, more);
    }

    /** Says how a stream ended; fails if it is not valid. */
    abstract StreamEnd check(byte[] stream);

    /** The text in an event of a stream. */
    abstract String piece(JsonNode event);

    /** The text in an answer that is no stream. */
    abstract String said(JsonNode answer);

    String wholeText(byte[] answer) {
        return said(TestNode.json(new String(answer, UTF_8)));
    }

    /** All text of a stream. */
    String text(byte[] stream) {
        return EventStreamRules.parse(stream).stream()
                .filter(event -> !event.data().equals("[DONE]"))
                .map(event -> piece(TestNode.json(event.data())))
                .collect(Collectors.joining());
    }
}
