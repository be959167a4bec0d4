package dev.penstock.gateway;

import dev.penstock.core.json.JsonCursor;
import dev.penstock.core.json.JsonCursor.Kind;
import dev.penstock.core.json.JsonObjectIndex;
import dev.penstock.core.json.JsonObjectIndex.Member;
import org.jspecify.annotations.Nullable;

/** What the user said last. */
final class LastText {
    private LastText() {}

    /** The texts of the user's last message, up to so many characters; empty if there is none. */
    static String of(JsonObjectIndex body, int most) {
        Member messages = body.find("messages");
        if (messages == null || messages.kind() != Kind.ARRAY) {
            return "";
        }
        JsonCursor last = null;
        JsonCursor cursor = body.at(messages);
        cursor.enterArray();
        while (cursor.nextElement()) {
            JsonCursor content = contentOfUser(cursor, body.bytes());
            last = content == null ? last : content;
        }
        StringBuilder text = new StringBuilder();
        if (last != null) {
            append(last, text, most);
        }
        return text.toString();
    }

    /** The content of the message at the cursor, if it is the user's. The cursor moves on. */
    private static @Nullable JsonCursor contentOfUser(JsonCursor message, byte[] bytes) {
        if (message.kind() != Kind.OBJECT) {
            message.skip();
            return null;
        }
        boolean ofUser = false;
        JsonCursor content = null;
        message.enterObject();
        while (message.nextMember()) {
            if (message.keyIs("role") && message.kind() == Kind.STRING) {
                ofUser = message.string().equals("user");
            } else if (message.keyIs("content")) {
                int from = message.position();
                message.skip();
                content = new JsonCursor(bytes, from, message.position());
            } else {
                message.skip();
            }
        }
        return ofUser ? content : null;
    }

    /** A content is a text, or an array of parts of which some have a text. */
    private static void append(JsonCursor content, StringBuilder text, int most) {
        switch (content.kind()) {
            case STRING -> {
                String more = content.string();
                text.append(more, 0, Math.min(more.length(), Math.max(0, most - text.length())));
            }
            case ARRAY -> {
                content.enterArray();
                while (content.nextElement()) {
                    append(content, text, most);
                }
            }
            case OBJECT -> {
                content.enterObject();
                while (content.nextMember()) {
                    if (content.keyIs("text") && content.kind() == Kind.STRING) {
                        append(content, text, most);
                    } else {
                        content.skip();
                    }
                }
            }
            case NUMBER, TRUE, FALSE, NULL -> content.skip();
        }
    }
}
