package dev.penstock.gateway;

import dev.penstock.admission.Room;
import dev.penstock.core.Dialect;
import dev.penstock.core.TraceText;
import dev.penstock.core.chat.ChatAnswer;
import dev.penstock.core.config.StoredText;
import dev.penstock.core.config.TraceTerms;
import dev.penstock.providers.AnswerEvents;
import dev.penstock.providers.Codec;
import dev.penstock.providers.Codecs;
import dev.penstock.providers.Reply;
import dev.penstock.trace.Redaction;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what is said in one request and its answer, where its route has that stored. What is longer than a megabyte,
 * or finds no room in memory, is not: then nothing is. Belongs to one event loop.
 */
final class TextNote {
    private static final int LONGEST = 1 << 20;
    private static final byte[] NOTHING = {};

    private final TraceTerms terms;
    private final Room room;
    private byte[] request;
    private byte[] whole = NOTHING;
    private Buffer stream = Buffer.buffer();
    private boolean left;

    private TextNote(TraceTerms terms, byte[] request, Room room) {
        this.terms = terms;
        this.request = request;
        this.room = room;
        grown();
    }

    /** For a request under these terms; null where they have nothing stored. */
    static @Nullable TextNote of(TraceTerms terms, byte[] request, Room room) {
        return terms.text() == StoredText.NONE ? null : new TextNote(terms, request, room);
    }

    /** The whole answer, as the caller gets it. */
    void whole(byte[] answer) {
        if (!left) {
            whole = answer;
            grown();
        }
    }

    /** The next piece of a stream, as the caller gets it. */
    void piece(Buffer piece) {
        if (!left) {
            stream.appendBuffer(piece);
            grown();
        }
    }

    private void grown() {
        long bytes = (long) request.length + whole.length + stream.length();
        if (!left && (bytes > LONGEST || !room.resize(bytes))) {
            left = true;
            request = NOTHING;
            whole = NOTHING;
            stream = Buffer.buffer();
            room.free();
        }
    }

    /** What is stored; null where it was too long. {@code reply} is the answer's, in the caller's dialect. */
    @Nullable
    TraceText text(Dialect dialect, Reply reply) {
        if (left) {
            return null;
        }
        byte[] said = request;
        byte[] answer = whole;
        byte[] events = stream.getBytes();
        return new TraceText(
                terms,
                () -> Redaction.of(terms).json(said),
                () -> Redaction.of(terms).json(answer.length > 0 ? answer : assembled(dialect, reply, events)),
                (long) said.length + answer.length + events.length);
    }

    /** Nothing of it is needed any more but what was told of it. */
    void free() {
        room.free();
    }

    /** The answer that a stream, which may have broken off, makes so far. */
    private static byte[] assembled(Dialect dialect, Reply reply, byte[] events) {
        Codec codec = Codecs.of(dialect);
        ChatAnswer answer = AnswerEvents.readSoFar(events, codec.eventReader());
        return answer == null ? NOTHING : codec.writeAnswer(answer, reply);
    }
}
