package dev.penstock.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.chat.ChatAnswer;
import dev.penstock.core.chat.Json;
import dev.penstock.core.chat.Part;
import dev.penstock.providers.AnswerRead;
import dev.penstock.providers.wire.JsonWire;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a chat completion. Fields that it does not know are read over; what it knows must have the right type. */
final class AnswerReader {
    private AnswerReader() {}

    static AnswerRead read(@Nullable JsonNode body) {
        if (body == null || !body.isObject()) {
            return new AnswerRead.Malformed("The answer is not a JSON object.");
        }
        if (!body.path("choices").isArray()) {
            return new AnswerRead.Malformed(
                    body.hasNonNull("error")
                            ? "An error stands in the place of the answer."
                            : "The answer has no array choices.");
        }
        List<ChatAnswer.Choice> choices = new ArrayList<>();
        for (JsonNode choice : body.path("choices")) {
            ChatAnswer.Choice read = choice(choice, choices.size());
            if (read == null) {
                return new AnswerRead.Malformed("choices[" + choices.size() + "] has no message of an assistant.");
            }
            choices.add(read);
        }
        return new AnswerRead.Answer(new ChatAnswer(
                JsonWire.textOrEmpty(body, "id"),
                JsonWire.textOrEmpty(body, "model"),
                JsonWire.count(body, "created"),
                choices,
                UsageFields.read(body.path("usage")),
                JsonWire.text(body, "system_fingerprint")));
    }

    private static ChatAnswer.@Nullable Choice choice(JsonNode choice, int position) {
        JsonNode message = choice.path("message");
        if (!message.isObject()) {
            return null;
        }
        List<Part> parts = new ArrayList<>();
        String reasoning = reasoning(message);
        if (!reasoning.isEmpty()) {
            parts.add(new Part.Thinking(reasoning, null));
        }
        content(message.path("content"), parts);
        String refusal = JsonWire.textOrEmpty(message, "refusal");
        if (!refusal.isEmpty()) {
            parts.add(new Part.Refusal(refusal));
        }
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode called = called(call);
            String name = JsonWire.text(called, "name");
            if (name == null) {
                return null;
            }
            parts.add(new Part.ToolCall(
                    JsonWire.textOrEmpty(call, "id"), name, new Json(arguments(called.path("arguments")))));
        }
        String function = JsonWire.textOrEmpty(message.path("function_call"), "name");
        if (!function.isEmpty()) {
            JsonNode arguments = message.path("function_call").path("arguments");
            parts.add(new Part.ToolCall("", function, new Json(arguments(arguments))));
        }
        String word = JsonWire.textOrEmpty(choice, "finish_reason");
        boolean called = parts.stream().anyMatch(part -> part instanceof Part.ToolCall);
        return new ChatAnswer.Choice(
                choice.path("index").canConvertToInt() ? choice.path("index").intValue() : position,
                parts,
                FinishWords.read(word, called, !refusal.isEmpty()),
                word,
                null,
                choice.path("logprobs").isObject() ? JsonWire.json(choice.path("logprobs")) : null);
    }

    /** What a call is of: a function, or a custom tool, whose input is no JSON and is not read. */
    static JsonNode called(JsonNode call) {
        return call.path("custom").isObject() ? call.path("custom") : call.path("function");
    }

    /** The field has two names among compatible providers. */
    static String reasoning(JsonNode message) {
        String text = JsonWire.textOrEmpty(message, "reasoning_content");
        return text.isEmpty() ? JsonWire.textOrEmpty(message, "reasoning") : text;
    }

    /** Arguments are a text; some compatible providers send the object itself. */
    static String arguments(JsonNode arguments) {
        return arguments.isTextual() ? arguments.textValue() : arguments.isObject() ? arguments.toString() : "";
    }

    private static void content(JsonNode content, List<Part> parts) {
        if (content.isTextual() && !content.textValue().isEmpty()) {
            parts.add(new Part.Text(content.textValue()));
        }
        for (JsonNode part : content) {
            String text = JsonWire.textOrEmpty(part, "text");
            if (!text.isEmpty()) {
                parts.add(new Part.Text(text));
            }
        }
    }
}
