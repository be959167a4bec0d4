package dev.penstock.gateway;

import dev.penstock.core.Dialect;
import dev.penstock.core.json.JsonCursor;
import dev.penstock.core.json.JsonCursor.Kind;
import dev.penstock.core.json.JsonObjectIndex.Member;
import dev.penstock.core.json.JsonSplice;
import java.util.ArrayList;
import java.util.List;

/**
 * A request without its history: what is left is what applications say to the model, and all from the last turn of the
 * user on. So no call of a tool loses its result, for both stand behind that turn or both before it.
 */
final class Narrowed {
    private static final byte[] NOTHING = {};

    private Narrowed() {}

    /**
     * What counts of a message.
     *
     * @param from where it stands
     * @param isRule whether it is the application's word
     * @param isTurn whether it is the user's, and no result of a tool
     */
    private record Said(int from, boolean isRule, boolean isTurn) {}

    /** Takes the turns before the user's last one out. */
    static void apply(JsonSplice splice, CallerRequest request) {
        Member messages = request.body().find("messages");
        if (messages == null) {
            return;
        }
        List<Said> all = new ArrayList<>();
        int last = 0;
        JsonCursor cursor = request.body().at(messages);
        cursor.enterArray();
        while (cursor.nextElement()) {
            Said said = read(cursor, request.body().bytes(), request.endpoint().dialect());
            last = said.isTurn ? all.size() : last;
            all.add(said);
        }
        for (int i = 0; i < last; i++) {
            if (!all.get(i).isRule) {
                splice.replace(all.get(i).from, all.get(i + 1).from, NOTHING);
            }
        }
    }

    private static Said read(JsonCursor message, byte[] body, Dialect dialect) {
        if (message.kind() != Kind.OBJECT) {
            int from = message.position();
            message.skip();
            return new Said(from, false, false);
        }
        int from = message.position();
        String role = "";
        boolean holdsResults = false;
        message.enterObject();
        while (message.nextMember()) {
            if (message.keyIs("role") && message.kind() == Kind.STRING) {
                role = message.string();
            } else if (message.keyIs("content") && message.kind() == Kind.ARRAY && dialect == Dialect.ANTHROPIC) {
                int begin = message.position();
                message.skip();
                holdsResults = holdsResults(new JsonCursor(body, begin, message.position()));
            } else {
                message.skip();
            }
        }
        return new Said(from, role.equals("system") || role.equals("developer"), role.equals("user") && !holdsResults);
    }

    private static boolean holdsResults(JsonCursor blocks) {
        boolean any = false;
        blocks.enterArray();
        while (blocks.nextElement()) {
            if (blocks.kind() != Kind.OBJECT) {
                blocks.skip();
                continue;
            }
            blocks.enterObject();
            while (blocks.nextMember()) {
                if (blocks.keyIs("type") && blocks.kind() == Kind.STRING) {
                    any |= blocks.string().equals("tool_result");
                } else {
                    blocks.skip();
                }
            }
        }
        return any;
    }
}
