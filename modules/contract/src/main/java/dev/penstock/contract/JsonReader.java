package dev.penstock.contract;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Reads JSON as RFC 8259 has it: one value, each name once in its object, numbers exactly as they stand. */
final class JsonReader {
    private static final int MOST_LEVELS = 256;
    private static final int MOST_DIGITS = 400;
    static final String HUGE_NUMBER = "a number beyond 1e" + MOST_DIGITS;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MOST_LEVELS)
                            .maxNumberLength(MOST_DIGITS)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private JsonReader() {}

    /** What a text is. */
    sealed interface Read {
        record Value(JsonNode node) implements Read {}

        /** It is no JSON, for this reason. */
        record Broken(String problem) implements Read {}
    }

    static Read read(String text) {
        JsonNode node;
        try {
            node = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return new Read.Broken(place(e.getLocation()) + e.getOriginalMessage());
        }
        if (node.isMissingNode()) {
            return new Read.Broken("nothing");
        }
        return hasHugeNumber(node) ? new Read.Broken(HUGE_NUMBER) : new Read.Value(node);
    }

    /** A parser by the same rules that is fed piece by piece. */
    static JsonParser nonBlocking() {
        try {
            return MAPPER.getFactory().createNonBlockingByteArrayParser();
        } catch (IOException e) {
            throw new UncheckedIOException("nothing is read yet", e);
        }
    }

    /** The one value in a buffer. */
    static JsonNode tree(TokenBuffer value) throws IOException {
        try (JsonParser parser = value.asParser()) {
            return MAPPER.readTree(parser);
        }
    }

    private static String place(@Nullable JsonLocation location) {
        return location == null ? "" : "line " + location.getLineNr() + ", column " + location.getColumnNr() + ": ";
    }

    static String write(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree in memory could not be written", e);
        }
    }

    /** Arithmetic with {@code 1e999999999} would never end. */
    static boolean hasHugeNumber(JsonNode node) {
        if (node.isBigDecimal()) {
            BigDecimal number = node.decimalValue();
            return Math.abs((long) number.precision() - number.scale()) > MOST_DIGITS || number.scale() > MOST_DIGITS;
        }
        for (JsonNode child : node) {
            if (hasHugeNumber(child)) {
                return true;
            }
        }
        return false;
    }
}
