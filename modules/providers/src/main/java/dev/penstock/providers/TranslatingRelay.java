package dev.penstock.providers;

import dev.penstock.core.AttemptFailure;
import dev.penstock.core.chat.ChatEvent;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns a provider's stream into the dialect of a caller who speaks another one. */
public final class TranslatingRelay implements StreamRelay, EventFrames.Sink {
    private final EventFrames frames = new EventFrames(MAX_EVENT_BYTES);
    private final AnswerFacts facts = new AnswerFacts();
    private final EventReader reader;
    private final EventWriter writer;
    private final Set<String> stoppedTools;
    private final @Nullable Transcript transcript;
    private final @Nullable Agreement agreement;
    private State state = State.OPEN;
    private @Nullable AttemptFailure failure;
    private Out out = (bytes, from, to) -> {};

    public TranslatingRelay(EventReader reader, EventWriter writer, Set<String> stoppedTools) {
        this(reader, writer, stoppedTools, null, null);
    }

    /**
     * @param stoppedTools the names of tools whose call breaks the stream
     * @param transcript notes what the caller gets; null for none
     * @param agreement takes out what the caller has already; null for a stream that begins
     */
    public TranslatingRelay(
            EventReader reader,
            EventWriter writer,
            Set<String> stoppedTools,
            @Nullable Transcript transcript,
            @Nullable Agreement agreement) {
        this.reader = reader;
        this.writer = writer;
        this.stoppedTools = stoppedTools;
        this.transcript = transcript;
        this.agreement = agreement;
    }

    @Override
    public State feed(byte[] bytes, Out to) {
        out = to;
        if (state == State.OPEN && !frames.feed(bytes, this)) {
            broken(new AttemptFailure.Malformed("an event is larger than " + MAX_EVENT_BYTES + " bytes."));
        }
        return state;
    }

    @Override
    public State end(Out to) {
        out = to;
        if (state == State.OPEN) {
            frames.end(this);
        }
        if (state == State.OPEN) {
            take(reader.end());
        }
        if (state == State.OPEN) {
            broken(new AttemptFailure.CutStream());
        }
        return state;
    }

    @Override
    public void frame(byte[] bytes, int from, int to) {
        if (state == State.OPEN && frames.hasData()) {
            take(reader.read(StreamEvent.of(frames)));
        }
    }

    @Override
    public AnswerFacts facts() {
        return facts;
    }

    @Override
    public int heldBytes() {
        return frames.heldBytes() + (transcript == null ? 0 : transcript.bytes());
    }

    @Override
    public @Nullable AttemptFailure failure() {
        return failure;
    }

    private void take(List<ChatEvent> events) {
        for (ChatEvent event : events) {
            if (state == State.OPEN) {
                take(event);
            }
        }
    }

    private void take(ChatEvent event) {
        switch (event) {
            case ChatEvent.Started started -> {
                facts.id(started.id());
                facts.model(started.model());
                if (started.fingerprint() != null) {
                    facts.fingerprint(started.fingerprint());
                }
            }
            case ChatEvent.TextDelta text -> sawContent(isContent(text.text()));
            case ChatEvent.ThinkingDelta thinking ->
                sawReasoning(!thinking.text().isEmpty());
            case ChatEvent.ThinkingSignature _ -> sawReasoning(true);
            case ChatEvent.RedactedThinking _ -> sawReasoning(true);
            case ChatEvent.ToolCallStarted call -> {
                if (stoppedTools.contains(call.name())) {
                    broken(new AttemptFailure.KilledTool(call.name()));
                    return;
                }
                sawContent(true);
            }
            case ChatEvent.ToolArgumentsDelta _ -> sawContent(true);
            case ChatEvent.RefusalDelta _ -> sawContent(true);
            case ChatEvent.Finished finished -> facts.finish(finished.reason());
            case ChatEvent.UsageReported reported -> facts.usage(reported.usage());
            case ChatEvent.Failed failed -> {
                broken(new AttemptFailure.ErrorInStream(failed.error()));
                return;
            }
            case ChatEvent.Malformed malformed -> {
                broken(new AttemptFailure.Malformed(malformed.what()));
                return;
            }
            case ChatEvent.Ended _ -> state = State.COMPLETE;
        }
        ChatEvent forCaller = agreement == null ? event : agreement.pass(event);
        if (agreement != null && agreement.hasDeparted()) {
            broken(new AttemptFailure.Departed());
        } else if (forCaller != null) {
            write(forCaller);
        }
    }

    private void write(ChatEvent event) {
        if (transcript != null) {
            note(transcript, event);
        }
        byte[] bytes = writer.write(event);
        if (bytes.length > 0) {
            out.put(bytes, 0, bytes.length);
        }
    }

    private static void note(Transcript transcript, ChatEvent event) {
        switch (event) {
            case ChatEvent.Started started -> transcript.begin(() -> started);
            case ChatEvent.TextDelta(int choice, String text) -> transcript.text(choice, text);
            case ChatEvent.UsageReported _, ChatEvent.Failed _, ChatEvent.Malformed _ -> {}
            case ChatEvent.ThinkingDelta _,
                    ChatEvent.ThinkingSignature _,
                    ChatEvent.RedactedThinking _,
                    ChatEvent.ToolCallStarted _,
                    ChatEvent.ToolArgumentsDelta _,
                    ChatEvent.RefusalDelta _,
                    ChatEvent.Finished _,
                    ChatEvent.Ended _ -> transcript.other();
        }
    }

    /** Behind what the caller has, white space may be all that was missing. */
    private boolean isContent(String text) {
        return agreement == null ? facts.isContent(text) : !text.isEmpty();
    }

    private void sawReasoning(boolean any) {
        if (any) {
            facts.sawReasoning();
        }
    }

    private void sawContent(boolean any) {
        if (any) {
            facts.sawContent();
        }
    }

    private void broken(AttemptFailure why) {
        state = State.BROKEN;
        failure = why;
    }
}
