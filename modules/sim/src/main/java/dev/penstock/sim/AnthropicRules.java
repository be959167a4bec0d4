package dev.penstock.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What Anthropic refuses in a body of {@code POST /v1/messages}: the message of its {@code invalid_request_error}. */
final class AnthropicRules {
    private static final Set<String> FIELDS = Set.of(
            "model",
            "messages",
            "max_tokens",
            "system",
            "metadata",
            "stop_sequences",
            "stream",
            "temperature",
            "top_k",
            "top_p",
            "tools",
            "tool_choice",
            "thinking",
            "service_tier",
            "container",
            "context_management",
            "mcp_servers",
            "output_config",
            "output_format",
            "cache_control",
            "inference_geo",
            "speed");
    private static final Set<String> BLOCKS = Set.of(
            "text",
            "image",
            "document",
            "search_result",
            "tool_use",
            "tool_result",
            "thinking",
            "redacted_thinking",
            "server_tool_use",
            "web_search_tool_result",
            "container_upload");

    private AnthropicRules() {}

    /** The complaint about a body, or null if it is fine. */
    static @Nullable String check(ObjectNode body) {
        for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                return name + ": Extra inputs are not permitted";
            }
        }
        String complaint = fields(body);
        return complaint == null ? messages(body.path("messages")) : complaint;
    }

    private static @Nullable String fields(ObjectNode body) {
        for (String required : List.of("model", "messages", "max_tokens")) {
            if (!body.has(required)) {
                return required + ": Field required";
            }
        }
        JsonNode max = body.path("max_tokens");
        if (!body.path("model").isTextual()) {
            return "model: Input should be a valid string";
        }
        if (!max.isIntegralNumber()) {
            return "max_tokens: Input should be a valid integer";
        }
        if (max.asInt() < 1) {
            return "max_tokens: must be greater than or equal to 1";
        }
        double temperature = body.path("temperature").asDouble(0);
        if (temperature < 0 || temperature > 1) {
            return "temperature: range: 0..1";
        }
        return thinking(body.path("thinking"), max.asInt());
    }

    private static @Nullable String thinking(JsonNode thinking, int maxTokens) {
        if (!thinking.path("type").asText().equals("enabled")) {
            return null;
        }
        if (!thinking.has("budget_tokens")) {
            return "thinking.enabled.budget_tokens: Field required";
        }
        int budget = thinking.path("budget_tokens").asInt();
        if (budget < 1024) {
            return "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024";
        }
        return budget < maxTokens
                ? null
                : "`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at"
                      + " https://docs.claude.com/en/docs/build-with-claude/extended-thinking#max-tokens-and-context-window-size";
    }

    private static @Nullable String messages(JsonNode messages) {
        if (!messages.isArray()) {
            return "messages: Input should be a valid list";
        }
        if (messages.isEmpty()) {
            return "messages: at least one message is required";
        }
        List<String> open = List.of();
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.path(i);
            String complaint = message(message, i);
            if (complaint == null) {
                complaint = results(message.path("content"), i, open);
            }
            if (complaint != null) {
                return complaint;
            }
            open = ids(message.path("content"), "tool_use", "id");
        }
        if (!open.isEmpty()) {
            return unanswered(messages.size() - 1, open);
        }
        return endsInSpace(messages.path(messages.size() - 1))
                ? "messages: final assistant content cannot end with trailing whitespace"
                : null;
    }

    private static boolean endsInSpace(JsonNode last) {
        JsonNode content = last.path("content");
        String text = content.isTextual()
                ? content.asText()
                : content.path(content.size() - 1).path("text").asText();
        return last.path("role").asText().equals("assistant") && !text.equals(text.stripTrailing());
    }

    private static @Nullable String message(JsonNode message, int i) {
        String role = message.path("role").asText();
        if (role.equals("system")) {
            return "messages: Unexpected role \"system\". The Messages API accepts a top-level `system` parameter, not"
                    + " \"system\" as an input message role.";
        }
        if (!role.equals("user") && !role.equals("assistant")) {
            return "messages.%d.role: Input should be 'user' or 'assistant'".formatted(i);
        }
        JsonNode content = message.path("content");
        if (content.isMissingNode()) {
            return "messages.%d.content: Field required".formatted(i);
        }
        if (content.isTextual()) {
            return content.asText().isEmpty()
                    ? "messages.%d: user messages must have non-empty content".formatted(i)
                    : null;
        }
        if (!content.isArray()) {
            return "messages.%d.content: Input should be a valid list".formatted(i);
        }
        for (int j = 0; j < content.size(); j++) {
            String complaint = block(content.path(j), "messages.%d.content.%d".formatted(i, j));
            if (complaint != null) {
                return complaint;
            }
        }
        return null;
    }

    private static @Nullable String block(JsonNode block, String at) {
        String type = block.path("type").asText();
        if (!BLOCKS.contains(type)) {
            return "%s: Input tag '%s' found using 'type' does not match any of the expected tags".formatted(at, type);
        }
        if (type.equals("text") && block.path("text").asText().isEmpty()) {
            return "messages: text content blocks must be non-empty";
        }
        boolean forged = type.equals("thinking")
                && !SimAnswer.signature(block.path("thinking").asText())
                        .equals(block.path("signature").asText());
        return forged ? at + ": Invalid `signature` in `thinking` block" : null;
    }

    private static @Nullable String results(JsonNode content, int i, List<String> open) {
        List<String> answered = ids(content, "tool_result", "tool_use_id");
        for (String id : answered) {
            if (!open.contains(id)) {
                return ("messages.%d.content.0: unexpected `tool_use_id` found in `tool_result` blocks: %s. Each"
                                + " `tool_result` block must have a corresponding `tool_use` block in the previous"
                                + " message.")
                        .formatted(i, id);
            }
        }
        List<String> missing =
                open.stream().filter(id -> !answered.contains(id)).toList();
        return missing.isEmpty() ? null : unanswered(i - 1, missing);
    }

    private static String unanswered(int i, List<String> ids) {
        return ("messages.%d: `tool_use` ids were found without `tool_result` blocks immediately after: %s. Each"
                        + " `tool_use` block must have a corresponding `tool_result` block in the next message.")
                .formatted(i, String.join(", ", ids));
    }

    private static List<String> ids(JsonNode content, String type, String field) {
        var ids = new ArrayList<String>();
        for (JsonNode block : content) {
            if (block.path("type").asText().equals(type)) {
                ids.add(block.path(field).asText());
            }
        }
        return ids;
    }
}
