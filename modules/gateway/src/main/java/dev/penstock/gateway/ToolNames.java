package dev.penstock.gateway;

import dev.penstock.core.json.JsonCursor;
import dev.penstock.core.json.JsonCursor.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * The names of one tool in a request. A tool has one; what gives several is taken for each of them, because providers
 * differ on which they believe.
 */
final class ToolNames {
    private ToolNames() {}

    /**
     * Of the tool at the cursor, which moves on: in OpenAI's dialect inside {@code function} or {@code custom}, in
     * Anthropic's on the tool itself. Empty if it has none.
     */
    static List<String> read(JsonCursor cursor) {
        List<String> names = new ArrayList<>(1);
        add(cursor, names);
        return names;
    }

    private static void add(JsonCursor cursor, List<String> names) {
        if (cursor.kind() != Kind.OBJECT) {
            cursor.skip();
            return;
        }
        cursor.enterObject();
        while (cursor.nextMember()) {
            if (cursor.keyIs("name") && cursor.kind() == Kind.STRING) {
                names.add(cursor.string());
            } else if (cursor.keyIs("function") || cursor.keyIs("custom")) {
                add(cursor, names);
            } else {
                cursor.skip();
            }
        }
    }
}
