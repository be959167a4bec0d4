package dev.penstock.providers.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.chat.FieldPath;
import dev.penstock.core.chat.Message;
import dev.penstock.core.chat.Part;
import dev.penstock.core.chat.Role;
import dev.penstock.providers.wire.Fields;
import dev.penstock.providers.wire.Refused;
import java.util.ArrayList;
import java.util.List;

/** Reads the messages of a request. The tool results in a user message become a message of their own, in order. */
final class MessageReader {
    private MessageReader() {}

    static List<Message> read(Fields body) {
        FieldPath at = body.at("messages");
        body.required("messages");
        List<Message> messages = new ArrayList<>();
        int index = 0;
        for (JsonNode node : body.list("messages")) {
            Fields message = Fields.of(node, at.at(index++));
            String role = message.text("role");
            switch (role) {
                case "user" -> user(message, messages);
                case "assistant" ->
                    messages.add(message(Role.ASSISTANT, content(message, Role.ASSISTANT), message.at()));
                default -> throw Refused.value(message.at("role"), "'" + role + "'", "user or assistant");
            }
            FieldPath unread = message.firstUnread();
            if (unread != null) {
                throw Refused.inexpressible(unread, "no such field is known");
            }
        }
        return messages;
    }

    private static void user(Fields message, List<Message> messages) {
        List<Part> parts = content(message, Role.USER);
        List<Part> run = new ArrayList<>();
        boolean results = !parts.isEmpty() && parts.getFirst() instanceof Part.ToolResult;
        for (Part part : parts) {
            if (part instanceof Part.ToolResult != results) {
                messages.add(message(results ? Role.TOOL : Role.USER, run, message.at()));
                run.clear();
                results = !results;
            }
            run.add(part);
        }
        messages.add(message(results ? Role.TOOL : Role.USER, run, message.at()));
    }

    private static Message message(Role role, List<Part> parts, FieldPath at) {
        return new Message(role, parts, null, List.of(), at);
    }

    private static List<Part> content(Fields message, Role role) {
        JsonNode content = message.required("content");
        FieldPath at = message.at("content");
        if (content.isTextual()) {
            return List.of(new Part.Text(content.textValue(), null, at));
        }
        if (!content.isArray()) {
            throw Refused.value(at, Fields.shown(content), "a string or an array");
        }
        List<Part> parts = new ArrayList<>();
        for (JsonNode node : content) {
            Fields block = Fields.of(node, at.at(parts.size()));
            Part part = BlockReader.read(block);
            if (!Message.mayHold(role, part) && !(role == Role.USER && part instanceof Part.ToolResult)) {
                throw Refused.value(
                        block.at("type"),
                        "'" + block.text("type") + "'",
                        "a block that a message of this role may hold");
            }
            parts.add(part);
        }
        return parts;
    }
}
