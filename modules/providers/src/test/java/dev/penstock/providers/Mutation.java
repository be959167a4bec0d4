package dev.penstock.providers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A JSON text with one value of it replaced, as a careless provider might. */
final class Mutation {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Mutation() {}

    /** Replaces the value number {@code place}, counted round and round in document order. */
    static byte[] of(String text, int place, String replacement) throws JsonProcessingException {
        JsonNode root = JSON.readTree(text);
        List<Runnable> mutations = new ArrayList<>();
        collect(root, JSON.readTree(replacement), mutations);
        mutations.get(Math.floorMod(place, mutations.size())).run();
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void collect(JsonNode node, JsonNode replacement, List<Runnable> mutations) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(entry -> {
                mutations.add(() -> object.set(entry.getKey(), replacement));
                collect(entry.getValue(), replacement, mutations);
            });
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                int index = i;
                mutations.add(() -> array.set(index, replacement));
                collect(array.get(i), replacement, mutations);
            }
        }
    }
}
