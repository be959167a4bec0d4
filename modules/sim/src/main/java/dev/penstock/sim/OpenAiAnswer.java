package dev.penstock.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An answer of {@code POST /v1/chat/completions} in one piece. */
final class OpenAiAnswer {
    private OpenAiAnswer() {}

    static ObjectNode whole(Exchange exchange) {
        Completion completion = exchange.completion();
        ObjectNode body = head(exchange, exchange.ids().next("chatcmpl-", 29), "chat.completion");
        ArrayNode choices = body.putArray("choices");
        for (Choice choice : completion.choices()) {
            ObjectNode node = choices.addObject();
            node.put("index", choices.size() - 1);
            node.set("message", message(choice));
            node.set("logprobs", logprobs(exchange.request(), choice));
            node.put("finish_reason", choice.stop().openAi());
        }
        body.set("usage", usage(completion.usage()));
        return body;
    }

    static ObjectNode head(Exchange exchange, String id, String object) {
        String model = exchange.completion().model();
        ObjectNode head = Json.object();
        head.put("id", id);
        head.put("object", object);
        head.put("created", exchange.created());
        head.put("model", model);
        head.put("service_tier", "default");
        head.put("system_fingerprint", fingerprint(model));
        return head;
    }

    static ObjectNode usage(Usage usage) {
        ObjectNode node = Json.object();
        node.put("prompt_tokens", usage.prompt());
        node.put("completion_tokens", usage.completion());
        node.put("total_tokens", usage.prompt() + usage.completion());
        node.putObject("prompt_tokens_details")
                .put("cached_tokens", usage.cacheRead())
                .put("audio_tokens", 0);
        node.putObject("completion_tokens_details")
                .put("reasoning_tokens", usage.reasoning())
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        return node;
    }

    /** The log probabilities of some tokens: made up, the same for the same token. */
    static ObjectNode logprobs(List<String> tokens, int top) {
        ObjectNode node = Json.object();
        ArrayNode content = node.putArray("content");
        for (String token : tokens) {
            ObjectNode one = content.addObject();
            logprob(one, token);
            ArrayNode others = one.putArray("top_logprobs");
            if (top > 0) {
                logprob(others.addObject(), token);
            }
        }
        node.putNull("refusal");
        return node;
    }

    private static void logprob(ObjectNode node, String token) {
        node.put("token", token);
        node.put("logprob", -(Math.floorMod(SimAnswer.seed("logprob", token), 1000) + 1) / 2000.0);
        ArrayNode bytes = node.putArray("bytes");
        for (byte one : token.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(one & 0xff);
        }
    }

    private static JsonNode logprobs(ChatRequest request, Choice choice) {
        if (!request.body().path("logprobs").asBoolean(false)) {
            return NullNode.instance;
        }
        List<String> tokens = choice.parts().stream()
                .filter(part -> part instanceof Part.Text)
                .flatMap(part -> Chunks.words(((Part.Text) part).text()).stream())
                .toList();
        return logprobs(tokens, request.body().path("top_logprobs").asInt(0));
    }

    private static ObjectNode message(Choice choice) {
        ObjectNode message = Json.object().put("role", "assistant");
        var content = new StringBuilder();
        ArrayNode calls = Json.array();
        boolean said = false;
        for (Part part : choice.parts()) {
            switch (part) {
                case Part.Text(String text) -> {
                    content.append(text);
                    said = true;
                }
                case Part.Refusal(String text) -> {
                    return message.put("refusal", text);
                }
                case Part.Thinking thinking -> {}
                case Part.ToolCall call -> calls.add(call(call));
            }
        }
        boolean ranOut = choice.stop() == Stop.LENGTH && calls.isEmpty();
        message.put("content", said || ranOut ? content.toString() : null);
        message.putNull("refusal");
        message.putArray("annotations");
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
        return message;
    }

    private static ObjectNode call(Part.ToolCall call) {
        ObjectNode node = Json.object().put("id", call.id()).put("type", "function");
        node.putObject("function").put("name", call.name()).put("arguments", call.arguments());
        return node;
    }

    private static String fingerprint(String model) {
        return "fp_" + Long.toHexString(SimAnswer.seed("fingerprint", model) >>> 24 | 1L << 39);
    }
}
