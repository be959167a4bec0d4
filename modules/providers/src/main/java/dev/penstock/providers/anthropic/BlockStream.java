package dev.penstock.providers.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.chat.ChatEvent;
import dev.penstock.providers.wire.EventBytes;
import dev.penstock.providers.wire.JsonWire;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes content blocks, one open at a time, with ascending indexes. Pieces of several calls may come mixed: the open
 * call is written as it comes, and the others wait until it is closed.
 */
final class BlockStream {
    private enum Kind {
        NONE,
        TEXT,
        THINKING,
        CALL
    }

    /** A call that waits for its turn. */
    private record Waiting(ChatEvent.ToolCallStarted start, StringBuilder arguments) {}

    private final Map<Integer, Waiting> waiting = new LinkedHashMap<>();
    private Kind open = Kind.NONE;
    private int openCall = -1;
    private int index = -1;

    boolean text(String text, EventBytes out) {
        if (!text.isEmpty()) {
            if (open != Kind.TEXT) {
                start(Kind.TEXT, JsonWire.object().put("type", "text").put("text", ""), out);
            }
            delta("text_delta", "text", text, out);
        }
        return true;
    }

    boolean thinking(String text, EventBytes out) {
        if (!text.isEmpty()) {
            startThinking(out);
            delta("thinking_delta", "thinking", text, out);
        }
        return true;
    }

    /** The signature is the end of its block. */
    boolean signature(String signature, EventBytes out) {
        startThinking(out);
        delta("signature_delta", "signature", signature, out);
        close(out);
        return true;
    }

    boolean redacted(String data, EventBytes out) {
        start(Kind.NONE, JsonWire.object().put("type", "redacted_thinking").put("data", data), out);
        stop(out);
        return true;
    }

    /** Gives false if there was such a call already and it is open or waits. */
    boolean call(ChatEvent.ToolCallStarted call, EventBytes out) {
        if (open != Kind.CALL) {
            startCall(call, out);
            return true;
        }
        return call.call() != openCall && waiting.put(call.call(), new Waiting(call, new StringBuilder())) == null;
    }

    /** Gives false if the call is neither open nor waiting. */
    boolean arguments(ChatEvent.ToolArgumentsDelta piece, EventBytes out) {
        Waiting later = waiting.get(piece.call());
        if (later != null) {
            later.arguments().append(piece.json());
            return true;
        }
        if (open != Kind.CALL || piece.call() != openCall) {
            return false;
        }
        delta("input_json_delta", "partial_json", piece.json(), out);
        return true;
    }

    /** Closes what is open and writes what waits. */
    void close(EventBytes out) {
        if (open != Kind.NONE) {
            stop(out);
        }
        for (Waiting later : waiting.values()) {
            startBlock(Kind.CALL, callBlock(later.start()), out);
            if (!later.arguments().isEmpty()) {
                delta("input_json_delta", "partial_json", later.arguments().toString(), out);
            }
            stop(out);
        }
        waiting.clear();
    }

    private void startThinking(EventBytes out) {
        if (open != Kind.THINKING) {
            start(
                    Kind.THINKING,
                    JsonWire.object()
                            .put("type", "thinking")
                            .put("thinking", "")
                            .put("signature", ""),
                    out);
        }
    }

    private void startCall(ChatEvent.ToolCallStarted call, EventBytes out) {
        start(Kind.CALL, callBlock(call), out);
        openCall = call.call();
    }

    private static ObjectNode callBlock(ChatEvent.ToolCallStarted call) {
        ObjectNode block =
                JsonWire.object().put("type", "tool_use").put("id", call.id()).put("name", call.name());
        block.putObject("input");
        return block;
    }

    private void start(Kind kind, ObjectNode block, EventBytes out) {
        close(out);
        startBlock(kind, block, out);
    }

    private void startBlock(Kind kind, ObjectNode block, EventBytes out) {
        open = kind;
        ObjectNode event = JsonWire.object().put("type", "content_block_start").put("index", ++index);
        out.event("content_block_start", event.set("content_block", block));
    }

    private void delta(String type, String field, String text, EventBytes out) {
        ObjectNode event = JsonWire.object().put("type", "content_block_delta").put("index", index);
        event.putObject("delta").put("type", type).put(field, text);
        out.event("content_block_delta", event);
    }

    private void stop(EventBytes out) {
        open = Kind.NONE;
        openCall = -1;
        out.event(
                "content_block_stop",
                JsonWire.object().put("type", "content_block_stop").put("index", index));
    }
}
