package dev.penstock.providers.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.chat.FieldPath;
import dev.penstock.core.chat.Given;
import dev.penstock.core.chat.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One object of a caller's request: reads its fields with their paths, refuses what has the wrong type, and knows which
 * fields nobody asked for. A field that is null counts as not given.
 */
public final class Fields {
    private final JsonNode node;
    private final FieldPath at;
    private final Set<String> read = new HashSet<>();

    private Fields(JsonNode node, FieldPath at) {
        this.node = node;
        this.at = at;
    }

    public static Fields of(JsonNode node, FieldPath at) {
        if (!node.isObject()) {
            throw at.toString().isEmpty()
                    ? Refused.inexpressible(at, "the body is " + kind(node) + ", expected an object")
                    : Refused.value(at, shown(node), "an object");
        }
        return new Fields(node, at);
    }

    public FieldPath at() {
        return at;
    }

    public FieldPath at(String field) {
        return at.field(field);
    }

    /** The whole object, to be carried. */
    public Json json() {
        return JsonWire.json(node);
    }

    /** A field of any type. */
    public @Nullable JsonNode any(String field) {
        read.add(field);
        JsonNode value = node.get(field);
        return value == null || value.isNull() ? null : value;
    }

    public JsonNode required(String field) {
        JsonNode value = any(field);
        if (value == null) {
            throw Refused.missing(at(field));
        }
        return value;
    }

    public String text(String field) {
        return asText(required(field), at(field));
    }

    public @Nullable String textOrNull(String field) {
        JsonNode value = any(field);
        return value == null ? null : asText(value, at(field));
    }

    public @Nullable Given<String> givenText(String field) {
        String value = textOrNull(field);
        return value == null ? null : new Given<>(value, at(field));
    }

    public @Nullable Given<Boolean> givenFlag(String field) {
        JsonNode value = any(field);
        if (value == null) {
            return null;
        }
        if (!value.isBoolean()) {
            throw Refused.value(at(field), shown(value), "true or false");
        }
        return new Given<>(value.booleanValue(), at(field));
    }

    public boolean flag(String field) {
        Given<Boolean> given = givenFlag(field);
        return given != null && given.value();
    }

    public @Nullable Given<Double> givenNumber(String field) {
        JsonNode value = any(field);
        if (value == null) {
            return null;
        }
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw Refused.value(at(field), shown(value), "a number");
        }
        return new Given<>(value.doubleValue(), at(field));
    }

    public @Nullable Given<Long> givenInteger(String field, long least) {
        JsonNode value = any(field);
        if (value == null) {
            return null;
        }
        String expected = least == Long.MIN_VALUE ? "an integer" : "an integer from " + least + " on";
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < least) {
            throw Refused.value(at(field), shown(value), expected);
        }
        return new Given<>(value.longValue(), at(field));
    }

    public @Nullable Fields objectOrNull(String field) {
        JsonNode value = any(field);
        return value == null ? null : of(value, at(field));
    }

    public Fields object(String field) {
        return of(required(field), at(field));
    }

    /** The elements of an array; none if the field is not given. */
    public List<JsonNode> list(String field) {
        JsonNode value = any(field);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw Refused.value(at(field), shown(value), "an array");
        }
        List<JsonNode> elements = new ArrayList<>();
        value.forEach(elements::add);
        return elements;
    }

    /** The fields that were given and that nobody has read, in order. */
    public List<String> unread() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(name -> {
            if (!read.contains(name) && !node.path(name).isNull()) {
                names.add(name);
            }
        });
        return names;
    }

    /** The path of the first field that nobody has read; null if all were. */
    public @Nullable FieldPath firstUnread() {
        List<String> names = unread();
        return names.isEmpty() ? null : at(names.getFirst());
    }

    public static String asText(JsonNode value, FieldPath at) {
        if (!value.isTextual()) {
            throw Refused.value(at, shown(value), "a string");
        }
        return value.textValue();
    }

    /** A value for a message: scalars as they are, of others the kind only. */
    public static String shown(JsonNode value) {
        return value.isTextual() ? "'" + value.textValue() + "'" : value.isValueNode() ? value.toString() : kind(value);
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case STRING -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case NULL -> "null";
            case BINARY, MISSING, POJO -> "nothing";
        };
    }
}
