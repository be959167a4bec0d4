package dev.penstock.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.Dialect;
import dev.penstock.core.chat.Extra;
import dev.penstock.core.chat.FieldPath;
import dev.penstock.core.chat.Json;
import dev.penstock.core.chat.Message;
import dev.penstock.core.chat.Part;
import dev.penstock.core.chat.Role;
import dev.penstock.providers.wire.Fields;
import dev.penstock.providers.wire.JsonWire;
import dev.penstock.providers.wire.Refused;
import java.util.ArrayList;
import java.util.List;

/** Reads the messages of a request. Tool messages that follow one another become one message with several results. */
final class MessageReader {
    private MessageReader() {}

    static List<Message> read(Fields body) {
        FieldPath at = body.at("messages");
        body.required("messages");
        List<Message> messages = new ArrayList<>();
        int index = 0;
        for (JsonNode node : body.list("messages")) {
            Message message = message(node, Fields.of(node, at.at(index++)));
            if (message.role() == Role.TOOL
                    && !messages.isEmpty()
                    && messages.getLast().role() == Role.TOOL) {
                messages.add(merged(messages.removeLast(), message));
            } else {
                messages.add(message);
            }
        }
        return messages;
    }

    private static Message merged(Message first, Message second) {
        List<Part> parts = new ArrayList<>(first.parts());
        parts.addAll(second.parts());
        return new Message(Role.TOOL, parts, null, List.of(), first.at());
    }

    private static Message message(JsonNode node, Fields message) {
        String role = message.text("role");
        return switch (role) {
            case "system" -> spoken(Role.SYSTEM, node, message);
            case "developer" -> spoken(Role.DEVELOPER, node, message);
            case "user" -> spoken(Role.USER, node, message);
            case "assistant" -> assistant(node, message);
            case "tool" -> tool(message);
            default ->
                throw Refused.value(message.at("role"), "'" + role + "'", "system, developer, user, assistant or tool");
        };
    }

    private static Message spoken(Role role, JsonNode node, Fields message) {
        message.required("content");
        return new Message(
                role,
                ContentReader.read(role, message),
                message.givenText("name"),
                extras(node, message, List.of()),
                message.at());
    }

    private static Message assistant(JsonNode node, Fields message) {
        List<Part> parts = new ArrayList<>();
        String reasoning = message.textOrNull("reasoning_content");
        if (reasoning != null && !reasoning.isEmpty()) {
            parts.add(new Part.Thinking(reasoning, null, message.at("reasoning_content")));
        }
        List<JsonNode> calls = message.list("tool_calls");
        parts.addAll(ContentReader.read(Role.ASSISTANT, message));
        String refusal = message.textOrNull("refusal");
        if (refusal != null && !refusal.isEmpty()) {
            parts.add(new Part.Refusal(refusal, message.at("refusal")));
        }
        if (!calls.isEmpty() || refusal != null) {
            parts.removeIf(part -> part instanceof Part.Text text && text.text().isEmpty());
        }
        List<Extra> extras = new ArrayList<>();
        List<Part> callParts = calls(calls, message.at("tool_calls"), extras);
        if (extras.isEmpty()) {
            parts.addAll(callParts);
        }
        return new Message(
                Role.ASSISTANT, parts, message.givenText("name"), extras(node, message, extras), message.at());
    }

    /** The calls; if one is of a kind that only this dialect has, an extra with all of them, so that order is kept. */
    private static List<Part> calls(List<JsonNode> nodes, FieldPath at, List<Extra> extras) {
        List<Part> calls = new ArrayList<>();
        for (JsonNode node : nodes) {
            Fields call = Fields.of(node, at.at(calls.size()));
            String id = call.text("id");
            String type = call.textOrNull("type");
            if (type != null && !type.equals("function")) {
                Json all = JsonWire.json(JsonWire.array().addAll(nodes));
                extras.add(new Extra(Dialect.OPENAI, "tool_calls", all, call.at("type")));
                return List.of();
            }
            Fields function = call.object("function");
            String arguments = function.textOrNull("arguments");
            calls.add(new Part.ToolCall(
                    id, function.text("name"), new Json(arguments == null ? "" : arguments), null, call.at()));
        }
        return calls;
    }

    /**
     * The dialect has no {@code name} here; clients that repeat the tool's name say nothing that the id does not say.
     */
    private static Message tool(Fields message) {
        message.textOrNull("name");
        message.required("content");
        Part result = new Part.ToolResult(
                message.text("tool_call_id"), ContentReader.read(Role.TOOL, message), false, null, message.at());
        FieldPath unread = message.firstUnread();
        if (unread != null) {
            throw Refused.inexpressible(unread, "no such field is known");
        }
        return new Message(Role.TOOL, List.of(result), null, List.of(), message.at());
    }

    private static List<Extra> extras(JsonNode node, Fields message, List<Extra> before) {
        List<Extra> extras = new ArrayList<>(before);
        for (String name : message.unread()) {
            JsonNode value = node.path(name);
            if (!value.isArray() || !value.isEmpty()) {
                extras.add(new Extra(Dialect.OPENAI, name, JsonWire.json(value), message.at(name)));
            }
        }
        return extras;
    }
}
