package dev.penstock.providers.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.Dialect;
import dev.penstock.core.chat.ChatAnswer;
import dev.penstock.core.chat.FieldPath;
import dev.penstock.core.chat.Json;
import dev.penstock.core.chat.Part;
import dev.penstock.providers.AnswerRead;
import dev.penstock.providers.wire.JsonWire;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a message. Fields that it does not know are read over; blocks that it does not know stay native. */
final class AnswerReader {
    private AnswerReader() {}

    static AnswerRead read(@Nullable JsonNode body) {
        if (body == null || !body.isObject()) {
            return new AnswerRead.Malformed("The answer is not a JSON object.");
        }
        if (!body.path("content").isArray()) {
            return new AnswerRead.Malformed(
                    body.hasNonNull("error")
                            ? "An error stands in the place of the answer."
                            : "The answer has no array content.");
        }
        List<Part> parts = new ArrayList<>();
        for (JsonNode block : body.path("content")) {
            Part part = part(block);
            if (part == null) {
                return new AnswerRead.Malformed("content[" + parts.size() + "] is not a content block.");
            }
            if (!(part instanceof Part.Text text && text.text().isEmpty())) {
                parts.add(part);
            }
        }
        String word = JsonWire.textOrEmpty(body, "stop_reason");
        ChatAnswer.Choice choice =
                new ChatAnswer.Choice(0, parts, StopWords.read(word), word, JsonWire.text(body, "stop_sequence"), null);
        return new AnswerRead.Answer(new ChatAnswer(
                JsonWire.textOrEmpty(body, "id"),
                JsonWire.textOrEmpty(body, "model"),
                0,
                List.of(choice),
                UsageFields.read(body.path("usage"), null),
                null));
    }

    private static @Nullable Part part(JsonNode block) {
        return switch (JsonWire.textOrEmpty(block, "type")) {
            case "" -> null;
            case "text" -> {
                String text = JsonWire.text(block, "text");
                yield text == null ? null : new Part.Text(text);
            }
            case "thinking" -> {
                String signature = JsonWire.textOrEmpty(block, "signature");
                yield new Part.Thinking(
                        JsonWire.textOrEmpty(block, "thinking"), signature.isEmpty() ? null : signature);
            }
            case "redacted_thinking" -> new Part.RedactedThinking(JsonWire.textOrEmpty(block, "data"));
            case "tool_use" -> {
                String name = JsonWire.text(block, "name");
                JsonNode input = block.path("input");
                yield name == null
                        ? null
                        : new Part.ToolCall(
                                JsonWire.textOrEmpty(block, "id"),
                                name,
                                input.isMissingNode() ? Json.EMPTY_OBJECT : JsonWire.json(input));
            }
            default -> new Part.Native(Dialect.ANTHROPIC, JsonWire.json(block), FieldPath.root());
        };
    }
}
