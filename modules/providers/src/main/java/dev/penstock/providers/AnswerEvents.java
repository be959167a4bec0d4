package dev.penstock.providers;

import dev.penstock.core.chat.ChatAnswer;
import dev.penstock.core.chat.ChatEvent;
import dev.penstock.core.chat.Part;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A whole answer as the steps of a stream, for a caller who wanted one. */
public final class AnswerEvents {
    private AnswerEvents() {}

    /** The steps, from the begin to the end. */
    public static List<ChatEvent> of(ChatAnswer answer) {
        List<ChatEvent> events = new ArrayList<>();
        events.add(new ChatEvent.Started(answer.id(), answer.model(), answer.createdSeconds(), answer.fingerprint()));
        for (ChatAnswer.Choice choice : answer.choices()) {
            int call = 0;
            for (Part part : choice.parts()) {
                switch (part) {
                    case Part.Text text -> events.add(new ChatEvent.TextDelta(choice.index(), text.text()));
                    case Part.Thinking thinking ->
                        events.add(new ChatEvent.ThinkingDelta(choice.index(), thinking.text()));
                    case Part.Refusal refusal -> events.add(new ChatEvent.RefusalDelta(choice.index(), refusal.text()));
                    case Part.ToolCall tool -> {
                        events.add(new ChatEvent.ToolCallStarted(choice.index(), call, tool.id(), tool.name()));
                        events.add(new ChatEvent.ToolArgumentsDelta(
                                choice.index(), call++, tool.arguments().text()));
                    }
                    // No answer has these, or none that is told in steps.
                    case Part.RedactedThinking _, Part.Image _, Part.Document _, Part.ToolResult _, Part.Native _ -> {}
                }
            }
            events.add(new ChatEvent.Finished(
                    choice.index(), choice.finish(), choice.finishWord(), choice.stopSequence()));
        }
        if (answer.usage() != null) {
            events.add(new ChatEvent.UsageReported(answer.usage()));
        }
        events.add(new ChatEvent.Ended());
        return events;
    }

    /** The whole stream in the words of a caller's dialect. */
    public static byte[] write(ChatAnswer answer, EventWriter writer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        of(answer).forEach(event -> out.writeBytes(writer.write(event)));
        return out.toByteArray();
    }

    /** Reads a stream that may have broken off: what it has said so far; null where that is nothing. */
    public static @Nullable ChatAnswer readSoFar(byte[] stream, EventReader reader) {
        AnswerAssembler assembler = new AnswerAssembler();
        new EventFeed(reader, assembler::take).take(stream);
        ChatAnswer answer = assembler.answer();
        return answer.choices().isEmpty() ? null : answer;
    }

    /** Reads a whole stream. One that went through as it came may still be none: nobody has read all of it before. */
    public static AnswerRead read(byte[] stream, EventReader reader) {
        AnswerAssembler assembler = new AnswerAssembler();
        EventFeed feed = new EventFeed(reader, assembler::take);
        feed.take(stream);
        feed.end();
        String fault = assembler.fault();
        return fault == null ? new AnswerRead.Answer(assembler.answer()) : new AnswerRead.Malformed(fault);
    }
}
