package dev.penstock.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a checked body of {@code POST /v1/chat/completions}. */
final class OpenAiRequest {
    /** Tokens that reasoning costs, by {@code reasoning_effort}. */
    private static final Map<String, Integer> EFFORT =
            Map.of("none", 0, "minimal", 16, "low", 64, "medium", 128, "high", 256, "xhigh", 512);

    private OpenAiRequest() {}

    static ChatRequest read(ObjectNode body) {
        List<SimMessage> messages = messages(body.path("messages"));
        return new ChatRequest(
                body,
                ModelName.parse(body.path("model").asText()),
                messages,
                toolResult(messages),
                body.path("max_completion_tokens").asInt(body.path("max_tokens").asInt(Integer.MAX_VALUE)),
                strings(body.path("stop")),
                tools(body.path("tools")),
                toolChoice(body),
                format(body.path("response_format")),
                EFFORT.getOrDefault(body.path("reasoning_effort").asText("none"), 0),
                body.path("n").asInt(1));
    }

    /** The results of tools that the conversation ends with, or null. */
    private static @Nullable String toolResult(List<SimMessage> messages) {
        var results = new ArrayList<String>();
        for (SimMessage message : messages.reversed()) {
            if (!message.role().equals("tool")) {
                break;
            }
            results.addFirst(message.text());
        }
        return results.isEmpty() ? null : String.join("; ", results);
    }

    static List<String> strings(JsonNode node) {
        var all = new ArrayList<String>();
        if (node.isTextual()) {
            all.add(node.asText());
        }
        node.elements().forEachRemaining(one -> all.add(one.asText()));
        return all;
    }

    private static List<SimMessage> messages(JsonNode nodes) {
        var messages = new ArrayList<SimMessage>();
        for (JsonNode node : nodes) {
            var text = new StringBuilder(text(node.path("content")));
            for (JsonNode call : node.path("tool_calls")) {
                JsonNode function = call.path("function");
                text.append('[').append(function.path("name").asText()).append(' ');
                text.append(function.path("arguments").asText()).append(']');
            }
            messages.add(new SimMessage(role(node.path("role").asText()), text.toString()));
        }
        return messages;
    }

    private static String role(String role) {
        return switch (role) {
            case "developer" -> "system";
            case "function" -> "tool";
            default -> role;
        };
    }

    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.asText();
        }
        var text = new StringBuilder();
        for (JsonNode part : content) {
            String type = part.path("type").asText();
            text.append(type.equals("text") ? part.path("text").asText() : "[" + type + "]");
        }
        return text.toString();
    }

    private static List<Tool> tools(JsonNode nodes) {
        var tools = new ArrayList<Tool>();
        for (JsonNode node : nodes) {
            JsonNode function = node.path("function");
            if (function.isObject()) {
                tools.add(new Tool(function.path("name").asText(), function.path("parameters")));
            }
        }
        return tools;
    }

    private static ToolChoice toolChoice(ObjectNode body) {
        boolean parallel = body.path("parallel_tool_calls").asBoolean(true);
        JsonNode choice = body.path("tool_choice");
        @Nullable String name = choice.path("function").path("name").textValue();
        ToolChoice.Mode mode = switch (choice.asText()) {
            case "none" -> ToolChoice.Mode.NEVER;
            case "required" -> ToolChoice.Mode.MUST;
            default -> name == null ? ToolChoice.Mode.AUTO : ToolChoice.Mode.MUST;
        };
        return new ToolChoice(mode, name, parallel);
    }

    private static Format format(JsonNode format) {
        return switch (format.path("type").asText()) {
            case "json_object" -> new Format.JsonObject();
            case "json_schema" -> {
                JsonNode schema = format.path("json_schema").path("schema");
                yield schema instanceof MissingNode ? new Format.JsonObject() : new Format.JsonSchema(schema);
            }
            default -> new Format.Text();
        };
    }
}
