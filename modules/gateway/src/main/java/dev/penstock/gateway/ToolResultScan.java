package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.Dialect;
import dev.penstock.core.ToolOutput;
import dev.penstock.core.UnknownResult.Why;
import dev.penstock.core.json.JsonCursor;
import dev.penstock.core.json.JsonCursor.Kind;
import dev.penstock.core.json.JsonObjectIndex;
import dev.penstock.core.json.JsonObjectIndex.Member;
import dev.penstock.gateway.ToolResults.Edit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tools' results in a request, and those that are unknown: a leap over its messages, and a walk where there
 * are any.
 */
final class ToolResultScan {
    /** More are labelled, but not told by name. */
    private static final int MOST_TOLD = 16;

    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9_.:-]");
    private static final byte[] FALSE = "false".getBytes(UTF_8);
    /** What stands in each result, by the dialect. */
    private static final ByteSearch OPENAI_RESULT = new ByteSearch("tool_call_id");

    private static final ByteSearch ANTHROPIC_RESULT = new ByteSearch("tool_result");
    private static final Piece NOWHERE = new Piece(0, 0);

    private final byte[] body;
    private final List<Edit> labels = new ArrayList<>(0);
    private final List<Edit> flags = new ArrayList<>(0);
    /** Since the model's last message. */
    private final List<Found> found = new ArrayList<>(0);
    /** The model's message before the one at hand, and the last one that was followed by others. */
    private @Nullable Piece justSaid;

    private @Nullable Piece said;

    /** A value in the body. */
    private record Piece(int from, int to) {}

    /** A result, by the id of its call. */
    private record Found(
            @Nullable String callId, int bytes, @Nullable Why why) {}

    private ToolResultScan(byte[] body) {
        this.body = body;
    }

    /** The results in a request. */
    static ToolResults of(CallerRequest request) {
        JsonObjectIndex body = request.body();
        Member messages = body.find("messages");
        if (!request.endpoint().isChat() || messages == null || messages.kind() != Kind.ARRAY) {
            return ToolResults.NONE;
        }
        Dialect dialect = request.endpoint().dialect();
        ByteSearch result = switch (dialect) {
            case OPENAI -> OPENAI_RESULT;
            case ANTHROPIC -> ANTHROPIC_RESULT;
        };
        return result.isIn(body.bytes(), messages.from(), messages.to())
                ? new ToolResultScan(body.bytes()).of(body.at(messages), dialect)
                : ToolResults.NONE;
    }

    private ToolResults of(JsonCursor messages, Dialect dialect) {
        messages.enterArray();
        while (messages.nextElement()) {
            if (messages.kind() == Kind.OBJECT) {
                message(messages, dialect);
            } else {
                messages.skip();
            }
        }
        return new ToolResults(labels, flags, told());
    }

    private void message(JsonCursor message, Dialect dialect) {
        if (justSaid != null) {
            said = justSaid;
            justSaid = null;
            found.clear();
        }
        int from = message.position();
        String role = "";
        String callId = null;
        Piece content = null;
        message.enterObject();
        while (message.nextMember()) {
            if (message.keyIs("content")) {
                content = piece(message);
            } else if (message.keyIs("role") && message.kind() == Kind.STRING) {
                role = message.string();
            } else if (message.keyIs("tool_call_id") && message.kind() == Kind.STRING) {
                callId = message.string();
            } else {
                message.skip();
            }
        }
        switch (role) {
            case "assistant" -> justSaid = new Piece(from, message.position());
            case "tool" -> {
                if (dialect == Dialect.OPENAI) {
                    result(from, content, false, callId);
                }
            }
            case "user" -> {
                if (dialect == Dialect.ANTHROPIC && content != null && body[content.from] == '[') {
                    blocks(new JsonCursor(body, content.from, content.to));
                }
            }
            default -> {}
        }
    }

    private void blocks(JsonCursor blocks) {
        blocks.enterArray();
        while (blocks.nextElement()) {
            if (blocks.kind() == Kind.OBJECT) {
                block(blocks);
            } else {
                blocks.skip();
            }
        }
    }

    private void block(JsonCursor block) {
        int from = block.position();
        String type = "";
        String callId = null;
        Piece content = null;
        Piece failed = null;
        block.enterObject();
        while (block.nextMember()) {
            if (block.keyIs("type") && block.kind() == Kind.STRING) {
                type = block.string();
            } else if (block.keyIs("tool_use_id") && block.kind() == Kind.STRING) {
                callId = block.string();
            } else if (block.keyIs("is_error") && block.kind() == Kind.TRUE) {
                failed = piece(block);
            } else if (block.keyIs("content")) {
                content = piece(block);
            } else {
                block.skip();
            }
        }
        if (type.equals("tool_result")) {
            if (failed != null) {
                flags.add(new Edit(failed.from, failed.to, FALSE));
            }
            result(from, content, failed != null, callId);
        }
    }

    private static Piece piece(JsonCursor cursor) {
        cursor.kind();
        int from = cursor.position();
        cursor.skip();
        return new Piece(from, cursor.position());
    }

    private void result(int from, @Nullable Piece content, boolean failed, @Nullable String callId) {
        Why why = failed ? Why.ERROR : content == null ? Why.EMPTY : ToolContent.of(body, content.from, content.to);
        if (why != null) {
            labels.add(label(from, content, ToolLabel.of(why)));
        }
        note(new Found(callId, content == null ? 0 : content.to - content.from, why));
    }

    /** Those that are unknown come before those that are not, where there are too many. */
    private void note(Found result) {
        if (found.size() < MOST_TOLD) {
            found.add(result);
        } else if (result.why != null) {
            for (int i = 0; i < found.size(); i++) {
                if (found.get(i).why == null) {
                    found.remove(i);
                    found.add(result);
                    return;
                }
            }
        }
    }

    /** The label in front of a content; {@code from} is where the object begins that has it. */
    private Edit label(int from, @Nullable Piece content, ToolLabel label) {
        if (content == null) {
            return new Edit(from + 1, from + 1, label.member());
        }
        int inside = content.from + 1;
        return switch (body[content.from]) {
            case '"' -> new Edit(inside, inside, label.inText());
            case '[' -> {
                JsonCursor parts = new JsonCursor(body, content.from, content.to);
                parts.enterArray();
                yield new Edit(inside, inside, parts.nextElement() ? label.part() : label.onlyPart());
            }
            default -> new Edit(content.from, content.to, label.text());
        };
    }

    private List<ToolOutput> told() {
        Piece calls = said == null ? NOWHERE : said;
        return found.stream()
                .map(each -> new ToolOutput(shown(nameOf(each.callId, calls)), each.bytes, each.why))
                .toList();
    }

    /** A name that a caller made up, fit for a header. */
    private static String shown(String name) {
        return UNSAFE.matcher(CallerText.shown(name)).replaceAll("_");
    }

    /** The name of the tool that a call in the model's message asks for; empty where there is no such call. */
    private String nameOf(@Nullable String callId, Piece calls) {
        if (callId == null || calls.from == calls.to) {
            return "";
        }
        JsonCursor message = new JsonCursor(body, calls.from, calls.to);
        String name = null;
        message.enterObject();
        while (message.nextMember()) {
            boolean holdsCalls = message.keyIs("tool_calls") || message.keyIs("content");
            if (name == null && holdsCalls && message.kind() == Kind.ARRAY) {
                name = nameIn(message, callId);
            } else {
                message.skip();
            }
        }
        return name == null ? "" : name;
    }

    /** The name in the call of that id in the array at the cursor. */
    private static @Nullable String nameIn(JsonCursor calls, String callId) {
        String name = null;
        calls.enterArray();
        while (calls.nextElement()) {
            byte[] call = calls.copy();
            if (name == null && isOf(callId, new JsonCursor(call))) {
                name = ToolNames.read(new JsonCursor(call)).stream().findFirst().orElse(null);
            }
        }
        return name;
    }

    private static boolean isOf(String callId, JsonCursor call) {
        if (call.kind() != Kind.OBJECT) {
            return false;
        }
        boolean is = false;
        call.enterObject();
        while (call.nextMember()) {
            if (call.keyIs("id") && call.kind() == Kind.STRING) {
                is = call.string().equals(callId);
            } else {
                call.skip();
            }
        }
        return is;
    }
}
