package dev.penstock.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;

/**
 * Numbers as JSON Schema sees them: 1, 1.0 and 1e0 are one. Jackson's trees take them for three, and so would
 * {@code const}, {@code enum} and {@code uniqueItems}.
 */
final class Numbers {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Numbers() {}

    /** A value with one form for each number; the value itself where it is all that already. */
    static JsonNode inOneForm(JsonNode value) {
        return hasFraction(value) ? copied(value) : value;
    }

    private static boolean hasFraction(JsonNode value) {
        if (value.isBigDecimal()) {
            return true;
        }
        for (JsonNode child : value) {
            if (hasFraction(child)) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode copied(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> {
                ObjectNode copy = NODES.objectNode();
                for (Map.Entry<String, JsonNode> field : object.properties()) {
                    copy.set(field.getKey(), copied(field.getValue()));
                }
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = NODES.arrayNode(array.size());
                array.forEach(element -> copy.add(copied(element)));
                yield copy;
            }
            case JsonNode number when number.isBigDecimal() -> number(number.decimalValue());
            case JsonNode other -> other;
        };
    }

    private static JsonNode number(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() > 0 ? NODES.numberNode(stripped) : whole(stripped.toBigIntegerExact());
    }

    /** The kind of node that a parser makes of a whole number of that size. */
    private static JsonNode whole(BigInteger number) {
        if (number.bitLength() <= 31) {
            return NODES.numberNode(number.intValue());
        }
        return number.bitLength() <= 63 ? NODES.numberNode(number.longValue()) : NODES.numberNode(number);
    }
}
