package dev.penstock.providers.openai;

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

/** Watches the chunks of a chat completion go by. */
final class OpenAiWatch implements StreamWatch {
    private static final byte[] DONE = "[DONE]".getBytes(UTF_8);
    private static final byte[] END_EVENT = "data: [DONE]\n\n".getBytes(UTF_8);

    private final AnswerFacts facts = new AnswerFacts();
    private final OpenAiScan.Choices choices = new OpenAiScan.Choices(facts);
    private final JsonCursor cursor = new JsonCursor(DONE);
    /** Whether any chunk had a choice: the mark of the end alone is no answer. */
    private boolean begun;

    private @Nullable ApiError error;

    @Override
    public Kind look(EventFrames event) {
        if (event.dataIs(DONE)) {
            if (!begun) {
                throw new MalformedJsonException(0, "a choice before the end");
            }
            return Kind.END;
        }
        boolean hasChoices = false;
        boolean failed = event.name().equals("error");
        cursor.reset(event.dataBytes(), event.dataFrom(), event.dataTo());
        cursor.enterObject();
        while (cursor.nextMember()) {
            if (cursor.keyIs("choices")) {
                choices.read(cursor);
                hasChoices = choices.count() > 0;
            } else if (cursor.keyIs("error") && cursor.kind() != JsonCursor.Kind.NULL) {
                failed = true;
                cursor.skip();
            } else {
                OpenAiScan.common(cursor, facts);
            }
        }
        cursor.finish();
        begun |= hasChoices;
        if (failed) {
            error = ForeignError.inStream(JsonWire.foreignOrEmpty(event.data()));
            return Kind.ERROR;
        }
        return hasChoices || facts.usage() == null ? Kind.PIECE : Kind.USAGE;
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
        return choices.finished() > 0;
    }

    @Override
    public byte[] endEvent() {
        return END_EVENT;
    }
}
