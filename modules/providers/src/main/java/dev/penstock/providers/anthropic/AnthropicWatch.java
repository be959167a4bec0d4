package dev.penstock.providers.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.ApiError;
import dev.penstock.core.json.JsonCursor;
import dev.penstock.core.json.MalformedJsonException;
import dev.penstock.providers.AnswerFacts;
import dev.penstock.providers.EventFrames;
import dev.penstock.providers.StreamWatch;
import dev.penstock.providers.Transcript;
import dev.penstock.providers.wire.ForeignError;
import dev.penstock.providers.wire.JsonWire;
import org.jspecify.annotations.Nullable;

/** Watches the events of a message go by. */
final class AnthropicWatch implements StreamWatch {
    private static final byte[] NOTHING = {};
    private static final byte[] END_EVENT =
            "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n".getBytes(UTF_8);

    private final AnswerFacts facts = new AnswerFacts();
    private final JsonCursor cursor = new JsonCursor(END_EVENT);
    private final @Nullable Transcript transcript;
    private @Nullable ApiError error;
    /** The text of the piece that is being read; empty if it has none. */
    private String text = "";
    /** Whether it has anything else. */
    private boolean other;

    AnthropicWatch(@Nullable Transcript transcript) {
        this.transcript = transcript;
    }

    @Override
    public Kind look(EventFrames event) {
        String type = "";
        int block = 0;
        text = "";
        other = false;
        cursor.reset(event.dataBytes(), event.dataFrom(), event.dataTo());
        cursor.enterObject();
        while (cursor.nextMember()) {
            JsonCursor.Kind kind = cursor.kind();
            if (kind == JsonCursor.Kind.STRING && cursor.keyIs("type")) {
                type = cursor.string();
            } else if (kind == JsonCursor.Kind.NUMBER && cursor.keyIs("index")) {
                block = (int) cursor.wholeNumber();
            } else if (kind != JsonCursor.Kind.OBJECT) {
                cursor.skip();
            } else if (cursor.keyIs("message")) {
                AnthropicScan.message(cursor, facts);
            } else if (cursor.keyIs("content_block")) {
                other |= !AnthropicScan.block(cursor, facts);
            } else if (cursor.keyIs("delta")) {
                delta();
            } else if (cursor.keyIs("usage")) {
                AnthropicScan.usage(cursor, facts);
            } else {
                cursor.skip();
            }
        }
        cursor.finish();
        if (transcript != null) {
            note(transcript, type, block, event);
        }
        return switch (type) {
            case "message_stop" -> complete() ? Kind.END : Kind.EARLY_END;
            case "error" -> {
                error = ForeignError.inStream(JsonWire.foreignOrEmpty(event.data()));
                yield Kind.ERROR;
            }
            case "" -> throw new MalformedJsonException(0, "an event with a type");
            default -> Kind.PIECE;
        };
    }

    /** A text that has ended has no more to be gone on with. */
    private void note(Transcript transcript, String type, int block, EventFrames event) {
        if (type.equals("message_start")) {
            byte[] start = event.data();
            transcript.begin(
                    () -> StreamReader.started(JsonWire.foreignOrEmpty(start).path("message")));
        } else if (other || block > 0 || type.equals("content_block_stop") || type.equals("message_delta")) {
            transcript.other();
        } else if (!text.isEmpty()) {
            transcript.text(block, text);
        }
    }

    /** A piece of a block; or the end of the message, which says why it stopped instead of having a type. */
    private void delta() {
        boolean any = false;
        boolean reasoning = false;
        boolean piece = false;
        cursor.enterObject();
        while (cursor.nextMember()) {
            if (cursor.kind() != JsonCursor.Kind.STRING) {
                cursor.skip();
            } else if (transcript != null && cursor.keyIs("text")) {
                text = cursor.string();
                any |= facts.isContent(text);
            } else if (cursor.keyIs("text")) {
                any |= facts.isContent(cursor);
            } else if (cursor.keyIs("thinking") || cursor.keyIs("signature")) {
                reasoning |= cursor.nonEmptyString();
            } else if (cursor.keyIs("stop_reason")) {
                facts.finish(StopWords.read(cursor.string()));
            } else if (cursor.keyIs("type")) {
                piece = true;
                cursor.skip();
            } else {
                boolean more = cursor.nonEmptyString();
                any |= more;
                other |= more;
            }
        }
        other |= reasoning;
        if (piece && any) {
            facts.sawContent();
        } else if (piece && reasoning) {
            facts.sawReasoning();
        }
    }

    @Override
    public AnswerFacts facts() {
        return facts;
    }

    @Override
    public @Nullable ApiError error() {
        return error;
    }

    @Override
    public boolean complete() {
        return facts.finish() != null;
    }

    @Override
    public byte[] beforeEnd() {
        return NOTHING;
    }

    @Override
    public byte[] endEvent() {
        return END_EVENT;
    }
}
