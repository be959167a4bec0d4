package dev.penstock.sim;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of {@code POST /sim/script}. Throws {@link IllegalArgumentException}, whose message names the field,
 * the value and what was expected.
 */
final class ScriptReader {
    private ScriptReader() {}

    static SimScript read(@Nullable JsonNode body) {
        if (body == null || !body.isObject()) {
            throw new IllegalArgumentException(
                    "the body is not a JSON object, expected {\"models\", \"rates\", \"next\"}");
        }
        only(body, "", Set.of("models", "rates", "next"));
        return new SimScript(
                models(body.path("models")),
                body.has("rates") ? rates(body.path("rates")) : null,
                next(body.path("next")));
    }

    private static Map<String, Behaviour> models(JsonNode node) {
        expect(node.isMissingNode() || node.isObject(), "models", node, "an object of behaviours by model name");
        var models = new LinkedHashMap<String, Behaviour>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String at = "models." + entry.getKey();
            JsonNode model = entry.getValue();
            expect(model.isObject(), at, model, "an object");
            only(model, at + ".", Set.of("firstTokenMs", "betweenTokensMs", "words", "prefill", "varies"));
            JsonNode words = model.path("words");
            expect(words.isMissingNode() || words.canConvertToInt(), at + ".words", words, "a whole number");
            Latency first = latency(model.path("firstTokenMs"), at + ".firstTokenMs");
            Latency between = latency(model.path("betweenTokensMs"), at + ".betweenTokensMs");
            int count = words.asInt(SimAnswer.USUAL_WORDS);
            Prefill prefill = prefill(model.path("prefill"), at + ".prefill");
            boolean varies = flag(model.path("varies"), at + ".varies");
            models.put(entry.getKey(), at(at, () -> new Behaviour(first, between, count, prefill, varies)));
        }
        return models;
    }

    private static Prefill prefill(JsonNode node, String at) {
        String word = node.asText(node.isMissingNode() ? Prefill.RESTARTS.word() : "");
        List<Prefill> named = Arrays.stream(Prefill.values())
                .filter(prefill -> prefill.word().equals(word))
                .toList();
        expect(!named.isEmpty(), at, node, "continues, rejects or restarts");
        return named.getFirst();
    }

    private static boolean flag(JsonNode node, String at) {
        expect(node.isMissingNode() || node.isBoolean(), at, node, "true or false");
        return node.asBoolean(false);
    }

    private static Latency latency(JsonNode node, String at) {
        if (node.isMissingNode()) {
            return Latency.NONE;
        }
        if (node.isNumber()) {
            return at(at, () -> new Latency.Fixed(ms(node, at)));
        }
        JsonNode uniform = node.path("uniform");
        if (uniform.size() == 2) {
            return at(at, () -> new Latency.Uniform(ms(uniform.path(0), at), ms(uniform.path(1), at)));
        }
        JsonNode lognormal = node.path("lognormal");
        expect(
                lognormal.path("sigma").isNumber(),
                at,
                node,
                "milliseconds, {\"uniform\": [MIN, MAX]} or {\"lognormal\": {\"median\": M, \"sigma\": S}}");
        return at(
                at,
                () -> new Latency.Lognormal(
                        ms(lognormal.path("median"), at),
                        lognormal.path("sigma").asDouble()));
    }

    private static Duration ms(JsonNode node, String at) {
        boolean fits = node.isNumber() && node.asDouble() >= 0 && node.asDouble() <= 86_400_000;
        expect(fits, at, node, "milliseconds, 0 to 86400000");
        return Duration.ofNanos((long) (node.asDouble() * 1e6));
    }

    private static List<FaultRate> rates(JsonNode node) {
        expect(node.isArray(), "rates", node, "a list");
        var rates = new ArrayList<FaultRate>();
        for (JsonNode one : node) {
            String at = "rates[%d]".formatted(rates.size());
            expect(one.isObject(), at, one, "{\"fault\", \"share\", \"model\", \"first\"}");
            only(one, at + ".", Set.of("fault", "share", "model", "first"));
            FaultSpec fault = at(at + ".fault", () -> FaultSpec.parse(text(one.path("fault"), at + ".fault")));
            expect(one.path("share").isNumber(), at + ".share", one.path("share"), "a number from 0 to 1");
            double share = one.path("share").asDouble();
            boolean first = flag(one.path("first"), at + ".first");
            rates.add(at(at, () -> new FaultRate(fault, share, pattern(one, at), first)));
        }
        return rates;
    }

    private static List<ScriptedFault> next(JsonNode node) {
        expect(node.isMissingNode() || node.isArray(), "next", node, "a list");
        var next = new ArrayList<ScriptedFault>();
        for (JsonNode one : node) {
            String at = "next[%d]".formatted(next.size());
            if (one.isObject()) {
                only(one, at + ".", Set.of("fault", "model"));
            }
            JsonNode fault = one.isObject() ? one.path("fault") : one;
            String label = text(fault, at);
            FaultSpec spec = at(at, () -> ScriptedFault.parse(label)).fault();
            next.add(new ScriptedFault(spec, one.isObject() ? pattern(one, at) : "*"));
        }
        return next;
    }

    private static String pattern(JsonNode node, String at) {
        return node.has("model") ? text(node.path("model"), at + ".model") : "*";
    }

    private static String text(JsonNode node, String at) {
        expect(node.isTextual(), at, node, "a string");
        return node.asText();
    }

    private static void only(JsonNode node, String at, Set<String> known) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (!known.contains(entry.getKey())) {
                throw new IllegalArgumentException("%s%s is unknown, expected one of %s"
                        .formatted(at, entry.getKey(), known.stream().sorted().toList()));
            }
        }
    }

    private static void expect(boolean right, String at, JsonNode value, String expected) {
        if (!right) {
            String shown = value.isMissingNode() ? "missing" : Json.text(value);
            throw new IllegalArgumentException("%s is %s, expected %s".formatted(at, shown, expected));
        }
    }

    private static <T> T at(String at, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw message.startsWith(at) ? e : new IllegalArgumentException(at + ": " + message, e);
        }
    }
}
