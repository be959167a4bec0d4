package dev.penstock.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes numbers and truth values of texts that hold one, where a schema wants that and nothing else is wrong with the
 * text: {@code "3"} and {@code "true"}, never {@code "three"}, {@code "03"} or {@code "True"}.
 */
final class Coercion {
    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9]\\d{0,17})");
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d{0,17})(\\.\\d{1,18})?([eE][+-]?\\d{1,2})?");

    private Coercion() {}

    /** The value with its texts coerced; null if there is one error that this cannot mend. */
    static @Nullable JsonNode coerce(JsonNode value, List<Error> errors) {
        Map<NodePath, Set<String>> wanted = new LinkedHashMap<>();
        for (Error error : errors) {
            if (!"type".equals(error.getKeyword())) {
                return null;
            }
            Set<String> types = wanted.computeIfAbsent(error.getInstanceLocation(), path -> new HashSet<>());
            JsonNode type = error.getSchemaNode();
            if (type.isArray()) {
                type.forEach(one -> types.add(one.asText()));
            } else {
                types.add(type.asText());
            }
        }
        JsonNode coerced = value.deepCopy();
        for (Map.Entry<NodePath, Set<String>> one : wanted.entrySet()) {
            JsonNode scalar = scalar(at(coerced, one.getKey(), 0), one.getValue());
            if (scalar == null) {
                return null;
            }
            coerced = replaced(coerced, one.getKey(), scalar);
        }
        return coerced;
    }

    private static @Nullable JsonNode scalar(JsonNode node, Set<String> types) {
        if (!node.isTextual()) {
            return null;
        }
        String text = node.textValue();
        boolean isNumber = (types.contains("integer") && INTEGER.matcher(text).matches())
                || (types.contains("number") && NUMBER.matcher(text).matches());
        if (isNumber && JsonReader.read(text) instanceof JsonReader.Read.Value(JsonNode number)) {
            return number;
        }
        return types.contains("boolean") && (text.equals("true") || text.equals("false"))
                ? BooleanNode.valueOf(text.equals("true"))
                : null;
    }

    /** The node on a path, of which the last {@code above} steps are not taken. */
    private static JsonNode at(JsonNode root, NodePath path, int above) {
        JsonNode node = root;
        for (int i = 0; i < path.getNameCount() - above; i++) {
            node = path.getElement(i) instanceof Integer index
                    ? node.path(index)
                    : node.path(String.valueOf(path.getElement(i)));
        }
        return node;
    }

    private static JsonNode replaced(JsonNode root, NodePath path, JsonNode by) {
        if (path.getNameCount() == 0) {
            return by;
        }
        Object step = path.getElement(-1);
        switch (at(root, path, 1)) {
            case ObjectNode object -> object.set(String.valueOf(step), by);
            case ArrayNode array when step instanceof Integer index -> array.set(index, by);
            case JsonNode other -> throw new IllegalStateException("nothing is inside " + other.getNodeType());
        }
        return root;
    }
}
