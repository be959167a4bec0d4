package dev.penstock.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a checked body of {@code POST /v1/messages}. */
final class AnthropicRequest {
    private AnthropicRequest() {}

    static ChatRequest read(ObjectNode body) {
        var messages = new ArrayList<SimMessage>();
        if (body.path("system").size() > 0 || !body.path("system").asText().isEmpty()) {
            messages.add(new SimMessage("system", text(body.path("system"))));
        }
        @Nullable String result = null;
        for (JsonNode node : body.path("messages")) {
            List<String> results = results(node.path("content"));
            results.forEach(one -> messages.add(new SimMessage("tool", one)));
            String text = text(node.path("content"));
            if (results.isEmpty() || !text.isEmpty()) {
                messages.add(new SimMessage(node.path("role").asText(), text));
            }
            result = results.isEmpty() ? null : String.join("; ", results);
        }
        return new ChatRequest(
                body,
                ModelName.parse(body.path("model").asText()),
                messages,
                result,
                body.path("max_tokens").asInt(),
                OpenAiRequest.strings(body.path("stop_sequences")),
                tools(body.path("tools")),
                toolChoice(body.path("tool_choice")),
                format(body),
                thinking(body.path("thinking")) ? 1 : 0,
                1);
    }

    static boolean thinking(JsonNode thinking) {
        String type = thinking.path("type").asText();
        return type.equals("enabled") || type.equals("adaptive");
    }

    private static List<String> results(JsonNode content) {
        var results = new ArrayList<String>();
        for (JsonNode block : content) {
            if (block.path("type").asText().equals("tool_result")) {
                results.add(text(block.path("content")));
            }
        }
        return results;
    }

    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.asText();
        }
        var text = new StringBuilder();
        for (JsonNode block : content) {
            String type = block.path("type").asText();
            switch (type) {
                case "text" -> text.append(block.path("text").asText());
                case "tool_use" ->
                    text.append('[')
                            .append(block.path("name").asText())
                            .append(' ')
                            .append(Json.text(block.path("input")))
                            .append(']');
                case "thinking", "redacted_thinking", "tool_result" -> {}
                default -> text.append('[').append(type).append(']');
            }
        }
        return text.toString();
    }

    private static List<Tool> tools(JsonNode nodes) {
        var tools = new ArrayList<Tool>();
        for (JsonNode node : nodes) {
            if (node.has("input_schema")) {
                tools.add(new Tool(node.path("name").asText(), node.path("input_schema")));
            }
        }
        return tools;
    }

    private static ToolChoice toolChoice(JsonNode choice) {
        boolean parallel = !choice.path("disable_parallel_tool_use").asBoolean(false);
        return switch (choice.path("type").asText()) {
            case "none" -> new ToolChoice(ToolChoice.Mode.NEVER, null, parallel);
            case "any" -> new ToolChoice(ToolChoice.Mode.MUST, null, parallel);
            case "tool" ->
                new ToolChoice(ToolChoice.Mode.MUST, choice.path("name").asText(), parallel);
            default -> new ToolChoice(ToolChoice.Mode.AUTO, null, parallel);
        };
    }

    private static Format format(ObjectNode body) {
        JsonNode format = body.path("output_config").path("format");
        JsonNode schema = (format.isObject() ? format : body.path("output_format")).path("schema");
        return schema.isObject() ? new Format.JsonSchema(schema) : new Format.Text();
    }
}
