package dev.penstock.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What OpenAI refuses in a body of {@code POST /v1/chat/completions}. */
final class OpenAiRules {
    private static final List<String> ROLES = List.of("system", "assistant", "user", "function", "tool", "developer");
    private static final Set<String> FORMATS = Set.of("text", "json_object", "json_schema");

    private OpenAiRules() {}

    /** The refusal of a body, or null if it is fine. */
    static @Nullable Reply check(ObjectNode body) {
        Reply refusal = model(body);
        if (refusal == null) {
            refusal = messages(body.path("messages"));
        }
        if (refusal == null) {
            refusal = numbers(body);
        }
        return refusal == null ? rest(body) : refusal;
    }

    static @Nullable Reply model(ObjectNode body) {
        JsonNode model = body.path("model");
        if (model.isMissingNode() || model.isNull() || model.asText().isEmpty()) {
            return OpenAiErrors.invalid("you must provide a model parameter", null, null);
        }
        return model.isTextual() ? null : wrongType("model", "a string", model);
    }

    static Reply missing(String param) {
        return OpenAiErrors.invalid(
                "Missing required parameter: '%s'.".formatted(param), param, "missing_required_parameter");
    }

    static Reply wrongType(String param, String expected, JsonNode got) {
        return OpenAiErrors.invalid(
                "Invalid type for '%s': expected %s, but got %s instead.".formatted(param, expected, kind(got)),
                param,
                "invalid_type");
    }

    private static @Nullable Reply messages(JsonNode messages) {
        if (messages.isMissingNode()) {
            return missing("messages");
        }
        if (!messages.isArray()) {
            return wrongType("messages", "an array of objects", messages);
        }
        if (messages.isEmpty()) {
            return OpenAiErrors.invalid(
                    "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array"
                            + " instead.",
                    "messages",
                    "empty_array");
        }
        boolean called = false;
        for (int i = 0; i < messages.size(); i++) {
            Reply refusal = message(messages.path(i), i, called);
            if (refusal != null) {
                return refusal;
            }
            String role = messages.path(i).path("role").asText();
            called = messages.path(i).path("tool_calls").size() > 0 || (called && role.equals("tool"));
        }
        return null;
    }

    private static @Nullable Reply message(JsonNode message, int i, boolean called) {
        String at = "messages[%d]".formatted(i);
        if (!message.isObject()) {
            return wrongType(at, "an object", message);
        }
        JsonNode role = message.path("role");
        if (role.isMissingNode()) {
            return missing(at + ".role");
        }
        if (!ROLES.contains(role.asText())) {
            return OpenAiErrors.invalid(
                    ("Invalid value: '%s'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and"
                                    + " 'developer'.")
                            .formatted(role.asText()),
                    at + ".role",
                    "invalid_value");
        }
        if (role.asText().equals("tool") && !called) {
            return OpenAiErrors.invalid(
                    "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with"
                            + " 'tool_calls'.",
                    "messages.[%d].role".formatted(i),
                    null);
        }
        JsonNode content = message.path("content");
        boolean maySayNothing = role.asText().equals("assistant");
        if (content.isMissingNode() && !maySayNothing) {
            return missing(at + ".content");
        }
        if (content.isNull() && !maySayNothing) {
            return OpenAiErrors.invalid(
                    "Invalid value for 'content': expected a string, got null.", at + ".content", null);
        }
        boolean fits = content.isTextual() || content.isArray() || content.isNull() || content.isMissingNode();
        return fits ? null : wrongType(at + ".content", "one of a string or array of objects", content);
    }

    private static @Nullable Reply numbers(ObjectNode body) {
        Reply refusal = number(body, "temperature", 0, 2, "decimal");
        if (refusal == null) {
            refusal = number(body, "top_p", 0, 1, "decimal");
        }
        if (refusal == null) {
            refusal = number(body, "n", 1, 128, "integer");
        }
        if (refusal == null) {
            refusal = number(body, "max_tokens", 1, Integer.MAX_VALUE, "integer");
        }
        if (refusal == null) {
            refusal = number(body, "max_completion_tokens", 1, Integer.MAX_VALUE, "integer");
        }
        return refusal == null ? number(body, "top_logprobs", 0, 20, "integer") : refusal;
    }

    private static @Nullable Reply number(ObjectNode body, String param, int least, int most, String kind) {
        JsonNode value = body.path(param);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isNumber() || (kind.equals("integer") && !value.isIntegralNumber())) {
            return wrongType(param, kind.equals("integer") ? "an integer" : "a decimal", value);
        }
        if (value.asDouble() < least) {
            return OpenAiErrors.invalid(
                    "Invalid '%s': %s below minimum value. Expected a value >= %d, but got %s instead."
                            .formatted(param, kind, least, value.asText()),
                    param,
                    kind + "_below_min_value");
        }
        if (value.asDouble() > most) {
            return OpenAiErrors.invalid(
                    "Invalid '%s': %s above maximum value. Expected a value <= %d, but got %s instead."
                            .formatted(param, kind, most, value.asText()),
                    param,
                    kind + "_above_max_value");
        }
        return null;
    }

    private static @Nullable Reply rest(ObjectNode body) {
        if (body.has("stream")
                && !body.path("stream").isBoolean()
                && !body.path("stream").isNull()) {
            return wrongType("stream", "a boolean", body.path("stream"));
        }
        if (body.path("stream_options").isObject() && !body.path("stream").asBoolean()) {
            return OpenAiErrors.invalid(
                    "The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options", null);
        }
        JsonNode format = body.path("response_format").path("type");
        if (!format.isMissingNode() && !FORMATS.contains(format.asText())) {
            return OpenAiErrors.invalid(
                    "Invalid value: '%s'. Supported values are: 'json_object', 'json_schema', and 'text'."
                            .formatted(format.asText()),
                    "response_format.type",
                    "invalid_value");
        }
        if (format.asText().equals("json_object")
                && !Json.text(body.path("messages")).toLowerCase(Locale.ROOT).contains("json")) {
            return OpenAiErrors.invalid(
                    "'messages' must contain the word 'json' in some form, to use 'response_format' of type"
                            + " 'json_object'.",
                    "messages",
                    null);
        }
        return null;
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT, POJO -> "an object";
            case STRING, BINARY -> "a string";
            case BOOLEAN -> "a boolean";
            case NUMBER -> node.isIntegralNumber() ? "an integer" : "a decimal number";
            case NULL, MISSING -> "null";
        };
    }
}
