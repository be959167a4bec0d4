package dev.penstock.providers;

import dev.penstock.core.AttemptFailure;
import dev.penstock.core.json.MalformedJsonException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Passes a stream on as it came, for a caller who speaks the provider's dialect. */
public final class PassThroughRelay implements StreamRelay, EventFrames.Sink {
    private final EventFrames frames = new EventFrames(MAX_EVENT_BYTES);
    private final StreamWatch watch;
    private final boolean passUsage;
    private final @Nullable ToolStop tools;
    private final @Nullable Transcript transcript;
    private State state = State.OPEN;
    private @Nullable AttemptFailure failure;

    /** Whole events of one feed, so of one array, that stand side by side go out together. */
    private byte[] pending = {};

    private int pendingFrom;
    private int pendingTo;
    private Out out = (bytes, from, to) -> {};

    public PassThroughRelay(StreamWatch watch, boolean passUsage) {
        this(watch, passUsage, null, null);
    }

    /**
     * @param passUsage whether the caller asked for the usage at the end of the stream
     * @param tools looks for calls of stopped tools; null where none is stopped
     * @param transcript the watch's; null for none
     */
    public PassThroughRelay(
            StreamWatch watch, boolean passUsage, @Nullable ToolStop tools, @Nullable Transcript transcript) {
        this.watch = watch;
        this.passUsage = passUsage;
        this.tools = tools;
        this.transcript = transcript;
    }

    @Override
    public State feed(byte[] bytes, Out to) {
        out = to;
        if (state == State.OPEN && !frames.feed(bytes, this)) {
            broken(new AttemptFailure.Malformed("an event is larger than " + MAX_EVENT_BYTES + " bytes."));
        }
        flush();
        return state;
    }

    @Override
    public State end(Out to) {
        out = to;
        if (state == State.OPEN) {
            frames.end(this);
        }
        flush();
        if (state == State.OPEN) {
            if (watch.complete()) {
                byte[] end = watch.endEvent();
                out.put(end, 0, end.length);
                state = State.COMPLETE;
            } else {
                broken(new AttemptFailure.CutStream());
            }
        }
        return state;
    }

    @Override
    public void frame(byte[] bytes, int from, int to) {
        if (state != State.OPEN) {
            return;
        }
        if (!frames.hasData()) {
            pass(bytes, from, to);
            return;
        }
        AttemptFailure stopped = tools == null ? null : tools.look(frames);
        if (stopped != null) {
            broken(stopped);
            return;
        }
        try {
            switch (watch.look(frames)) {
                case PIECE -> pass(bytes, from, to);
                case USAGE -> {
                    if (passUsage) {
                        pass(bytes, from, to);
                    }
                }
                case END -> {
                    byte[] untold = watch.beforeEnd();
                    if (untold.length > 0) {
                        flush();
                        out.put(untold, 0, untold.length);
                    }
                    pass(bytes, from, to);
                    state = State.COMPLETE;
                }
                case EARLY_END -> broken(new AttemptFailure.CutStream());
                case ERROR -> broken(new AttemptFailure.ErrorInStream(Objects.requireNonNull(watch.error())));
            }
        } catch (MalformedJsonException e) {
            broken(new AttemptFailure.Malformed(
                    "an event of the stream is not JSON as the dialect has it, " + e.getMessage() + " of its data."));
        }
    }

    @Override
    public AnswerFacts facts() {
        return watch.facts();
    }

    @Override
    public int heldBytes() {
        return frames.heldBytes() + (transcript == null ? 0 : transcript.bytes());
    }

    @Override
    public @Nullable AttemptFailure failure() {
        return failure;
    }

    private void pass(byte[] bytes, int from, int to) {
        if (pendingTo > pendingFrom && from == pendingTo) {
            pendingTo = to;
            return;
        }
        flush();
        pending = bytes;
        pendingFrom = from;
        pendingTo = to;
    }

    private void flush() {
        if (pendingTo > pendingFrom) {
            out.put(pending, pendingFrom, pendingTo);
        }
        pendingFrom = pendingTo = 0;
    }

    private void broken(AttemptFailure why) {
        state = State.BROKEN;
        failure = why;
    }
}
