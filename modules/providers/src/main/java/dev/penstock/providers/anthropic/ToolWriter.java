package dev.penstock.providers.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.Dialect;
import dev.penstock.core.chat.ChatRequest;
import dev.penstock.core.chat.Given;
import dev.penstock.core.chat.Tool;
import dev.penstock.core.chat.ToolChoice;
import dev.penstock.providers.wire.JsonWire;

/** Writes the tools of a request and the choice among them. */
final class ToolWriter {
    private ToolWriter() {}

    static void write(ObjectNode body, ChatRequest request) {
        if (!request.tools().isEmpty()) {
            ArrayNode tools = body.putArray("tools");
            for (Tool tool : request.tools()) {
                switch (tool) {
                    case Tool.Function function -> tools.add(function(function));
                    case Tool.Native raw when raw.dialect() == Dialect.ANTHROPIC -> JsonWire.add(tools, raw.json());
                    case Tool.Native raw -> throw RequestWriter.noWord(raw.at());
                }
            }
        }
        choice(body, request);
    }

    /** The dialect demands a schema; a function without parameters takes an empty object. */
    private static ObjectNode function(Tool.Function tool) {
        ObjectNode node = JsonWire.object().put("name", tool.name());
        if (tool.description() != null) {
            node.put("description", tool.description());
        }
        if (tool.schema() == null) {
            node.putObject("input_schema").put("type", "object").putObject("properties");
        } else {
            JsonWire.put(node, "input_schema", tool.schema());
        }
        if (tool.strict() != null) {
            node.put("strict", tool.strict().value());
        }
        BlockWriter.cache(node, tool.cache());
        return node;
    }

    /** Whether calls may be parallel is a part of the choice here; where no call may be made it means nothing. */
    private static void choice(ObjectNode body, ChatRequest request) {
        Given<ToolChoice> choice = request.toolChoice();
        Given<Boolean> parallel = request.parallelTools();
        if (choice == null
                && (parallel == null || parallel.value() || request.tools().isEmpty())) {
            return;
        }
        ObjectNode node = JsonWire.object();
        switch (choice == null ? new ToolChoice.Auto() : choice.value()) {
            case ToolChoice.Auto _ -> node.put("type", "auto");
            case ToolChoice.Any _ -> node.put("type", "any");
            case ToolChoice.Named named -> node.put("type", "tool").put("name", named.tool());
            case ToolChoice.None _ -> node.put("type", "none");
            case ToolChoice.Native raw -> {
                if (raw.dialect() != Dialect.ANTHROPIC && choice != null) {
                    throw RequestWriter.noWord(choice.at());
                }
                JsonWire.put(body, "tool_choice", raw.json());
                return;
            }
        }
        if (parallel != null && !node.path("type").textValue().equals("none")) {
            node.put("disable_parallel_tool_use", !parallel.value());
        }
        body.set("tool_choice", node);
    }
}
