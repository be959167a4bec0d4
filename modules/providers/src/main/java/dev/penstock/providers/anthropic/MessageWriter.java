package dev.penstock.providers.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.chat.Extra;
import dev.penstock.core.chat.Message;
import dev.penstock.core.chat.Role;
import dev.penstock.providers.wire.JsonWire;
import dev.penstock.providers.wire.Refused;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the messages of a request. What the application says first becomes {@code system}; tool results and what the
 * user says after them become one user message.
 */
final class MessageWriter {
    private MessageWriter() {}

    static void write(ObjectNode body, List<Message> messages) {
        ArrayNode system = JsonWire.array();
        ArrayNode nodes = JsonWire.array();
        @Nullable Role before = null;
        for (Message message : messages) {
            onlyKnown(message);
            Role role = message.role();
            if (role == Role.SYSTEM || role == Role.DEVELOPER) {
                if (before != null) {
                    throw Refused.inexpressible(
                            message.at().field("role"),
                            "the target takes what the application says only before the first other message");
                }
                message.parts().forEach(part -> BlockWriter.write(system, part));
                continue;
            }
            boolean goesOn = before == Role.TOOL && role == Role.USER;
            ArrayNode content =
                    goesOn ? (ArrayNode) nodes.path(nodes.size() - 1).path("content") : JsonWire.array();
            message.parts().forEach(part -> BlockWriter.write(content, part));
            if (!goesOn) {
                nodes.addObject()
                        .put("role", role == Role.ASSISTANT ? "assistant" : "user")
                        .set("content", content);
            }
            before = role;
        }
        if (!system.isEmpty()) {
            body.set("system", system);
        }
        body.set("messages", nodes);
    }

    private static void onlyKnown(Message message) {
        if (message.name() != null) {
            throw RequestWriter.noWord(message.name().at());
        }
        for (Extra extra : message.extras()) {
            throw RequestWriter.noWord(extra.at());
        }
    }
}
