package dev.penstock.providers.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.ApiError;
import dev.penstock.core.json.JsonCursor;
import dev.penstock.providers.AnswerFacts;
import dev.penstock.providers.EventFrames;
import dev.penstock.providers.StreamWatch;
import dev.penstock.providers.Transcript;
import dev.penstock.providers.wire.EventBytes;
import dev.penstock.providers.wire.ForeignError;
import dev.penstock.providers.wire.JsonWire;
import org.jspecify.annotations.Nullable;

/** Watches the chunks of a chat completion go by. */
final class OpenAiWatch implements StreamWatch {
    private static final String[] HEAD = {"id", "object", "created", "model", "system_fingerprint"};
    private static final byte[] NOTHING = {};
    private static final byte[] DONE = "[DONE]".getBytes(UTF_8);
    private static final byte[] END_EVENT = "data: [DONE]\n\n".getBytes(UTF_8);

    private final AnswerFacts facts = new AnswerFacts();
    private final @Nullable Transcript transcript;
    private final OpenAiScan.Choices choices;
    private final JsonCursor cursor = new JsonCursor(DONE);
    /** The first chunk; its head is that of all. */
    private byte[] first = {};

    private @Nullable ApiError error;

    OpenAiWatch(@Nullable Transcript transcript) {
        this.transcript = transcript;
        this.choices = new OpenAiScan.Choices(facts, transcript);
    }

    @Override
    public Kind look(EventFrames event) {
        if (event.dataIs(DONE)) {
            return choices.any() ? Kind.END : Kind.EARLY_END;
        }
        if (first.length == 0) {
            first = event.data();
            if (transcript != null) {
                transcript.begin(() -> StreamReader.started(JsonWire.foreignOrEmpty(first)));
            }
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
        if (failed) {
            error = ForeignError.inStream(JsonWire.foreignOrEmpty(event.data()));
            return Kind.ERROR;
        }
        if (hasChoices) {
            choices.note();
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
        return choices.finished();
    }

    /** A provider that never says why its answer ended says at least that it did; clients want both. */
    @Override
    public byte[] beforeEnd() {
        int[] open = choices.unfinished();
        if (open.length == 0) {
            return NOTHING;
        }
        JsonNode head = JsonWire.foreignOrEmpty(first);
        ObjectNode chunk = JsonWire.object();
        for (String field : HEAD) {
            if (head.has(field)) {
                chunk.set(field, head.path(field));
            }
        }
        ArrayNode ends = chunk.putArray("choices");
        for (int index : open) {
            ObjectNode end = ends.addObject().put("index", index);
            end.putObject("delta");
            end.put("finish_reason", choices.called() ? "tool_calls" : "stop");
        }
        return new EventBytes().data(chunk).toBytes();
    }

    @Override
    public byte[] endEvent() {
        return END_EVENT;
    }
}
