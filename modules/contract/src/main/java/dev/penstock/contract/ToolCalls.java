package dev.penstock.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.chat.Json;
import dev.penstock.core.chat.Part.ToolCall;
import dev.penstock.core.chat.Tool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether tool calls may be run: each names a tool of the request, has an id of its own, and arguments that are a JSON
 * object which the tool's schema allows. Nothing of a call is ever repaired.
 */
final class ToolCalls {
    private final ToolSchemas schemas = new ToolSchemas();

    List<Violation> check(List<ToolCall> calls, List<Tool> tools) {
        if (calls.isEmpty()) {
            return List.of();
        }
        Map<String, Tool> byName = new HashMap<>();
        tools.forEach(tool -> name(tool).ifPresent(name -> byName.put(name, tool)));
        Set<String> ids = new HashSet<>();
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            ToolCall call = calls.get(i);
            String pointer = "/tool_calls/" + i;
            if (!ids.add(call.id())) {
                violations.add(violation(pointer + "/id", "an id of its own", call.id()));
            }
            switch (byName.get(call.name())) {
                case null -> {
                    String known = String.join(", ", new TreeSet<>(byName.keySet()));
                    violations.add(violation(
                            pointer + "/name",
                            known.isEmpty() ? "no tool call: the request has no tools" : "one of " + known,
                            call.name()));
                }
                case Tool.Function function ->
                    violations.addAll(arguments(pointer + "/arguments", call.arguments(), function.schema()));
                // Its arguments are for its dialect alone to understand.
                case Tool.Native _ -> {}
            }
        }
        return violations;
    }

    private static Optional<String> name(Tool tool) {
        return switch (tool) {
            case Tool.Function function -> Optional.of(function.name());
            case Tool.Native(var _, Json json, var _) -> nativeName(json);
        };
    }

    /** {@code {"name": ...}} or, as OpenAI writes it, {@code {"type": "custom", "custom": {"name": ...}}}. */
    private static Optional<String> nativeName(Json json) {
        if (!(JsonReader.read(json.text()) instanceof JsonReader.Read.Value(JsonNode tool))) {
            return Optional.empty();
        }
        JsonNode name = tool.path("name");
        JsonNode inner = tool.path(tool.path("type").asText()).path("name");
        return Optional.of(name.isTextual() ? name : inner)
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue);
    }

    private List<Violation> arguments(String pointer, Json arguments, @Nullable Json schema) {
        String text =
                arguments.text().isEmpty() && hasNoParameters(schema) ? Json.EMPTY_OBJECT.text() : arguments.text();
        return switch (JsonReader.read(text)) {
            case JsonReader.Read.Broken(String problem) ->
                List.of(violation(pointer, "a JSON object", problem + ": " + arguments.text()));
            case JsonReader.Read.Value(JsonNode value) ->
                value.isObject()
                        ? against(schema, pointer, value)
                        : List.of(violation(pointer, "a JSON object", arguments.text()));
        };
    }

    private List<Violation> against(@Nullable Json schema, String pointer, JsonNode value) {
        return schema == null
                ? List.of()
                : switch (schemas.compiled(schema.text())) {
                    case ToolSchemas.Compiled.Good(JsonSchema good) ->
                        SchemaViolations.of(Check.TOOLS, pointer, good, value);
                    case ToolSchemas.Compiled.Bad(String problem) ->
                        List.of(violation(pointer, "a tool whose schema can be checked", problem));
                };
    }

    private static boolean hasNoParameters(@Nullable Json schema) {
        return schema == null
                || (JsonReader.read(schema.text()) instanceof JsonReader.Read.Value(JsonNode node)
                        && node.isObject()
                        && node.path("properties").isEmpty()
                        && node.path("required").isEmpty());
    }

    private static Violation violation(String pointer, String expected, String found) {
        return new Violation(Check.TOOLS, pointer, expected, found);
    }
}
