package dev.penstock.sim;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What an answer says, from its body in either form.
 *
 * @param text content, refusal and arguments of tools, put together
 * @param finish the reason it ended; empty if none came
 */
record Said(String text, String finish) {
    static Said openAi(String body, boolean stream) {
        var text = new StringBuilder();
        String finish = "";
        for (JsonNode one : stream ? SimHarness.data(body) : List.of(SimHarness.json(body))) {
            JsonNode choice = one.path("choices").path(0);
            JsonNode message = choice.path(stream ? "delta" : "message");
            text.append(string(message.path("content"))).append(string(message.path("refusal")));
            message.path("tool_calls")
                    .forEach(call -> text.append(call.at("/function/arguments").asText()));
            finish = choice.path("finish_reason").isTextual()
                    ? choice.path("finish_reason").asText()
                    : finish;
        }
        return new Said(text.toString(), finish);
    }

    static Said anthropic(String body, boolean stream) {
        var text = new StringBuilder();
        String finish = "";
        for (JsonNode one : stream ? SimHarness.data(body) : List.of(SimHarness.json(body))) {
            text.append(one.at("/delta/text").asText());
            text.append(one.at("/delta/partial_json").asText());
            one.path("content").forEach(block -> text.append(block.path("text").asText()));
            String stop = (stream ? one.path("delta") : one).path("stop_reason").textValue();
            finish = Objects.requireNonNullElse(stop, finish);
        }
        return new Said(text.toString(), finish);
    }

    /** The chunks of content in what came of a stream, as far as they are whole. */
    static List<String> chunks(String body) {
        var chunks = new ArrayList<String>();
        body.lines().filter(line -> line.startsWith("data: {")).forEach(line -> {
            JsonNode one = Json.parse(line.substring(6).getBytes(StandardCharsets.UTF_8));
            if (one != null) {
                String chunk = string(one.at("/choices/0/delta/content"))
                        + one.at("/choices/0/delta/tool_calls/0/function/arguments")
                                .asText("")
                        + one.at("/delta/text").asText("")
                        + one.at("/delta/partial_json").asText("");
                if (!chunk.isEmpty()) {
                    chunks.add(chunk);
                }
            }
        });
        return chunks;
    }

    private static String string(JsonNode node) {
        return node.isTextual() ? node.asText() : "";
    }
}
