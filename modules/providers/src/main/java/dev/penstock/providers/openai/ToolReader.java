package dev.penstock.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.Dialect;
import dev.penstock.core.chat.FieldPath;
import dev.penstock.core.chat.Given;
import dev.penstock.core.chat.Json;
import dev.penstock.core.chat.Tool;
import dev.penstock.core.chat.ToolChoice;
import dev.penstock.providers.wire.Fields;
import dev.penstock.providers.wire.Refused;
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
        if (!tool.text("type").equals("function")) {
            return new Tool.Native(Dialect.OPENAI, tool.json(), tool.at("type"));
        }
        Fields function = tool.object("function");
        String name = function.text("name");
        String description = function.textOrNull("description");
        Fields schema = function.objectOrNull("parameters");
        Json parameters = schema == null ? null : schema.json();
        Given<Boolean> strict = function.givenFlag("strict");
        FieldPath unread = tool.firstUnread() == null ? function.firstUnread() : tool.firstUnread();
        return unread != null
                ? new Tool.Native(Dialect.OPENAI, tool.json(), unread)
                : new Tool.Function(name, description, parameters, strict, null, tool.at());
    }

    static @Nullable Given<ToolChoice> choice(Fields body) {
        JsonNode value = body.any("tool_choice");
        FieldPath at = body.at("tool_choice");
        if (value == null) {
            return null;
        }
        if (value.isTextual()) {
            return new Given<>(word(value.textValue(), at), at);
        }
        Fields choice = Fields.of(value, at);
        if (choice.text("type").equals("function")) {
            return new Given<>(new ToolChoice.Named(choice.object("function").text("name")), at);
        }
        return new Given<>(new ToolChoice.Native(Dialect.OPENAI, choice.json()), choice.at("type"));
    }

    private static ToolChoice word(String word, FieldPath at) {
        return switch (word) {
            case "auto" -> new ToolChoice.Auto();
            case "none" -> new ToolChoice.None();
            case "required" -> new ToolChoice.Any();
            default -> throw Refused.value(at, "'" + word + "'", "auto, none, required or an object");
        };
    }
}
