package dev.penstock.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.StringJoiner;

/** What an answer says to its caller, in either dialect: without its id, its time, its usage and its form. */
final class AnswerText {
    private AnswerText() {}

    /** Its texts, each on a line of its own, and the calls of tools as {@code name {arguments}}. */
    static String of(JsonNode answer) {
        StringJoiner said = new StringJoiner("\n");
        for (JsonNode choice : answer.path("choices")) {
            JsonNode message = choice.path("message");
            add(said, message.path("content"));
            add(said, message.path("refusal"));
            for (JsonNode call : message.path("tool_calls")) {
                JsonNode function = call.path("function");
                said.add(call(function.path("name"), arguments(function.path("arguments"))));
            }
        }
        for (JsonNode block : answer.path("content")) {
            add(said, block.path("text"));
            if (block.path("type").asText().equals("tool_use")) {
                said.add(call(block.path("name"), block.path("input").toString()));
            }
        }
        return said.toString();
    }

    private static void add(StringJoiner said, JsonNode text) {
        if (text.isTextual()) {
            said.add(text.textValue());
        }
    }

    private static String call(JsonNode name, String arguments) {
        return name.asText() + " " + arguments;
    }

    /** Written in one way, where they are JSON. */
    private static String arguments(JsonNode written) {
        try {
            return Json.read(written.asText().getBytes(UTF_8)).toString();
        } catch (IOException e) {
            return written.asText();
        }
    }
}
