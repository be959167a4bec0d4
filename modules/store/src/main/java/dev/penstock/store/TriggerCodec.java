package dev.penstock.store;

import static dev.penstock.store.RecordCodec.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.state.InFlight;
import dev.penstock.core.state.KillScope;
import dev.penstock.core.state.Trigger;
import java.time.Duration;
import java.util.Optional;

/** Triggers as JSON. */
final class TriggerCodec {
    private TriggerCodec() {}

    static void put(ObjectNode payload, Trigger trigger) {
        payload.put("name", trigger.name()).put("hash", trigger.hash());
        switch (trigger.action()) {
            case Trigger.Stop stop ->
                payload.putObject("kill")
                        .put("scope", stop.scope().word())
                        .put("key", stop.key())
                        .put("public_reason", stop.publicReason())
                        .put("lasts", stop.lasts() == null ? null : stop.lasts().toString())
                        .put("inflight", stop.inFlight().word());
            case Trigger.RollBack(String route) -> payload.putObject("withdraw").put("route", route);
        }
    }

    static Trigger read(JsonNode from) {
        return new Trigger(text(from, "name"), text(from, "hash"), action(from));
    }

    private static Trigger.Action action(JsonNode from) {
        JsonNode kill = from.path("kill");
        if (kill.isMissingNode()) {
            return new Trigger.RollBack(text(from.required("withdraw"), "route"));
        }
        return new Trigger.Stop(
                KillScope.of(text(kill, "scope")).orElseThrow(),
                text(kill, "key"),
                kill.required("public_reason").textValue(),
                Optional.ofNullable(kill.required("lasts").textValue())
                        .map(Duration::parse)
                        .orElse(null),
                InFlight.of(text(kill, "inflight")).orElseThrow());
    }
}
