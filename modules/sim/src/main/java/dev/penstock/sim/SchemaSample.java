package dev.penstock.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A value that satisfies a JSON schema: all properties filled, the first of {@code anyOf} taken. Knows {@code type},
 * {@code properties}, {@code items}, {@code enum}, {@code const}, {@code anyOf}, {@code oneOf}, {@code allOf},
 * {@code $ref} into the same document, the bounds of numbers, lengths and counts, and the common formats of strings;
 * not {@code pattern}.
 */
final class SchemaSample {
    private static final int DEEPEST = 6;
    private static final int LONGEST_ARRAY = 2;

    private final JsonNode root;
    private final SplittableRandom random;

    private SchemaSample(JsonNode root, long seed) {
        this.root = root;
        this.random = new SplittableRandom(seed);
    }

    /** A value for a schema; the same schema and seed give the same value. */
    static JsonNode of(JsonNode schema, long seed) {
        return new SchemaSample(schema, seed).value(schema, 0);
    }

    private JsonNode value(JsonNode schema, int depth) {
        if (schema.has("$ref")) {
            return depth > 4 * DEEPEST
                    ? NullNode.instance
                    : value(target(schema.path("$ref").asText()), depth + 1);
        }
        if (schema.has("const")) {
            return schema.path("const");
        }
        if (schema.path("enum").size() > 0) {
            return schema.path("enum").path(random.nextInt(schema.path("enum").size()));
        }
        for (String either : new String[] {"anyOf", "oneOf"}) {
            if (schema.path(either).size() > 0) {
                return value(branch(schema.path(either), depth), depth + 1);
            }
        }
        if (schema.path("allOf").size() > 0) {
            return all(schema, depth);
        }
        return typed(schema, type(schema, depth), depth);
    }

    private JsonNode typed(JsonNode schema, String type, int depth) {
        return switch (type) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, depth);
            case "string" -> TextNode.valueOf(string(schema));
            case "integer" -> LongNode.valueOf((long) number(schema, 1));
            case "number" -> DoubleNode.valueOf(number(schema, 0.5));
            case "boolean" -> BooleanNode.valueOf(random.nextBoolean());
            default -> NullNode.instance;
        };
    }

    /** The first branch; where the schema refers to itself too often, one that is null. */
    private static JsonNode branch(JsonNode branches, int depth) {
        if (depth > DEEPEST) {
            for (JsonNode branch : branches) {
                if (branch.path("type").asText().equals("null")) {
                    return branch;
                }
            }
        }
        return branches.path(0);
    }

    private static String type(JsonNode schema, int depth) {
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            for (JsonNode one : type) {
                if (depth > DEEPEST && one.asText().equals("null")) {
                    return "null";
                }
            }
            return type.path(0).asText();
        }
        if (type.isTextual()) {
            return type.asText();
        }
        return schema.has("properties") ? "object" : schema.has("items") ? "array" : "string";
    }

    private JsonNode target(String ref) {
        return ref.startsWith("#") ? root.at(ref.substring(1)) : NullNode.instance;
    }

    private JsonNode all(JsonNode schema, int depth) {
        ObjectNode together = Json.object();
        for (JsonNode part : schema.path("allOf")) {
            if (value(part, depth + 1) instanceof ObjectNode object) {
                together.setAll(object);
            }
        }
        together.setAll(object(schema, depth));
        return together;
    }

    private ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = Json.object();
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            if (depth <= DEEPEST || required(schema, property.getKey())) {
                object.set(property.getKey(), value(property.getValue(), depth + 1));
            }
        }
        return object;
    }

    private static boolean required(JsonNode schema, String name) {
        for (JsonNode one : schema.path("required")) {
            if (one.asText().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private ArrayNode array(JsonNode schema, int depth) {
        int least = schema.path("minItems").asInt(0);
        int most = Math.max(least, schema.path("maxItems").asInt(LONGEST_ARRAY));
        int count = depth > DEEPEST ? least : Math.max(least, Math.min(LONGEST_ARRAY, most));
        ArrayNode array = Json.array();
        for (int i = 0; i < count; i++) {
            array.add(value(schema.path("items"), depth + 1));
        }
        return array;
    }

    private String string(JsonNode schema) {
        return switch (schema.path("format").asText()) {
            case "date-time" -> "2026-01-02T03:04:05Z";
            case "date" -> "2026-01-02";
            case "time" -> "03:04:05Z";
            case "duration" -> "PT1H";
            case "email" -> "gate@example.com";
            case "hostname" -> "example.com";
            case "uri" -> "https://example.com/gate";
            case "uuid" -> "6f0c1f8e-3d5a-4b7e-9c21-0a1b2c3d4e5f";
            case "ipv4" -> "192.0.2.1";
            case "ipv6" -> "2001:db8::1";
            default ->
                word(schema.path("minLength").asInt(0), schema.path("maxLength").asInt(Integer.MAX_VALUE));
        };
    }

    private String word(int least, int most) {
        var word = new StringBuilder(SimAnswer.words(random.nextLong(), 2));
        while (word.codePointCount(0, word.length()) < least) {
            word.append(' ').append(SimAnswer.words(random.nextLong(), 1));
        }
        int points = word.codePointCount(0, word.length());
        return points <= most ? word.toString() : word.substring(0, word.offsetByCodePoints(0, most));
    }

    private double number(JsonNode schema, double step) {
        double unit = schema.path("multipleOf").asDouble(step);
        double least = schema.has("exclusiveMinimum")
                ? schema.path("exclusiveMinimum").asDouble() + unit
                : schema.path("minimum")
                        .asDouble(Math.min(0, schema.path("maximum").asDouble(0)));
        double most = schema.has("exclusiveMaximum")
                ? schema.path("exclusiveMaximum").asDouble() - unit
                : schema.path("maximum").asDouble(Math.max(least, 0) + 100 * unit);
        double first = Math.ceil(least / unit);
        double last = Math.floor(most / unit);
        if (first > last) {
            return (least + most) / 2;
        }
        return (first + random.nextInt((int) Math.min(last - first, 1_000_000) + 1)) * unit;
    }
}
