package dev.penstock.gateway;

import dev.penstock.core.json.JsonCursor;
import dev.penstock.core.json.JsonCursor.Kind;

/** The name of a tool in a request. */
final class ToolName {
    private ToolName() {}

    /**
     * Of the tool at the cursor, which moves on: in OpenAI's dialect inside {@code function} or {@code custom}, in
     * Anthropic's on the tool itself. Empty if it has none.
     */
    static String read(JsonCursor cursor) {
        String name = "";
        String innerName = null;
        if (cursor.kind() != Kind.OBJECT) {
            cursor.skip();
            return name;
        }
        cursor.enterObject();
        while (cursor.nextMember()) {
            if (cursor.keyIs("name") && cursor.kind() == Kind.STRING) {
                name = cursor.string();
            } else if ((cursor.keyIs("function") || cursor.keyIs("custom")) && cursor.kind() == Kind.OBJECT) {
                innerName = read(cursor);
            } else {
                cursor.skip();
            }
        }
        return innerName == null ? name : innerName;
    }
}
