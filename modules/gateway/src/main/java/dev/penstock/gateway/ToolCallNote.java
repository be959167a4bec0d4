package dev.penstock.gateway;

import dev.penstock.admission.Room;
import dev.penstock.core.FinishReason;
import dev.penstock.providers.AnswerFacts;
import dev.penstock.providers.Codecs;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the tool calls of one answer, where a rollout is judged by them. Of a stream it keeps what the caller gets
 * until it is whole; one that is longer than a megabyte, or finds no room in memory, is not looked at. Belongs to one
 * event loop.
 */
final class ToolCallNote {
    private static final int LONGEST = 1 << 20;

    private final Room room;
    private Buffer stream = Buffer.buffer();
    private boolean left;

    /** {@code offered} says whether the request offers any tools: without them none are looked for in a stream. */
    ToolCallNote(Room room, boolean offered) {
        this.room = room;
        this.left = !offered;
    }

    /** The next piece of a stream, as the caller gets it. */
    void piece(Buffer piece) {
        if (left) {
            return;
        }
        long bytes = (long) stream.length() + piece.length();
        if (bytes <= LONGEST && room.resize(bytes)) {
            stream.appendBuffer(piece);
        } else {
            left = true;
            free();
        }
    }

    /** Whether a whole answer calls tools wrongly. */
    static boolean isBad(Exchange x, @Nullable AnswerFacts facts, byte[] answer) {
        return mayCall(facts) && ToolCallCheck.isBad(Codecs.of(x.dialect), answer, x.offeredTools());
    }

    /** The same of the stream, which is whole. */
    boolean isBadStream(Exchange x, @Nullable AnswerFacts facts) {
        return !left
                && mayCall(facts)
                && ToolCallCheck.isBadStream(Codecs.of(x.dialect), stream.getBytes(), x.offeredTools());
    }

    private static boolean mayCall(@Nullable AnswerFacts facts) {
        return facts != null && (facts.finish() == FinishReason.TOOL_CALLS || facts.finish() == FinishReason.LENGTH);
    }

    /** Nothing of it is needed any more. */
    void free() {
        stream = Buffer.buffer();
        room.free();
    }
}
