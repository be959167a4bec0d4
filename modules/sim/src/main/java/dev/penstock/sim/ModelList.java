package dev.penstock.sim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Answers {@code GET /v1/models} and {@code GET /v1/models/ID} in either dialect. */
record ModelList(List<String> listed) {
    private static final long CREATED = 1_767_225_600;
    private static final String CREATED_AT = "2026-01-01T00:00:00Z";

    ObjectNode openAi() {
        ObjectNode body = Json.object().put("object", "list");
        ArrayNode data = body.putArray("data");
        listed.forEach(id -> data.add(openAi(id)));
        return body;
    }

    ObjectNode openAi(String id) {
        return Json.object()
                .put("id", id)
                .put("object", "model")
                .put("created", CREATED)
                .put("owned_by", "penstock-sim");
    }

    ObjectNode anthropic() {
        ObjectNode body = Json.object();
        ArrayNode data = body.putArray("data");
        listed.forEach(id -> data.add(anthropic(id)));
        body.put("has_more", false);
        body.put("first_id", listed.isEmpty() ? null : listed.getFirst());
        body.put("last_id", listed.isEmpty() ? null : listed.getLast());
        return body;
    }

    ObjectNode anthropic(String id) {
        return Json.object()
                .put("type", "model")
                .put("id", id)
                .put("display_name", id)
                .put("created_at", CREATED_AT);
    }
}
