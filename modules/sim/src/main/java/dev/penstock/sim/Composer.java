package dev.penstock.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a model answers when nothing is wrong. Pure, but for the ids of tool calls. */
final class Composer {
    private Composer() {}

    static Completion compose(
            ChatRequest request, Behaviour behaviour, Usage cached, Ids ids, boolean showThinking, int variant) {
        var choices = new ArrayList<Choice>();
        int completion = 0;
        int reasoning = 0;
        for (int i = 0; i < request.choices(); i++) {
            var thinking = showThinking && request.reasoning() > 0 ? thinking(request) : null;
            int thought = thinking == null ? request.reasoning() : Tokens.of(thinking.text());
            int spent = Math.min(thought, request.maxTokens());
            Choice choice = choice(request, behaviour, variant + i, request.maxTokens() - spent, ids);
            completion += spent + choice.tokens();
            reasoning += spent;
            choices.add(thinking == null ? choice : thinkingFirst(thinking, choice));
        }
        return new Completion(
                request.model().asked(),
                choices,
                new Usage(cached.prompt(), cached.cacheRead(), cached.cacheWritten(), completion, reasoning));
    }

    /** The calls this request leads to; empty if it leads to words. */
    static List<Tool> toCall(ChatRequest request) {
        ToolChoice choice = request.toolChoice();
        if (request.tools().isEmpty() || choice.mode() == ToolChoice.Mode.NEVER) {
            return List.of();
        }
        if (choice.name() != null) {
            return request.tools().stream()
                    .filter(tool -> tool.name().equals(choice.name()))
                    .limit(1)
                    .toList();
        }
        if (request.toolResult() != null && choice.mode() == ToolChoice.Mode.AUTO) {
            return List.of();
        }
        String said = request.lastUserText();
        List<Tool> named = request.tools().stream()
                .filter(tool -> said.contains(tool.name()))
                .limit(choice.parallel() ? request.tools().size() : 1)
                .toList();
        if (!named.isEmpty()) {
            return named;
        }
        boolean asked = choice.mode() == ToolChoice.Mode.MUST
                || said.toLowerCase(Locale.ROOT).contains("use a tool");
        return asked ? List.of(request.tools().getFirst()) : List.of();
    }

    /** The arguments a model gives to a tool. */
    static String arguments(ChatRequest request, Tool tool) {
        return tool.schema().isMissingNode()
                ? "{}"
                : Json.text(SchemaSample.of(tool.schema(), seed(request, tool.name(), 0)));
    }

    private static Choice choice(ChatRequest request, Behaviour behaviour, int index, int budget, Ids ids) {
        if (budget == 0) {
            return new Choice(List.of(), Stop.LENGTH);
        }
        List<Tool> called = toCall(request);
        if (called.isEmpty()) {
            return text(request, said(request, behaviour, index), budget);
        }
        return new Choice(
                called.stream()
                        .<Part>map(
                                tool -> new Part.ToolCall(ids.next("call_", 24), tool.name(), arguments(request, tool)))
                        .toList(),
                Stop.TOOL);
    }

    private static String said(ChatRequest request, Behaviour behaviour, int index) {
        String model = request.model().base();
        return switch (request.format()) {
            case Format.JsonSchema(var schema) -> Json.text(SchemaSample.of(schema, seed(request, "schema", index)));
            case Format.JsonObject() -> {
                ObjectNode object = Json.object();
                object.put("model", model);
                object.put("answer", SimAnswer.of(model, request.prompt(), 6, index));
                yield Json.text(object);
            }
            case Format.Text() -> {
                String result = request.toolResult();
                String begun = behaviour.prefill() == Prefill.CONTINUES ? request.begun() : null;
                if (begun != null) {
                    yield SimAnswer.continued(
                            model,
                            request.prompt(),
                            SimAnswer.of(model, request.prompt(), behaviour.words(), index),
                            begun);
                }
                yield result == null
                        ? SimAnswer.of(model, request.prompt(), behaviour.words(), index)
                        : SimAnswer.afterTool(model, request.prompt(), result);
            }
        };
    }

    private static Choice text(ChatRequest request, String text, int budget) {
        String stopped = text;
        String sequence = null;
        for (String stop : request.stops()) {
            int at = stop.isEmpty() ? -1 : stopped.indexOf(stop);
            if (at >= 0) {
                stopped = stopped.substring(0, at);
                sequence = stop;
            }
        }
        String limited = Tokens.limit(stopped, budget);
        if (limited.length() < stopped.length()) {
            return new Choice(List.of(new Part.Text(limited)), Stop.LENGTH);
        }
        return new Choice(List.of(new Part.Text(limited)), sequence == null ? Stop.DONE : Stop.STOP_SEQUENCE, sequence);
    }

    private static Part.Thinking thinking(ChatRequest request) {
        String text = SimAnswer.thinking(request.model().base(), request.prompt());
        return new Part.Thinking(text, SimAnswer.signature(text));
    }

    private static Choice thinkingFirst(Part.Thinking thinking, Choice choice) {
        var parts = new ArrayList<Part>();
        parts.add(thinking);
        parts.addAll(choice.parts());
        return new Choice(parts, choice.stop(), choice.stopSequence());
    }

    private static long seed(ChatRequest request, String what, int index) {
        return SimAnswer.seed(request.model().base(), request.prompt(), what, Integer.toString(index));
    }
}
