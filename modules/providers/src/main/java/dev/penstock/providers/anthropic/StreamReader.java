package dev.penstock.providers.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.Usage;
import dev.penstock.core.chat.ChatEvent;
import dev.penstock.providers.EventReader;
import dev.penstock.providers.StreamEvent;
import dev.penstock.providers.wire.ForeignError;
import dev.penstock.providers.wire.JsonWire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a stream of message events. Kinds of events, blocks and deltas that it does not know are read over. */
final class StreamReader implements EventReader {
    /** A block that is no tool call. */
    private static final int NO_CALL = -1;

    /** Open blocks by the provider's index, with the number of the call that each is. */
    private final Map<Integer, Integer> open = new HashMap<>();

    private int calls;
    private @Nullable Usage usage;
    private boolean started;
    private boolean finished;
    private boolean over;

    @Override
    public List<ChatEvent> read(StreamEvent event) {
        List<ChatEvent> events = new ArrayList<>();
        if (over) {
            return events;
        }
        JsonNode data = JsonWire.foreign(event.data());
        boolean failed = event.name().equals("error") || (data != null && data.hasNonNull("error"));
        if (failed) {
            over = true;
            events.add(new ChatEvent.Failed(ForeignError.inStream(data == null ? JsonWire.object() : data)));
            return events;
        }
        if (data == null || !data.isObject()) {
            malformed("An event of the stream is not a JSON object.", events);
            return events;
        }
        read(JsonWire.textOrEmpty(data, "type"), data, events);
        return events;
    }

    @Override
    public List<ChatEvent> end() {
        if (over) {
            return List.of();
        }
        over = true;
        return List.of(finished ? new ChatEvent.Ended() : new ChatEvent.Malformed("The stream was cut off."));
    }

    private void read(String type, JsonNode data, List<ChatEvent> events) {
        switch (type) {
            case "message_start" -> start(data.path("message"), events);
            case "content_block_start",
                    "content_block_delta",
                    "content_block_stop",
                    "message_delta",
                    "message_stop" -> {
                if (started) {
                    readBody(type, data, events);
                } else {
                    malformed("The stream did not start with message_start.", events);
                }
            }
            default -> {}
        }
    }

    private void start(JsonNode message, List<ChatEvent> events) {
        if (started) {
            malformed("The stream started twice.", events);
            return;
        }
        started = true;
        events.add(started(message));
        report(message.path("usage"), events);
    }

    /** What the empty message of a begin says of the whole stream. */
    static ChatEvent.Started started(JsonNode message) {
        return new ChatEvent.Started(
                JsonWire.textOrEmpty(message, "id"), JsonWire.textOrEmpty(message, "model"), 0, null);
    }

    private void readBody(String type, JsonNode data, List<ChatEvent> events) {
        int index = data.path("index").asInt(0);
        switch (type) {
            case "content_block_start" -> startBlock(index, data.path("content_block"), events);
            case "content_block_delta" -> delta(open.get(index), data.path("delta"), events);
            case "content_block_stop" -> open.remove(index);
            case "message_delta" -> {
                String word = JsonWire.textOrEmpty(data.path("delta"), "stop_reason");
                if (!word.isEmpty() && !finished) {
                    finished = true;
                    events.add(new ChatEvent.Finished(
                            0, StopWords.read(word), word, JsonWire.text(data.path("delta"), "stop_sequence")));
                }
                report(data.path("usage"), events);
            }
            case "message_stop" -> {
                if (finished) {
                    over = true;
                    events.add(new ChatEvent.Ended());
                } else {
                    malformed("The stream ended without a stop_reason.", events);
                }
            }
            default -> {}
        }
    }

    private void startBlock(int index, JsonNode block, List<ChatEvent> events) {
        if (finished || open.containsKey(index)) {
            malformed(finished ? "A block came after the end." : "A block started twice.", events);
            return;
        }
        String type = JsonWire.textOrEmpty(block, "type");
        open.put(index, type.equals("tool_use") ? calls++ : NO_CALL);
        switch (type) {
            case "text" -> say(JsonWire.textOrEmpty(block, "text"), events);
            case "thinking" -> {
                think(JsonWire.textOrEmpty(block, "thinking"), events);
                sign(JsonWire.textOrEmpty(block, "signature"), events);
            }
            case "redacted_thinking" ->
                events.add(new ChatEvent.RedactedThinking(0, JsonWire.textOrEmpty(block, "data")));
            case "tool_use" -> {
                String name = JsonWire.textOrEmpty(block, "name");
                if (name.isEmpty()) {
                    malformed("A tool call has no name.", events);
                    return;
                }
                events.add(new ChatEvent.ToolCallStarted(0, calls - 1, JsonWire.textOrEmpty(block, "id"), name));
                if (!block.path("input").isEmpty()) {
                    events.add(new ChatEvent.ToolArgumentsDelta(
                            0, calls - 1, block.path("input").toString()));
                }
            }
            default -> {}
        }
    }

    private void delta(@Nullable Integer call, JsonNode delta, List<ChatEvent> events) {
        if (call == null) {
            malformed("A piece came for a block that is not open.", events);
            return;
        }
        switch (JsonWire.textOrEmpty(delta, "type")) {
            case "text_delta" -> say(JsonWire.textOrEmpty(delta, "text"), events);
            case "thinking_delta" -> think(JsonWire.textOrEmpty(delta, "thinking"), events);
            case "signature_delta" -> sign(JsonWire.textOrEmpty(delta, "signature"), events);
            case "input_json_delta" -> {
                String json = JsonWire.textOrEmpty(delta, "partial_json");
                if (call != NO_CALL && !json.isEmpty()) {
                    events.add(new ChatEvent.ToolArgumentsDelta(0, call, json));
                }
            }
            default -> {}
        }
    }

    private static void say(String text, List<ChatEvent> events) {
        if (!text.isEmpty()) {
            events.add(new ChatEvent.TextDelta(0, text));
        }
    }

    private static void think(String text, List<ChatEvent> events) {
        if (!text.isEmpty()) {
            events.add(new ChatEvent.ThinkingDelta(0, text));
        }
    }

    private static void sign(String signature, List<ChatEvent> events) {
        if (!signature.isEmpty()) {
            events.add(new ChatEvent.ThinkingSignature(0, signature));
        }
    }

    private void report(JsonNode node, List<ChatEvent> events) {
        if (node.isObject()) {
            Usage read = UsageFields.read(node, usage);
            if (read != null) {
                usage = read;
                events.add(new ChatEvent.UsageReported(read));
            }
        }
    }

    private void malformed(String what, List<ChatEvent> events) {
        over = true;
        events.add(new ChatEvent.Malformed(what));
    }
}
