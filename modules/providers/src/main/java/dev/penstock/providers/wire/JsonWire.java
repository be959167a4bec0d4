package dev.penstock.providers.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.penstock.core.Refusal;
import dev.penstock.core.chat.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** JSON text to trees and back. Numbers keep every digit, so that what is only carried arrives as it came. */
public final class JsonWire {
    /** Bodies are bounded by the gateway; one string of it may be a whole document in base64. */
    private static final int LONGEST_STRING = 256 * 1024 * 1024;

    private static final JsonMapper LENIENT = mapper(false);
    /** A field that comes twice is read differently by different readers, so a caller's request may not have one. */
    private static final JsonMapper STRICT = mapper(true);

    private JsonWire() {}

    private static JsonMapper mapper(boolean refuseDuplicates) {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(LONGEST_STRING)
                        .build())
                .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, refuseDuplicates)
                .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    /** Reads a caller's body; refuses what is not JSON. */
    public static JsonNode request(byte[] body) {
        JsonNode node;
        try {
            node = STRICT.readTree(body);
        } catch (JsonProcessingException e) {
            boolean twice = String.valueOf(e.getOriginalMessage()).startsWith("Duplicate");
            long offset =
                    e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
            throw new Refused(new Refusal.MalformedJson(offset, twice ? "each field once" : "JSON"));
        } catch (IOException e) {
            throw new Refused(new Refusal.MalformedJson(0, "JSON in UTF-8"));
        }
        if (node == null || node.isMissingNode()) {
            throw new Refused(new Refusal.MalformedJson(0, "a JSON object"));
        }
        return node;
    }

    /** Reads a provider's body; null if it is not JSON. */
    public static @Nullable JsonNode foreign(byte[] body) {
        try {
            JsonNode node = LENIENT.readTree(body);
            return node == null || node.isMissingNode() ? null : node;
        } catch (IOException e) {
            return null;
        }
    }

    /** Reads a piece of a provider's body; a missing node if it is not JSON. */
    public static JsonNode foreignOrEmpty(byte[] piece) {
        JsonNode node = foreign(piece);
        return node == null ? MissingNode.getInstance() : node;
    }

    /** Reads a provider's text; null if it is not JSON. */
    public static @Nullable JsonNode foreign(String text) {
        try {
            JsonNode node = LENIENT.readTree(text);
            return node == null || node.isMissingNode() ? null : node;
        } catch (IOException e) {
            return null;
        }
    }

    public static ObjectNode object() {
        return LENIENT.createObjectNode();
    }

    public static ArrayNode array() {
        return LENIENT.createArrayNode();
    }

    /** Puts carried JSON into a tree as it is. */
    public static void put(ObjectNode node, String field, Json json) {
        node.putRawValue(field, new RawValue(json.text()));
    }

    /** Adds carried JSON to an array as it is. */
    public static void add(ArrayNode node, Json json) {
        node.addRawValue(new RawValue(json.text()));
    }

    /** The text of a tree, to be carried. */
    public static Json json(JsonNode node) {
        return new Json(node.toString());
    }

    public static byte[] bytes(JsonNode node) {
        try {
            return LENIENT.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A text of a provider's tree; null if there is none. */
    public static @Nullable String text(JsonNode parent, String field) {
        JsonNode node = parent.path(field);
        return node.isTextual() ? node.textValue() : null;
    }

    /** A text of a provider's tree; empty if there is none. */
    public static String textOrEmpty(JsonNode parent, String field) {
        String text = text(parent, field);
        return text == null ? "" : text;
    }

    /** A count of a provider's tree; 0 if there is none, or one that makes no sense. */
    public static long count(JsonNode parent, String field) {
        JsonNode node = parent.path(field);
        return node.canConvertToLong() ? Math.max(0, node.longValue()) : 0;
    }
}
