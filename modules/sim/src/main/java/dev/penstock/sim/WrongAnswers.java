package dev.penstock.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes a right answer wrong in the way of an {@link AnswerFault}. Pure. */
final class WrongAnswers {
    /** What {@link AnswerFault#OTHER_MODEL} names. */
    static final String OTHER_MODEL = "sim-other-model";

    private static final String REFUSAL = "I'm sorry, I cannot assist with that request.";
    private static final String HTML = """
        <!DOCTYPE html>
        <html><head><title>500 Internal Server Error</title></head>
        <body><h1>Internal Server Error</h1></body></html>
        """;
    private static final String STACK_TRACE = """
        Traceback (most recent call last):
          File "/app/server.py", line 212, in generate
            output = self.engine.step()
        RuntimeError: CUDA out of memory. Tried to allocate 2.00 GiB
        """;

    private WrongAnswers() {}

    static Completion of(AnswerFault fault, int number, Completion right, ChatRequest request) {
        return switch (fault) {
            case FILTERED -> {
                List<String> words = Chunks.words(right.text());
                String begun = String.join("", words.subList(0, Math.min(number, words.size())));
                yield right.saying(Stop.FILTERED, new Part.Text(begun));
            }
            case EMPTY_CONTENT -> right.saying(Stop.DONE, new Part.Text(""));
            case NULL_CONTENT -> right.saying(Stop.DONE);
            case BLANK_CONTENT -> right.saying(Stop.DONE, new Part.Text(" \n"));
            case MALFORMED_CALL -> right.saying(Stop.MALFORMED_CALL);
            case EMPTY_CHOICES -> new Completion(right.model(), List.of(), right.usage());
            case REASONING_ATE_BUDGET -> onlyReasoning(right, request);
            case TRUNCATED_JSON -> right.saying(Stop.LENGTH, new Part.Text(cut(json(right, request))));
            case NO_FINISH -> right.mapChoices(choice -> new Choice(choice.parts(), Stop.MISSING));
            case FENCED_JSON ->
                right.saying(
                        Stop.DONE,
                        new Part.Text("Here is the data:\n```json\n" + json(right, request)
                                + "\n```\nLet me know if you need anything else."));
            case REFUSAL -> right.saying(Stop.REFUSED, new Part.Refusal(REFUSAL));
            case WRONG_SCHEMA -> right.saying(Stop.DONE, new Part.Text(wrongTypes(right, request)));
            case OTHER_MODEL -> new Completion(OTHER_MODEL, right.choices(), right.usage());
            case HTML_CONTENT -> right.saying(Stop.DONE, new Part.Text(HTML));
            case STACK_TRACE_CONTENT -> right.saying(Stop.DONE, new Part.Text(STACK_TRACE));
        };
    }

    private static Completion onlyReasoning(Completion right, ChatRequest request) {
        String text = SimAnswer.thinking(request.model().base(), request.prompt());
        Completion empty = right.saying(Stop.LENGTH, new Part.Thinking(text, SimAnswer.signature(text)));
        Usage usage = right.usage();
        int spent = Math.max(
                empty.usage().completion(), request.maxTokens() == Integer.MAX_VALUE ? 0 : request.maxTokens());
        return new Completion(
                empty.model(),
                empty.choices(),
                new Usage(usage.prompt(), usage.cacheRead(), usage.cacheWritten(), spent, spent));
    }

    /** The answer if it is JSON by contract, else some JSON. */
    private static String json(Completion right, ChatRequest request) {
        return request.format() instanceof Format.Text
                ? "{\"items\":[{\"a\":1},{\"a\":2}],\"model\":\""
                        + request.model().base() + "\"}"
                : right.text();
    }

    private static String cut(String json) {
        String literal = "{\"items\":[{\"a\":1},{\"a\":";
        return json.startsWith(literal)
                ? literal
                : json.substring(0, json.offsetByCodePoints(0, json.codePointCount(0, json.length()) * 2 / 3));
    }

    private static String wrongTypes(Completion right, ChatRequest request) {
        if (request.format() instanceof Format.Text) {
            return "{\"confidence\":\"high\",\"count\":\"three\"}";
        }
        JsonNode tree = Json.parse(right.text().getBytes(StandardCharsets.UTF_8));
        return tree == null ? "\"three\"" : Json.text(swapped(tree));
    }

    private static JsonNode swapped(JsonNode tree) {
        return switch (tree) {
            case ObjectNode object -> {
                ObjectNode wrong = Json.object();
                object.properties().forEach(one -> wrong.set(one.getKey(), swapped(one.getValue())));
                yield wrong;
            }
            case ArrayNode array -> {
                ArrayNode wrong = Json.array();
                array.forEach(one -> wrong.add(swapped(one)));
                yield wrong;
            }
            case TextNode text -> IntNode.valueOf(7);
            default -> TextNode.valueOf("three");
        };
    }
}
