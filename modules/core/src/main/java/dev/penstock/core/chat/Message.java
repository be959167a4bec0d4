package dev.penstock.core.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a chat.
 *
 * @param parts in order; a {@link Role#TOOL} message holds only tool results, and only it does; calls, thinking and
 *     refusals stand in {@link Role#ASSISTANT} messages; system and developer messages are text
 * @param name tells speakers of one role apart
 * @param extras fields of the message that only one dialect has
 */
public record Message(Role role, List<Part> parts, @Nullable Given<String> name, List<Extra> extras, FieldPath at) {
    public Message {
        parts = List.copyOf(parts);
        extras = List.copyOf(extras);
        for (Part part : parts) {
            if (!mayHold(role, part)) {
                throw new IllegalArgumentException("a message of " + role + " cannot hold a "
                        + part.getClass().getSimpleName());
            }
        }
    }

    public Message(Role role, List<Part> parts) {
        this(role, parts, null, List.of(), FieldPath.root());
    }

    /** A message of one text. */
    public static Message of(Role role, String text) {
        return new Message(role, List.of(new Part.Text(text)));
    }

    /** Whether a part may stand in a message of that role. */
    public static boolean mayHold(Role role, Part part) {
        return switch (part) {
            case Part.Native _ -> true;
            case Part.Text _ -> role != Role.TOOL;
            case Part.Image _, Part.Document _ -> role == Role.USER;
            case Part.ToolCall _, Part.Thinking _, Part.RedactedThinking _, Part.Refusal _ -> role == Role.ASSISTANT;
            case Part.ToolResult _ -> role == Role.TOOL;
        };
    }
}
