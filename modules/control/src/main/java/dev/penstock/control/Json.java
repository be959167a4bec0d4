package dev.penstock.control;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** JSON as operators send and get it. */
final class Json {
    /** Numbers stay as they are written: 0.1 % is no power of two. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /** A value of the JDK as JSON. */
    static JsonNode of(@Nullable Object value) {
        return MAPPER.valueToTree(value);
    }

    /**
     * Reads one value.
     *
     * @throws IOException if it is none
     */
    static JsonNode read(byte[] bytes) throws IOException {
        return MAPPER.readTree(bytes);
    }

    /** What is wrong with a text that could not be read, and where. */
    static String wrong(IOException e) {
        if (!(e instanceof JacksonException malformed)) {
            return String.valueOf(e.getMessage());
        }
        JsonLocation place = malformed.getLocation();
        return (place == null ? "" : "line " + place.getLineNr() + ", column " + place.getColumnNr() + ": ")
                + malformed.getOriginalMessage();
    }
}
