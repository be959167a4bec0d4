package dev.penstock.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Puts a wrong tool call in the place of an answer, in the way of a {@link ToolFault}. Pure, but for the ids. */
final class WrongToolCalls {
    private static final Tool WEATHER = new Tool("get_weather", MissingNode.getInstance());
    private static final String WEATHER_ARGUMENTS = "{\"city\":\"Montréal\",\"days\":3}";

    private WrongToolCalls() {}

    static Completion of(ToolFault fault, Completion right, ChatRequest request, Ids ids) {
        Tool tool = tool(request);
        String arguments = tool.schema().isMissingNode() ? WEATHER_ARGUMENTS : Composer.arguments(request, tool);
        String id = ids.next("call_", 24);
        return switch (fault) {
            case TOOL_ARGUMENTS_CUT -> right.saying(Stop.LENGTH, new Part.ToolCall(id, tool.name(), "{\"city\""));
            case TOOL_ARGUMENTS_EMPTY -> calling(right, id, tool.name(), "");
            case TOOL_ARGUMENTS_BRACES -> calling(right, id, tool.name(), "}{");
            case TOOL_ARGUMENTS_NULL -> calling(right, id, tool.name(), "null");
            case TOOL_ARGUMENTS_ARRAY -> calling(right, id, tool.name(), "[" + arguments + "]");
            case TOOL_NUMBER_AS_STRING -> calling(right, id, tool.name(), numbersAsStrings(arguments));
            case TOOL_UNKNOWN_NAME -> calling(right, id, "no_such_tool", arguments);
            case TOOL_DUPLICATE_ID ->
                right.saying(
                        Stop.TOOL,
                        new Part.ToolCall(id, tool.name(), arguments),
                        new Part.ToolCall(id, tool.name(), arguments));
            case CUT_TOOL_ARGUMENTS -> calling(right, id, tool.name(), arguments);
        };
    }

    private static Completion calling(Completion right, String id, String name, String arguments) {
        return right.saying(Stop.TOOL, new Part.ToolCall(id, name, arguments));
    }

    private static Tool tool(ChatRequest request) {
        List<Tool> called = Composer.toCall(request);
        if (!called.isEmpty()) {
            return called.getFirst();
        }
        return request.tools().isEmpty() ? WEATHER : request.tools().getFirst();
    }

    private static String numbersAsStrings(String arguments) {
        JsonNode tree = Json.parse(arguments.getBytes(StandardCharsets.UTF_8));
        if (!(tree instanceof ObjectNode object)) {
            return "{\"count\":\"3\"}";
        }
        JsonNode changed = quoted(object);
        return changed.equals(object) ? Json.text(object.put("count", "3")) : Json.text(changed);
    }

    private static JsonNode quoted(JsonNode tree) {
        return switch (tree) {
            case ObjectNode object -> {
                ObjectNode wrong = Json.object();
                object.properties().forEach(one -> wrong.set(one.getKey(), quoted(one.getValue())));
                yield wrong;
            }
            case ArrayNode array -> {
                ArrayNode wrong = Json.array();
                array.forEach(one -> wrong.add(quoted(one)));
                yield wrong;
            }
            default -> tree.isNumber() ? TextNode.valueOf(tree.asText()) : tree;
        };
    }
}
