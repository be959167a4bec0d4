package dev.penstock.gateway;

import dev.penstock.core.Dialect;
import dev.penstock.core.chat.ChatAnswer;
import dev.penstock.core.chat.Part;
import dev.penstock.core.json.JsonCursor;
import dev.penstock.core.json.JsonCursor.Kind;
import dev.penstock.core.json.JsonObjectIndex;
import dev.penstock.core.json.JsonObjectIndex.Member;
import dev.penstock.core.json.JsonSplice;
import dev.penstock.providers.AnswerRead;
import dev.penstock.providers.Codecs;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.Set;

/** Tools that a kill stops: no model is told of them, and none may call them. */
final class StoppedTools {
    private StoppedTools() {}

    /** Takes them out of a request, and the wish for one of them with it. */
    static void takeOut(JsonSplice splice, JsonObjectIndex body, Set<String> stopped) {
        Member tools = body.find("tools");
        if (stopped.isEmpty() || tools == null || tools.kind() != Kind.ARRAY) {
            return;
        }
        ByteArrayOutputStream left = new ByteArrayOutputStream();
        int all = 0;
        int kept = 0;
        JsonCursor cursor = body.at(tools);
        cursor.enterArray();
        while (cursor.nextElement()) {
            all++;
            byte[] tool = cursor.copy();
            if (!stopped.contains(ToolName.read(new JsonCursor(tool)))) {
                left.write(kept++ == 0 ? '[' : ',');
                left.writeBytes(tool);
            }
        }
        if (kept == all) {
            return;
        }
        if (kept == 0) {
            splice.remove("tools");
            splice.remove("parallel_tool_calls");
        } else {
            left.write(']');
            splice.set("tools", left.toByteArray());
        }
        if (kept == 0 || wishesFor(body, stopped)) {
            splice.remove("tool_choice");
        }
    }

    private static boolean wishesFor(JsonObjectIndex body, Set<String> stopped) {
        Member choice = body.find("tool_choice");
        return choice != null && choice.kind() == Kind.OBJECT && stopped.contains(ToolName.read(body.at(choice)));
    }

    /** The first of them that an answer calls. */
    static Optional<String> called(Dialect dialect, byte[] answer, Set<String> stopped) {
        if (stopped.isEmpty()
                || !(Codecs.of(dialect).readAnswer(answer) instanceof AnswerRead.Answer(ChatAnswer read))) {
            return Optional.empty();
        }
        return read.choices().stream()
                .flatMap(choice -> choice.parts().stream())
                .filter(Part.ToolCall.class::isInstance)
                .map(part -> ((Part.ToolCall) part).name())
                .filter(stopped::contains)
                .findFirst();
    }
}
