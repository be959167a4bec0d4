package dev.penstock.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer of {@code POST /v1/chat/completions} as a stream of {@code chat.completion.chunk}. */
final class OpenAiStream {
    private static final String NULL = "null";

    private final Exchange exchange;
    private final String head;
    private final boolean withUsage;
    private final boolean logprobs;
    private final int topLogprobs;
    private final List<Frame> frames = new ArrayList<>();

    OpenAiStream(Exchange exchange) {
        this.exchange = exchange;
        ObjectNode body = exchange.request().body();
        ObjectNode opening = OpenAiAnswer.head(exchange, exchange.ids().next("chatcmpl-", 29), "chat.completion.chunk");
        String text = Json.text(opening);
        this.head = "data: " + text.substring(0, text.length() - 1) + ",\"choices\":[";
        this.withUsage = body.path("stream_options").path("include_usage").asBoolean(false);
        this.logprobs = body.path("logprobs").asBoolean(false);
        this.topLogprobs = body.path("top_logprobs").asInt(0);
    }

    List<Frame> frames() {
        List<Choice> choices = exchange.completion().choices();
        for (int i = 0; i < choices.size(); i++) {
            choice(i, choices.get(i));
        }
        if (choices.isEmpty()) {
            frames.add(frame("", NULL, Frame.Role.CLOSE));
        }
        if (withUsage) {
            frames.add(
                    frame("", Json.text(OpenAiAnswer.usage(exchange.completion().usage())), Frame.Role.CLOSE));
        }
        frames.add(new Frame("data: [DONE]\n\n", Frame.Role.DONE));
        return frames;
    }

    private void choice(int index, Choice choice) {
        boolean call = choice.parts().stream().anyMatch(part -> part instanceof Part.ToolCall);
        boolean silent = choice.parts().isEmpty() && choice.stop() == Stop.DONE;
        ObjectNode role = Json.object().put("role", "assistant");
        role.put("content", call || silent ? null : "").putNull("refusal");
        delta(index, role, null, Frame.Role.OPEN, null);
        int calls = 0;
        for (Part part : choice.parts()) {
            switch (part) {
                case Part.Text(String text) -> text(index, text);
                case Part.Refusal(String text) ->
                    Chunks.words(text)
                            .forEach(word ->
                                    delta(index, Json.object().put("refusal", word), null, Frame.Role.CONTENT, null));
                case Part.Thinking thinking -> {}
                case Part.ToolCall one -> call(index, calls++, one);
            }
        }
        if (choice.stop() != Stop.MISSING) {
            delta(index, Json.object(), choice.stop().openAi(), Frame.Role.CLOSE, null);
        }
    }

    private void text(int index, String text) {
        for (String word : Chunks.words(text)) {
            delta(index, Json.object().put("content", word), null, Frame.Role.CONTENT, word);
        }
    }

    private void call(int index, int number, Part.ToolCall call) {
        ObjectNode opening = Json.object();
        ObjectNode node = opening.putArray("tool_calls").addObject().put("index", number);
        node.put("id", call.id()).put("type", "function");
        node.putObject("function").put("name", call.name()).put("arguments", "");
        delta(index, opening, null, Frame.Role.OPEN, null);
        for (String fragment : Chunks.fragments(call.arguments())) {
            ObjectNode delta = Json.object();
            ObjectNode next = delta.putArray("tool_calls").addObject().put("index", number);
            next.putObject("function").put("arguments", fragment);
            delta(index, delta, null, Frame.Role.CONTENT, null);
        }
    }

    private void delta(int index, ObjectNode delta, @Nullable String finish, Frame.Role role, @Nullable String token) {
        String probabilities =
                logprobs && token != null ? Json.text(OpenAiAnswer.logprobs(List.of(token), topLogprobs)) : NULL;
        String choice = "{\"index\":" + index + ",\"delta\":" + Json.text(delta) + ",\"logprobs\":"
                + probabilities + ",\"finish_reason\":" + (finish == null ? NULL : "\"" + finish + "\"")
                + "}";
        frames.add(frame(choice, NULL, role));
    }

    private Frame frame(String choices, String usage, Frame.Role role) {
        String told = withUsage ? ",\"usage\":" + usage : "";
        return new Frame(head + choices + "]" + told + "}\n\n", role);
    }
}
