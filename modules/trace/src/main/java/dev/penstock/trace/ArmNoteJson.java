package dev.penstock.trace;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.ArmNote;
import java.io.IOException;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What a request said in a rollout, in its story: the member {@code arm_note}. */
public final class ArmNoteJson {
    private static final String NAME = "arm_note";
    private static final int HEX = 16;

    private ArmNoteJson() {}

    static void write(JsonGenerator json, ArmNote note) throws IOException {
        json.writeObjectFieldStart(NAME);
        json.writeStringField("rollout", note.rollout());
        json.writeNumberField("stage", note.stage());
        json.writeBooleanField("candidate", note.candidate());
        json.writeBooleanField("concurrent", note.concurrent());
        json.writeStringField("release", note.release());
        json.writeNumberField("chance", note.chance());
        // Not every reader of JSON has whole numbers of 64 bits.
        json.writeStringField("key", Long.toHexString(note.key()));
        json.writeNumberField("own_attempts", note.ownAttempts());
        List<String> bad = note.bad();
        if (bad != null) {
            json.writeArrayFieldStart("bad");
            for (String word : bad) {
                json.writeString(word);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    /** That of a story; null where it has none. */
    public static @Nullable ArmNote of(JsonNode story) {
        JsonNode note = story.path(NAME);
        return note.isObject()
                ? new ArmNote(
                        note.path("rollout").asText(),
                        note.path("stage").asInt(),
                        note.path("candidate").asBoolean(),
                        note.path("concurrent").asBoolean(),
                        note.path("release").asText(),
                        note.path("chance").asInt(),
                        Long.parseUnsignedLong(note.path("key").asText("0"), HEX),
                        note.path("own_attempts").asInt(),
                        bad(note.path("bad")))
                : null;
    }

    private static @Nullable List<String> bad(JsonNode words) {
        return words.isArray()
                ? StreamSupport.stream(words.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList()
                : null;
    }

    /** The model that the newest of its own side's answers named; null where none did. */
    public static @Nullable String model(JsonNode story, ArmNote note) {
        String model = null;
        for (int i = 0; i < note.ownAttempts(); i++) {
            String returned =
                    story.path("attempts").path(i).path("returned_model").asText();
            model = returned.isEmpty() ? model : returned;
        }
        return model;
    }
}
