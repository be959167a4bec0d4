package dev.penstock.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.penstock.config.Value.Entry;
import dev.penstock.config.Value.Items;
import dev.penstock.config.Value.Kind;
import dev.penstock.config.Value.Mapping;
import dev.penstock.config.Value.Nothing;
import dev.penstock.config.Value.Scalar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds values from a parser's tokens, because a binding to objects knows no lines and stops at the first mistake.
 * YAML's aliases mean what their anchors mean.
 */
final class ValueReader {
    private final JsonParser parser;
    private final Map<String, Value> anchors = new HashMap<>();

    ValueReader(JsonParser parser) {
        this.parser = parser;
    }

    /** The value that begins with a token, the parser's current one. */
    Value read(JsonToken token) throws IOException {
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            return aliased(parser.getText());
        }
        String anchor = anchor();
        int line = line();
        Value value = switch (token) {
            case START_OBJECT -> mapping(line);
            case START_ARRAY -> items(line);
            case VALUE_NULL -> new Nothing(line);
            case VALUE_TRUE, VALUE_FALSE -> new Scalar(line, parser.getText(), Kind.TRUTH);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Scalar(line, parser.getText(), Kind.NUMBER);
            default -> new Scalar(line, parser.getText(), Kind.TEXT);
        };
        if (anchor != null) {
            anchors.put(anchor, value);
        }
        return value;
    }

    private Mapping mapping(int line) throws IOException {
        List<Entry> entries = new ArrayList<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            int keyLine = line();
            entries.add(new Entry(key, keyLine, read(parser.nextToken())));
        }
        return new Mapping(line, entries);
    }

    private Items items(int line) throws IOException {
        List<Value> values = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            values.add(read(token));
        }
        return new Items(line, values);
    }

    private Value aliased(String anchor) {
        Value value = anchors.get(anchor);
        return value == null ? new Scalar(line(), "*" + anchor, Kind.TEXT) : value;
    }

    private @Nullable String anchor() throws IOException {
        return parser.getObjectId() instanceof String anchor ? anchor : null;
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }
}
