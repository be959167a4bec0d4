package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.json.JsonCursor;
import dev.penstock.core.json.JsonCursor.Kind;
import dev.penstock.core.json.JsonObjectIndex;
import dev.penstock.core.json.JsonObjectIndex.Member;
import dev.penstock.core.json.JsonSplice;
import dev.penstock.core.state.KillScope;
import dev.penstock.killswitch.Killed;
import dev.penstock.killswitch.Kills;
import java.io.ByteArrayOutputStream;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tools that a kill stops, in requests: no model is told of them. */
final class StoppedTools {
    /** Where requests offer tools; the second is OpenAI's old form, whose wish is {@code function_call}. */
    private static final String[] OFFERS = {"tools", "functions"};

    private static final byte[] NO_TOOL = "\"none\"".getBytes(UTF_8);

    private StoppedTools() {}

    /** What is left of an array of tools; {@code from} and {@code to} are where it stood. */
    private record Rest(int from, int to, int all, int kept, byte[] json) {
        boolean isAll() {
            return kept == all;
        }
    }

    /** The names of the tools that a request offers. */
    static Set<String> offered(JsonObjectIndex body) {
        Set<String> names = new HashSet<>();
        for (String offer : OFFERS) {
            Member tools = body.find(offer);
            if (tools != null && tools.kind() == Kind.ARRAY) {
                JsonCursor cursor = body.at(tools);
                cursor.enterArray();
                while (cursor.nextElement()) {
                    names.addAll(ToolNames.read(cursor));
                }
            }
        }
        return names;
    }

    /**
     * What of these kills stops a tool that is {@code offered} to a model and was not {@code takenOut} before, or null.
     */
    static @Nullable Killed find(Kills kills, Set<String> offered, Set<String> takenOut, InstantSource clock) {
        for (String tool : kills.tools(clock)) {
            if (offered.contains(tool) && !takenOut.contains(tool)) {
                return kills.find(KillScope.TOOL, tool, clock);
            }
        }
        return null;
    }

    /** Takes them out of a request, and the wish for one of them with it. */
    static void takeOut(JsonSplice splice, JsonObjectIndex body, Set<String> stopped) {
        if (stopped.isEmpty()) {
            return;
        }
        if (takeOut(splice, body, "tools", stopped)) {
            splice.remove("tool_choice");
            splice.remove("parallel_tool_calls");
        } else {
            takeOutOfChoice(splice, body, stopped);
        }
        if (takeOut(splice, body, "functions", stopped) || wishesFor(body, "function_call", stopped)) {
            splice.remove("function_call");
        }
    }

    /** Whether none of those that were offered is left. */
    private static boolean takeOut(JsonSplice splice, JsonObjectIndex body, String offer, Set<String> stopped) {
        Member tools = body.find(offer);
        if (tools == null || tools.kind() != Kind.ARRAY) {
            return false;
        }
        Rest rest = without(body.at(tools), stopped);
        if (rest.isAll()) {
            return false;
        }
        if (rest.kept == 0) {
            splice.remove(offer);
            return true;
        }
        splice.set(offer, rest.json);
        return false;
    }

    private static void takeOutOfChoice(JsonSplice splice, JsonObjectIndex body, Set<String> stopped) {
        if (wishesFor(body, "tool_choice", stopped)) {
            splice.remove("tool_choice");
            return;
        }
        Rest allowed = allowed(body, stopped);
        Member choice = body.find("tool_choice");
        if (choice == null || allowed == null || allowed.isAll()) {
            return;
        }
        if (allowed.kept == 0) {
            // Without the choice the model could call what it was not allowed to.
            splice.set("tool_choice", NO_TOOL);
        } else {
            ByteArrayOutputStream start = new ByteArrayOutputStream();
            start.write(body.bytes(), choice.from(), allowed.from - choice.from());
            start.writeBytes(allowed.json);
            splice.wrap("tool_choice", start.toByteArray(), allowed.to, choice.to(), new byte[0]);
        }
    }

    private static boolean wishesFor(JsonObjectIndex body, String wish, Set<String> stopped) {
        Member choice = body.find(wish);
        return choice != null && choice.kind() == Kind.OBJECT && isStopped(body.at(choice), stopped);
    }

    /** What is left of the tools of OpenAI's choice among some ({@code allowed_tools}); null if it is none. */
    private static @Nullable Rest allowed(JsonObjectIndex body, Set<String> stopped) {
        Member choice = body.find("tool_choice");
        if (choice == null || choice.kind() != Kind.OBJECT) {
            return null;
        }
        Rest rest = null;
        JsonCursor cursor = body.at(choice);
        cursor.enterObject();
        while (cursor.nextMember()) {
            if (cursor.keyIs("allowed_tools") && cursor.kind() == Kind.OBJECT) {
                cursor.enterObject();
                while (cursor.nextMember()) {
                    if (cursor.keyIs("tools") && cursor.kind() == Kind.ARRAY) {
                        rest = without(cursor, stopped);
                    } else {
                        cursor.skip();
                    }
                }
            } else {
                cursor.skip();
            }
        }
        return rest;
    }

    private static Rest without(JsonCursor tools, Set<String> stopped) {
        ByteArrayOutputStream left = new ByteArrayOutputStream();
        int from = tools.position();
        int all = 0;
        int kept = 0;
        tools.enterArray();
        while (tools.nextElement()) {
            all++;
            byte[] tool = tools.copy();
            if (!isStopped(new JsonCursor(tool), stopped)) {
                left.write(kept++ == 0 ? '[' : ',');
                left.writeBytes(tool);
            }
        }
        left.write(']');
        return new Rest(from, tools.position(), all, kept, left.toByteArray());
    }

    private static boolean isStopped(JsonCursor tool, Set<String> stopped) {
        return ToolNames.read(tool).stream().anyMatch(stopped::contains);
    }
}
