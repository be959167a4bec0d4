package dev.penstock.store;

import static dev.penstock.store.RecordCodec.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.rule.HealingRule;
import dev.penstock.core.rule.KeptRule;
import dev.penstock.core.rule.RuleAction;
import dev.penstock.core.rule.Signature;
import java.time.Instant;
import java.util.Optional;

/** Rules as JSON. */
final class RuleCodec {
    private RuleCodec() {}

    static ObjectNode put(ObjectNode payload, HealingRule rule) {
        return payload.put("target", rule.target())
                .put("route", rule.route())
                .put("signature", rule.signature().word())
                .put("action", rule.action().word());
    }

    static HealingRule read(JsonNode from) {
        return new HealingRule(
                text(from, "target"),
                from.required("route").textValue(),
                Signature.of(text(from, "signature")).orElseThrow(),
                RuleAction.of(text(from, "action")).orElseThrow());
    }

    static ObjectNode put(ObjectNode payload, KeptRule kept) {
        put(payload.put("rule", kept.id()), kept.rule());
        return payload.put("enabled", kept.enabled())
                .put("expires", kept.expires() == null ? null : kept.expires().toString());
    }

    static KeptRule readKept(JsonNode from) {
        return new KeptRule(
                text(from, "rule"),
                read(from),
                from.required("enabled").booleanValue(),
                Optional.ofNullable(from.required("expires").textValue())
                        .map(Instant::parse)
                        .orElse(null));
    }
}
