package dev.penstock.providers.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.Dialect;
import dev.penstock.core.chat.CacheMark;
import dev.penstock.core.chat.FieldPath;
import dev.penstock.core.chat.Given;
import dev.penstock.core.chat.Json;
import dev.penstock.core.chat.Tool;
import dev.penstock.core.chat.ToolChoice;
import dev.penstock.providers.wire.Fields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the tools of a request and the choice among them. */
final class ToolReader {
    private ToolReader() {}

    static List<Tool> tools(Fields body) {
        List<Tool> tools = new ArrayList<>();
        for (JsonNode tool : body.list("tools")) {
            tools.add(tool(Fields.of(tool, body.at("tools").at(tools.size()))));
        }
        return tools;
    }

    private static Tool tool(Fields tool) {
        String type = tool.textOrNull("type");
        if (type != null && !type.equals("custom")) {
            return new Tool.Native(Dialect.ANTHROPIC, tool.json(), tool.at("type"));
        }
        String name = tool.text("name");
        String description = tool.textOrNull("description");
        Json schema = tool.object("input_schema").json();
        Given<Boolean> strict = tool.givenFlag("strict");
        Given<CacheMark> cache = BlockReader.cache(tool);
        FieldPath unread = tool.firstUnread();
        return unread != null
                ? new Tool.Native(Dialect.ANTHROPIC, tool.json(), unread)
                : new Tool.Function(name, description, schema, strict, cache, tool.at());
    }

    static @Nullable Given<ToolChoice> choice(Fields body) {
        Fields choice = body.objectOrNull("tool_choice");
        if (choice == null) {
            return null;
        }
        ToolChoice read = switch (choice.text("type")) {
            case "auto" -> new ToolChoice.Auto();
            case "none" -> new ToolChoice.None();
            case "any" -> new ToolChoice.Any();
            case "tool" -> new ToolChoice.Named(choice.text("name"));
            default -> new ToolChoice.Native(Dialect.ANTHROPIC, choice.json());
        };
        choice.givenFlag("disable_parallel_tool_use");
        FieldPath unread = choice.firstUnread();
        return unread == null || read instanceof ToolChoice.Native
                ? new Given<>(read, choice.at())
                : new Given<>(new ToolChoice.Native(Dialect.ANTHROPIC, choice.json()), unread);
    }

    static @Nullable Given<Boolean> parallel(Fields body) {
        Fields choice = body.objectOrNull("tool_choice");
        Given<Boolean> disabled = choice == null ? null : choice.givenFlag("disable_parallel_tool_use");
        return disabled == null ? null : new Given<>(!disabled.value(), disabled.at());
    }
}
