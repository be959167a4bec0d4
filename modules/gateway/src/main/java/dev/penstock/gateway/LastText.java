package dev.penstock.gateway;

import dev.penstock.core.json.JsonCursor;
import dev.penstock.core.json.JsonCursor.Kind;
import dev.penstock.core.json.JsonObjectIndex;
import dev.penstock.core.json.JsonObjectIndex.Member;

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
            if (cursor.kind() != Kind.OBJECT) {
                cursor.skip();
                continue;
            }
            JsonObjectIndex members = new JsonObjectIndex(cursor.copy());
            Member role = members.find("role");
            Member content = members.find("content");
            if (role != null
                    && content != null
                    && role.kind() == Kind.STRING
                    && members.at(role).string().equals("user")) {
                last = members.at(content);
            }
        }
        StringBuilder text = new StringBuilder();
        if (last != null) {
            append(last, text, most);
        }
        return text.toString();
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
