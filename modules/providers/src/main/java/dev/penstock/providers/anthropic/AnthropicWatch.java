package dev.penstock.providers.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.ApiError;
import dev.penstock.core.json.JsonCursor;
import dev.penstock.core.json.MalformedJsonException;
import dev.penstock.providers.AnswerFacts;
import dev.penstock.providers.EventFrames;
import dev.penstock.providers.StreamWatch;
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
    private @Nullable ApiError error;

    @Override
    public Kind look(EventFrames event) {
        String type = "";
        cursor.reset(event.dataBytes(), event.dataFrom(), event.dataTo());
        cursor.enterObject();
        while (cursor.nextMember()) {
            JsonCursor.Kind kind = cursor.kind();
            if (kind == JsonCursor.Kind.STRING && cursor.keyIs("type")) {
                type = cursor.string();
            } else if (kind != JsonCursor.Kind.OBJECT) {
                cursor.skip();
            } else if (cursor.keyIs("message")) {
                AnthropicScan.message(cursor, facts);
            } else if (cursor.keyIs("content_block")) {
                AnthropicScan.block(cursor, facts);
            } else if (cursor.keyIs("delta")) {
                delta();
            } else if (cursor.keyIs("usage")) {
                AnthropicScan.usage(cursor, facts);
            } else {
                cursor.skip();
            }
        }
        cursor.finish();
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

    /** A piece of a block; or the end of the message, which says why it stopped instead of having a type. */
    private void delta() {
        boolean any = false;
        boolean piece = false;
        cursor.enterObject();
        while (cursor.nextMember()) {
            if (cursor.kind() != JsonCursor.Kind.STRING) {
                cursor.skip();
            } else if (cursor.keyIs("stop_reason")) {
                facts.finish(StopWords.read(cursor.string()));
            } else if (cursor.keyIs("type")) {
                piece = true;
                cursor.skip();
            } else {
                any |= cursor.nonEmptyString();
            }
        }
        if (piece && any) {
            facts.sawContent();
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
