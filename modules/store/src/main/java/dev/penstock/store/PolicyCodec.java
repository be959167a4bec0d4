package dev.penstock.store;

import static dev.penstock.store.RecordCodec.text;
import static dev.penstock.store.RecordCodec.texts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.state.Policy;
import dev.penstock.core.state.Policy.Freeze;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Policies as JSON. */
final class PolicyCodec {
    private PolicyCodec() {}

    static void put(ObjectNode payload, Policy policy) {
        payload.set("four_eyes", texts(policy.fourEyes()));
        ArrayNode freezes = payload.putArray("freezes");
        policy.freezes()
                .forEach(freeze -> freezes.addObject()
                        .put("name", freeze.name())
                        .put("from", freeze.from().toString())
                        .put("to", freeze.to().toString())
                        .set("routes", freeze.routes() == null ? null : texts(freeze.routes())));
    }

    static Policy read(JsonNode from) {
        List<Freeze> freezes = new ArrayList<>();
        from.required("freezes")
                .forEach(freeze -> freezes.add(new Freeze(
                        text(freeze, "name"),
                        Instant.parse(text(freeze, "from")),
                        Instant.parse(text(freeze, "to")),
                        freeze.required("routes").isNull() ? null : texts(freeze.required("routes")))));
        return new Policy(texts(from.required("four_eyes")), freezes);
    }
}
