package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.Release;
import dev.penstock.core.Result;
import dev.penstock.core.chat.ChatAnswer;
import dev.penstock.core.chat.ChatRequest;
import dev.penstock.core.chat.Part;
import dev.penstock.core.chat.Tool;
import dev.penstock.providers.AnswerEvents;
import dev.penstock.providers.AnswerRead;
import dev.penstock.providers.Codec;
import dev.penstock.providers.Codecs;
import dev.penstock.providers.Reply;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What an answer would have its caller do, on a route whose risk is high. */
sealed interface Proposal {
    /** Nothing: it calls no tool, or the route's risk is not high. */
    record None() implements Proposal {}

    /**
     * To call tools, which a person must approve.
     *
     * @param answer all of it, JSON in the caller's dialect
     * @param tools their names
     */
    record Calls(String answer, List<String> tools) implements Proposal {}

    /** Nobody can tell, or show it to a person. */
    record Unreadable(String what) implements Proposal {}

    /** Whether answers to a request are looked at at all. */
    static boolean isPossible(CallerRequest request, Release release) {
        return release.route().reviews().highRisk() && request.endpoint().isChat();
    }

    /** That of a whole answer, as its caller would get it. */
    static Proposal ofWhole(CallerRequest request, Release release, byte[] callers) {
        if (!isPossible(request, release)) {
            return new None();
        }
        return switch (codec(request).readAnswer(callers)) {
            case AnswerRead.Malformed(String what) -> new Unreadable(what);
            case AnswerRead.Answer(ChatAnswer answer) -> {
                List<String> tools = tools(answer);
                yield tools.isEmpty() ? new None() : new Calls(new String(callers, UTF_8), tools);
            }
        };
    }

    /** That of a whole stream, as its caller would get it. */
    static Proposal ofStream(CallerRequest request, Release release, byte[] callers, Reply reply) {
        if (!isPossible(request, release)) {
            return new None();
        }
        Codec codec = codec(request);
        return switch (AnswerEvents.read(callers, codec.eventReader())) {
            case AnswerRead.Malformed(String what) -> new Unreadable(what);
            case AnswerRead.Answer(ChatAnswer answer) -> ofStream(request, codec, answer, reply);
        };
    }

    private static Proposal ofStream(CallerRequest request, Codec codec, ChatAnswer answer, Reply reply) {
        List<String> tools = tools(answer);
        if (tools.isEmpty()) {
            return new None();
        }
        // What is asked of a tool that only one dialect has is not in the steps of a stream.
        return functions(request).containsAll(tools) || !hasNatives(request)
                ? new Calls(new String(codec.writeAnswer(answer, reply), UTF_8), tools)
                : new Unreadable("A stream calls a tool that is no function, which cannot be proposed.");
    }

    private static List<String> tools(ChatAnswer answer) {
        return ReviewAnswers.toolCalls(answer).stream()
                .map(Part.ToolCall::name)
                .distinct()
                .toList();
    }

    private static Set<String> functions(CallerRequest request) {
        Set<String> names = new HashSet<>();
        for (Tool tool : toolsOf(request)) {
            if (tool instanceof Tool.Function function) {
                names.add(function.name());
            }
        }
        return names;
    }

    private static boolean hasNatives(CallerRequest request) {
        return toolsOf(request).stream().anyMatch(Tool.Native.class::isInstance);
    }

    private static List<Tool> toolsOf(CallerRequest request) {
        return codec(request).readRequest(request.body().bytes()) instanceof Result.Ok<ChatRequest>(ChatRequest chat)
                ? chat.tools()
                : List.of();
    }

    private static Codec codec(CallerRequest request) {
        return Codecs.of(request.endpoint().dialect());
    }
}
