package dev.penstock.alerts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Alerts as JSON: for operators, for webhooks and for the other nodes. */
public final class AlertJson {
    private static final JsonMapper MAPPER = new JsonMapper();

    private AlertJson() {}

    /** An alert, with what follows from its kind and its condition. */
    public static ObjectNode of(Alert alert) {
        ObjectNode json = condition(MAPPER.createObjectNode().put("id", alert.id()), alert.condition())
                .put("key", alert.condition().key())
                .put("severity", alert.condition().kind().severity().word())
                .put("node", alert.node())
                .put("text", alert.text());
        ObjectNode evidence = json.putObject("evidence");
        alert.evidence().forEach((name, value) -> put(evidence, name, value));
        return json.put("at", alert.at().toString())
                .put("since", alert.since().toString())
                .put("until", alert.until() == null ? null : alert.until().toString());
    }

    /** A count is no fraction. */
    private static void put(ObjectNode evidence, String name, double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            evidence.put(name, (long) value);
        } else {
            evidence.put(name, value);
        }
    }

    private static ObjectNode condition(ObjectNode json, Condition condition) {
        json.put("kind", condition.kind().word());
        ObjectNode scope = json.putObject("scope");
        condition.scope().forEach(scope::put);
        return json;
    }

    static ArrayNode of(Collection<Alert> alerts) {
        ArrayNode json = MAPPER.createArrayNode();
        alerts.forEach(alert -> json.add(of(alert)));
        return json;
    }

    static ArrayNode conditions(Collection<Condition> conditions) {
        ArrayNode json = MAPPER.createArrayNode();
        conditions.forEach(condition -> condition(json.addObject(), condition));
        return json;
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Reads what a node wrote. */
    static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON from another node", e);
        }
    }

    /** Those alerts of a list that are of kinds known here: another version may know more. */
    static List<Alert> alerts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .flatMap(json -> alert(json).stream())
                .toList();
    }

    private static Optional<Alert> alert(JsonNode json) {
        return condition(json).map(condition -> {
            Map<String, Double> evidence = new LinkedHashMap<>();
            json.path("evidence")
                    .properties()
                    .forEach(each -> evidence.put(each.getKey(), each.getValue().asDouble()));
            return new Alert(
                    json.path("id").asText(),
                    Instant.parse(json.path("at").asText()),
                    json.path("node").asText(),
                    condition,
                    json.path("text").asText(),
                    evidence,
                    Instant.parse(json.path("since").asText()),
                    json.path("until").isTextual()
                            ? Instant.parse(json.path("until").asText())
                            : null);
        });
    }

    static List<Condition> conditions(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .flatMap(json -> condition(json).stream())
                .toList();
    }

    private static Optional<Condition> condition(JsonNode json) {
        return AlertKind.of(json.path("kind").asText()).map(kind -> {
            Map<String, String> scope = new LinkedHashMap<>();
            json.path("scope")
                    .properties()
                    .forEach(each -> scope.put(each.getKey(), each.getValue().asText()));
            return new Condition(kind, scope);
        });
    }
}
