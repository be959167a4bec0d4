package dev.penstock.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.core.ArmNote;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArmNoteJsonTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, 0x9f31_c07a_b2d1_4e65L})
    void whatWasWrittenIsRead(long key) throws IOException {
        ArmNote candidate = new ArmNote("d0c7", 1, true, false, "91c2", 50_000, key, 1, List.of("error", "contract"));
        ArmNote concurrent = new ArmNote("d0c7", 1, false, true, "91c2", 50_000, key, 1, List.of());

        assertThat(ArmNoteJson.of(story(candidate, "[]"))).isEqualTo(candidate);
        assertThat(ArmNoteJson.of(story(concurrent, "[]"))).isEqualTo(concurrent);
    }

    @Test
    void oneWithoutAScoreIsNotOneThatWasGood() throws IOException {
        ArmNote none = new ArmNote("d0c7", 1, true, false, "91c2", 50_000, 7, 1, null);
        ArmNote good = new ArmNote("d0c7", 1, true, false, "91c2", 50_000, 7, 1, List.of());

        assertThat(ArmNoteJson.of(story(none, "[]"))).isEqualTo(none);
        assertThat(ArmNoteJson.of(story(good, "[]"))).isEqualTo(good);
    }

    @Test
    void aStoryThatIsOfNoRolloutHasNone() throws IOException {
        assertThat(ArmNoteJson.of(JSON.readTree("{\"arm\":\"candidate\"}"))).isNull();
    }

    @Test
    void theModelIsThatOfTheNewestAnswerOfItsOwnSide() throws IOException {
        String attempts = "[{\"returned_model\":\"a\"},{\"returned_model\":\"b\"},{},{\"returned_model\":\"c\"}]";

        assertThat(model(attempts, 3)).isEqualTo("b");
        assertThat(model(attempts, 4)).isEqualTo("c");
        assertThat(model(attempts, 0)).isNull();
    }

    private static @Nullable String model(String attempts, int own) throws IOException {
        ArmNote note = new ArmNote("d0c7", 1, true, false, "91c2", 50_000, 7, own, List.of());
        JsonNode story = story(note, attempts);
        return ArmNoteJson.model(story, Objects.requireNonNull(ArmNoteJson.of(story)));
    }

    private static JsonNode story(ArmNote note, String attempts) throws IOException {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            ArmNoteJson.write(json, note);
            json.writeFieldName("attempts");
            json.writeRawValue(attempts);
            json.writeEndObject();
        }
        return JSON.readTree(out.toString());
    }
}
