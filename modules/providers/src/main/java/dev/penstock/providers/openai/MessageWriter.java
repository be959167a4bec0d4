package dev.penstock.providers.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.Dialect;
import dev.penstock.core.chat.CacheMark;
import dev.penstock.core.chat.Extra;
import dev.penstock.core.chat.Given;
import dev.penstock.core.chat.Message;
import dev.penstock.core.chat.Part;
import dev.penstock.core.chat.Role;
import dev.penstock.providers.wire.DataUrl;
import dev.penstock.providers.wire.JsonWire;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes the messages of a request. A message with several tool results becomes as many tool messages. */
final class MessageWriter {
    private MessageWriter() {}

    static ArrayNode write(List<Message> messages) {
        ArrayNode nodes = JsonWire.array();
        for (Message message : messages) {
            if (message.role() == Role.TOOL) {
                results(nodes, message);
            } else {
                nodes.add(message(message));
            }
        }
        return nodes;
    }

    private static void results(ArrayNode nodes, Message message) {
        for (Extra extra : message.extras()) {
            throw RequestWriter.noWord(extra.at());
        }
        for (Part part : message.parts()) {
            if (!(part instanceof Part.ToolResult result)) {
                throw RequestWriter.noWord(part.at());
            }
            uncached(result.cache());
            if (result.isError()) {
                throw RequestWriter.noWord(result.at().field("is_error"));
            }
            ObjectNode node = nodes.addObject().put("role", "tool").put("tool_call_id", result.callId());
            for (Part piece : result.content()) {
                if (piece instanceof Part.Image || piece instanceof Part.Document) {
                    throw RequestWriter.noWord(piece.at());
                }
            }
            content(node, result.content());
            if (result.content().isEmpty()) {
                node.put("content", "");
            }
        }
    }

    /** Text and refusals keep their order; thinking and calls have fields of their own. */
    private static ObjectNode message(Message message) {
        ObjectNode node = JsonWire.object().put("role", message.role().name().toLowerCase(Locale.ROOT));
        List<Part> said = new ArrayList<>();
        StringBuilder reasoning = new StringBuilder();
        ArrayNode calls = JsonWire.array();
        for (Part part : message.parts()) {
            switch (part) {
                case Part.ToolCall call -> calls.add(call(call));
                case Part.Thinking thinking when thinking.signature() == null -> reasoning.append(thinking.text());
                case Part.Thinking thinking -> throw RequestWriter.noWord(thinking.at());
                case Part.RedactedThinking redacted -> throw RequestWriter.noWord(redacted.at());
                case Part.Text _, Part.Image _, Part.Document _, Part.Refusal _, Part.ToolResult _, Part.Native _ ->
                    said.add(part);
            }
        }
        if (said.size() == 1 && said.getFirst() instanceof Part.Refusal refusal) {
            node.putNull("content").put("refusal", refusal.text());
        } else {
            content(node, said);
        }
        if (!reasoning.isEmpty()) {
            node.put("reasoning_content", reasoning.toString());
        }
        if (!calls.isEmpty()) {
            node.set("tool_calls", calls);
        }
        if (message.name() != null) {
            node.put("name", message.name().value());
        }
        RequestWriter.extras(node, message.extras());
        return node;
    }

    private static void content(ObjectNode node, List<Part> parts) {
        if (parts.isEmpty()) {
            node.putNull("content");
        } else if (parts.size() == 1 && parts.getFirst() instanceof Part.Text text) {
            uncached(text.cache());
            node.put("content", text.text());
        } else {
            ArrayNode array = node.putArray("content");
            for (Part part : parts) {
                part(array, part);
            }
        }
    }

    private static void part(ArrayNode array, Part part) {
        switch (part) {
            case Part.Text text -> {
                uncached(text.cache());
                array.addObject().put("type", "text").put("text", text.text());
            }
            case Part.Refusal refusal ->
                array.addObject().put("type", "refusal").put("refusal", refusal.text());
            case Part.Image image -> {
                uncached(image.cache());
                ObjectNode node = array.addObject().put("type", "image_url");
                ObjectNode url = node.putObject("image_url").put("url", DataUrl.write(image.source()));
                if (image.detail() != null) {
                    url.put("detail", image.detail().value());
                }
            }
            case Part.Document document -> {
                uncached(document.cache());
                ObjectNode file = array.addObject().put("type", "file").putObject("file");
                if (document.name() != null) {
                    file.put("filename", document.name());
                }
                file.put("file_data", DataUrl.write(document.source()));
            }
            case Part.Native raw when raw.dialect() == Dialect.OPENAI -> JsonWire.add(array, raw.json());
            case Part.Native _, Part.ToolCall _, Part.ToolResult _, Part.Thinking _, Part.RedactedThinking _ ->
                throw RequestWriter.noWord(part.at());
        }
    }

    private static ObjectNode call(Part.ToolCall call) {
        uncached(call.cache());
        ObjectNode node = JsonWire.object().put("id", call.id()).put("type", "function");
        node.putObject("function")
                .put("name", call.name())
                .put("arguments", call.arguments().text());
        return node;
    }

    private static void uncached(@Nullable Given<CacheMark> cache) {
        if (cache != null) {
            throw RequestWriter.noWord(cache.at());
        }
    }
}
