package dev.penstock.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An answer of {@code POST /v1/messages} in one piece. */
final class AnthropicAnswer {
    private static final Choice NOTHING = new Choice(List.of(), Stop.DONE);

    private AnthropicAnswer() {}

    static ObjectNode whole(Exchange exchange) {
        Choice choice = choice(exchange);
        ObjectNode body = head(exchange);
        ArrayNode content = body.putArray("content");
        for (Part part : choice.parts()) {
            content.add(block(part));
        }
        body.put("stop_reason", choice.stop().anthropic());
        body.put("stop_sequence", choice.stopSequence());
        body.set(
                "usage",
                usage(exchange)
                        .put("output_tokens", exchange.completion().usage().completion()));
        return body;
    }

    static Choice choice(Exchange exchange) {
        List<Choice> choices = exchange.completion().choices();
        return choices.isEmpty() ? NOTHING : choices.getFirst();
    }

    static ObjectNode head(Exchange exchange) {
        ObjectNode head = Json.object();
        head.put("id", exchange.ids().next("msg_01", 22));
        head.put("type", "message");
        head.put("role", "assistant");
        head.put("model", exchange.completion().model());
        return head;
    }

    /** The tokens of the prompt. The cache counts for a client only that asked for it with {@code cache_control}. */
    static ObjectNode usage(Exchange exchange) {
        Usage usage = exchange.completion().usage();
        boolean cached = exchange.request().body().findValue("cache_control") != null;
        int read = cached ? usage.cacheRead() : 0;
        int written = cached ? usage.cacheWritten() : 0;
        ObjectNode node = Json.object();
        node.put("input_tokens", usage.prompt() - read - written);
        node.put("cache_creation_input_tokens", written);
        node.put("cache_read_input_tokens", read);
        node.putObject("cache_creation")
                .put("ephemeral_5m_input_tokens", written)
                .put("ephemeral_1h_input_tokens", 0);
        return node.put("service_tier", "standard");
    }

    /** The id of a tool call in Anthropic's form. */
    static String toolUseId(Part.ToolCall call) {
        return "toolu_01" + call.id().substring("call_".length(), "call_".length() + 22);
    }

    private static ObjectNode block(Part part) {
        ObjectNode block = Json.object();
        return switch (part) {
            case Part.Text(String text) -> block.put("type", "text").put("text", text);
            case Part.Refusal(String text) -> block.put("type", "text").put("text", text);
            case Part.Thinking(String text, String signature) ->
                block.put("type", "thinking").put("thinking", text).put("signature", signature);
            case Part.ToolCall call -> {
                block.put("type", "tool_use").put("id", toolUseId(call)).put("name", call.name());
                yield block.set("input", input(call.arguments()));
            }
        };
    }

    /**
     * The arguments as a tree; no arguments, or such as stop in the middle, as an empty object; nonsense as a string.
     */
    private static JsonNode input(String arguments) {
        JsonNode tree = Json.parse(arguments.getBytes(StandardCharsets.UTF_8));
        if (tree != null) {
            return tree;
        }
        return arguments.isEmpty() || arguments.startsWith("{") ? Json.object() : TextNode.valueOf(arguments);
    }
}
