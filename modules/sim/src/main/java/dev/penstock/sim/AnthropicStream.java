package dev.penstock.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** An answer of {@code POST /v1/messages} as a stream of events. */
final class AnthropicStream {
    private final Exchange exchange;
    private final List<Frame> frames = new ArrayList<>();

    AnthropicStream(Exchange exchange) {
        this.exchange = exchange;
    }

    List<Frame> frames() {
        Choice choice = AnthropicAnswer.choice(exchange);
        start();
        for (int i = 0; i < choice.parts().size(); i++) {
            block(i, choice.parts().get(i));
        }
        if (choice.stop() != Stop.MISSING) {
            ObjectNode event = Json.object().put("type", "message_delta");
            event.putObject("delta")
                    .put("stop_reason", choice.stop().anthropic())
                    .put("stop_sequence", choice.stopSequence());
            event.putObject("usage")
                    .put("output_tokens", exchange.completion().usage().completion());
            add(event, Frame.Role.CLOSE);
        }
        add(Json.object().put("type", "message_stop"), Frame.Role.DONE);
        return frames;
    }

    static Frame event(String name, ObjectNode data, Frame.Role role) {
        return new Frame("event: " + name + "\ndata: " + Json.text(data) + "\n\n", role);
    }

    private void start() {
        ObjectNode event = Json.object().put("type", "message_start");
        ObjectNode message = AnthropicAnswer.head(exchange);
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        message.set("usage", AnthropicAnswer.usage(exchange).put("output_tokens", 1));
        event.set("message", message);
        add(event, Frame.Role.OPEN);
        if (AnthropicAnswer.choice(exchange).parts().isEmpty()) {
            add(Json.object().put("type", "ping"), Frame.Role.OPEN);
        }
    }

    private void block(int index, Part part) {
        switch (part) {
            case Part.Text(String text) -> text(index, text);
            case Part.Refusal(String text) -> text(index, text);
            case Part.Thinking(String text, String signature) -> {
                open(
                        index,
                        Json.object()
                                .put("type", "thinking")
                                .put("thinking", "")
                                .put("signature", ""));
                for (String word : Chunks.words(text)) {
                    delta(index, Json.object().put("type", "thinking_delta").put("thinking", word), Frame.Role.CONTENT);
                }
                delta(
                        index,
                        Json.object().put("type", "signature_delta").put("signature", signature),
                        Frame.Role.CONTENT);
            }
            case Part.ToolCall call -> toolUse(index, call);
        }
        add(Json.object().put("type", "content_block_stop").put("index", index), Frame.Role.CLOSE);
    }

    private void text(int index, String text) {
        open(index, Json.object().put("type", "text").put("text", ""));
        for (String word : Chunks.words(text)) {
            delta(index, Json.object().put("type", "text_delta").put("text", word), Frame.Role.CONTENT);
        }
    }

    private void toolUse(int index, Part.ToolCall call) {
        ObjectNode block = Json.object().put("type", "tool_use");
        block.put("id", AnthropicAnswer.toolUseId(call)).put("name", call.name());
        block.putObject("input");
        open(index, block);
        delta(index, Json.object().put("type", "input_json_delta").put("partial_json", ""), Frame.Role.OPEN);
        for (String fragment : Chunks.fragments(call.arguments())) {
            delta(
                    index,
                    Json.object().put("type", "input_json_delta").put("partial_json", fragment),
                    Frame.Role.CONTENT);
        }
    }

    private void open(int index, ObjectNode block) {
        ObjectNode event = Json.object().put("type", "content_block_start").put("index", index);
        event.set("content_block", block);
        add(event, Frame.Role.OPEN);
        if (index == 0) {
            add(Json.object().put("type", "ping"), Frame.Role.OPEN);
        }
    }

    private void delta(int index, ObjectNode delta, Frame.Role role) {
        ObjectNode event = Json.object().put("type", "content_block_delta").put("index", index);
        event.set("delta", delta);
        add(event, role);
    }

    private void add(ObjectNode event, Frame.Role role) {
        frames.add(event(event.path("type").asText(), event, role));
    }
}
