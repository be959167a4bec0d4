package dev.penstock.providers;

import dev.penstock.core.FinishReason;
import dev.penstock.core.Usage;
import dev.penstock.core.chat.ChatAnswer;
import dev.penstock.core.chat.ChatEvent;
import dev.penstock.core.chat.FieldPath;
import dev.penstock.core.chat.Json;
import dev.penstock.core.chat.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts the pieces of a stream together to the answer that would have come whole. One per stream and thread. */
public final class AnswerAssembler {
    private final Map<Integer, Choice> choices = new TreeMap<>();
    private ChatEvent.Started head = new ChatEvent.Started("", "", 0, null);
    private @Nullable Usage usage;
    private @Nullable String fault;

    /** Pieces of one part, while it grows. */
    private record Growing(String kind, StringBuilder text, Function<String, Part> part) {}

    private static final class Choice {
        private final List<Growing> parts = new ArrayList<>();
        private final Map<Integer, Growing> calls = new TreeMap<>();
        private ChatEvent.@Nullable Finished finished;

        void more(String kind, String text, Function<String, Part> part) {
            if (parts.isEmpty() || !parts.getLast().kind().equals(kind)) {
                parts.add(new Growing(kind, new StringBuilder(), part));
            }
            parts.getLast().text().append(text);
        }

        void call(ChatEvent.ToolCallStarted call) {
            Growing begun = new Growing(
                    "call " + call.call(),
                    new StringBuilder(),
                    arguments -> new Part.ToolCall(call.id(), call.name(), new Json(arguments)));
            parts.add(begun);
            calls.put(call.call(), begun);
        }

        ChatAnswer.Choice whole(int index) {
            List<Part> whole = parts.stream()
                    .map(part -> part.part().apply(part.text().toString()))
                    .toList();
            return finished == null
                    ? new ChatAnswer.Choice(index, whole, FinishReason.OTHER, "", null, null)
                    : new ChatAnswer.Choice(
                            index, whole, finished.reason(), finished.word(), finished.stopSequence(), null);
        }
    }

    /** Takes the next step of the stream. */
    public void take(ChatEvent event) {
        switch (event) {
            case ChatEvent.Started started -> head = started;
            case ChatEvent.TextDelta(int choice, String text) -> of(choice).more("text", text, Part.Text::new);
            case ChatEvent.ThinkingDelta(int choice, String text) ->
                of(choice).more("thinking", text, words -> new Part.Thinking(words, null));
            case ChatEvent.RefusalDelta(int choice, String text) ->
                of(choice).more("refusal", text, words -> new Part.Refusal(words, FieldPath.root()));
            case ChatEvent.ToolCallStarted call -> of(call.choice()).call(call);
            case ChatEvent.ToolArgumentsDelta(int choice, int call, String json) -> {
                Growing begun = of(choice).calls.get(call);
                if (begun != null) {
                    begun.text().append(json);
                }
            }
            case ChatEvent.Finished finished -> of(finished.choice()).finished = finished;
            case ChatEvent.UsageReported reported -> usage = reported.usage();
            case ChatEvent.ThinkingSignature _, ChatEvent.RedactedThinking _, ChatEvent.Ended _ -> {}
            case ChatEvent.Failed _ -> fault = "It holds an error.";
            case ChatEvent.Malformed(String what) -> fault = what;
        }
    }

    private Choice of(int index) {
        return choices.computeIfAbsent(index, _ -> new Choice());
    }

    /** Why it cannot be told what it says: what comes after that is not read; null as long as it can be. */
    public @Nullable String fault() {
        return fault;
    }

    /** The answer as far as it has come; proofs of reasoning and reasoning that is kept secret are left out. */
    public ChatAnswer answer() {
        List<ChatAnswer.Choice> whole = new ArrayList<>();
        choices.forEach((index, choice) -> whole.add(choice.whole(index)));
        return new ChatAnswer(head.id(), head.model(), head.createdSeconds(), whole, usage, head.fingerprint());
    }
}
