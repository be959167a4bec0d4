package dev.penstock.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.Share;
import dev.penstock.core.rollout.Exposure;
import dev.penstock.core.rollout.Gate;
import dev.penstock.core.rollout.Guardrail;
import dev.penstock.core.rollout.GuardrailKind;
import dev.penstock.core.rollout.Limit;
import dev.penstock.core.rollout.QuietTime;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.rollout.Stage;
import dev.penstock.core.rollout.StageKind;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Policies of rollouts as records of the control state and the API have them. */
public final class RolloutJson {
    private static final String APPROVAL = "approval";
    private static final String AUTO = "auto";
    private static final String BASELINE_P95 = "baseline_p95";

    private RolloutJson() {}

    /** All of a policy. */
    public static ObjectNode of(RolloutPolicy policy) {
        ObjectNode json = object().put("name", policy.name());
        ArrayNode stages = json.putArray("stages");
        policy.stages().forEach(stage -> stages.add(of(stage)));
        ArrayNode guardrails = json.putArray("guardrails");
        policy.guardrails().forEach(guardrail -> guardrails.add(of(guardrail)));
        json.put("alpha", policy.alpha())
                .put("beta", policy.beta())
                .put("horizon_ms", policy.horizon().toMillis());
        ArrayNode quiet = json.putArray("quiet");
        policy.quiet().forEach(time -> quiet.add(of(time)));
        return json;
    }

    private static ObjectNode of(Stage stage) {
        ObjectNode json = object().put("kind", stage.kind().word())
                .put("share_millionths", stage.share().millionths())
                .put("requests", stage.requests())
                .put("time_ms", stage.time().toMillis())
                .put(
                        "deadline_ms",
                        stage.deadline() == null ? null : stage.deadline().toMillis())
                .put("margin", stage.margin())
                .put("tolerance", stage.tolerance());
        json.putObject("exposure")
                .put("requests", stage.exposure().requests())
                .put("bad", stage.exposure().bad())
                .put("microdollars", stage.exposure().microdollars());
        switch (stage.gate()) {
            case Gate.Auto() -> json.put("gate", AUTO);
            case Gate.Approval() -> json.put("gate", APPROVAL);
            case Gate.Webhook(String webhook) -> json.putObject("gate").put("webhook", webhook);
        }
        return json;
    }

    private static ObjectNode of(Guardrail guardrail) {
        ObjectNode json = object().put("kind", guardrail.kind().word())
                .put("label", guardrail.label())
                .put("weight", guardrail.weight())
                .put("tolerated", guardrail.tolerated());
        switch (guardrail.limit()) {
            case Limit.None() -> json.putNull("limit");
            case Limit.Fixed(long units) -> json.put("limit", units);
            case Limit.BaselineP95() -> json.put("limit", BASELINE_P95);
            case Limit.Mean(double margin) -> json.putObject("limit").put("margin", margin);
        }
        return json;
    }

    private static ObjectNode of(QuietTime quiet) {
        return object().put("from_day", quiet.fromDay().name())
                .put("from", quiet.from().toString())
                .put("to_day", quiet.toDay().name())
                .put("to", quiet.to().toString())
                .put("zone", quiet.zone().getId());
    }

    /**
     * Reads what was written.
     *
     * @throws RuntimeException if it is no policy
     */
    public static RolloutPolicy read(JsonNode json) {
        List<Stage> stages = new ArrayList<>();
        json.required("stages").forEach(stage -> stages.add(stage(stage)));
        List<Guardrail> guardrails = new ArrayList<>();
        json.required("guardrails").forEach(guardrail -> guardrails.add(guardrail(guardrail)));
        List<QuietTime> quiet = new ArrayList<>();
        json.required("quiet").forEach(time -> quiet.add(quiet(time)));
        return new RolloutPolicy(
                json.required("name").textValue(),
                stages,
                guardrails,
                json.required("alpha").doubleValue(),
                json.required("beta").doubleValue(),
                Duration.ofMillis(json.required("horizon_ms").longValue()),
                quiet);
    }

    private static Stage stage(JsonNode json) {
        JsonNode exposure = json.required("exposure");
        Long deadline = number(json.required("deadline_ms"));
        return new Stage(
                StageKind.of(json.required("kind").textValue()).orElseThrow(),
                new Share(json.required("share_millionths").intValue()),
                json.required("requests").longValue(),
                Duration.ofMillis(json.required("time_ms").longValue()),
                deadline == null ? null : Duration.ofMillis(deadline),
                json.required("margin").doubleValue(),
                json.required("tolerance").doubleValue(),
                new Exposure(
                        number(exposure.required("requests")),
                        number(exposure.required("bad")),
                        number(exposure.required("microdollars"))),
                gate(json.required("gate")));
    }

    private static Gate gate(JsonNode json) {
        return switch (json.asText()) {
            case AUTO -> new Gate.Auto();
            case APPROVAL -> new Gate.Approval();
            default -> new Gate.Webhook(json.required("webhook").textValue());
        };
    }

    private static Guardrail guardrail(JsonNode json) {
        return new Guardrail(
                GuardrailKind.of(json.required("kind").textValue()).orElseThrow(),
                json.required("label").textValue(),
                limit(json.required("limit")),
                json.required("weight").doubleValue(),
                json.required("tolerated").doubleValue());
    }

    private static Limit limit(JsonNode json) {
        if (json.isNull()) {
            return new Limit.None();
        }
        if (json.isObject()) {
            return new Limit.Mean(json.required("margin").doubleValue());
        }
        return json.asText().equals(BASELINE_P95) ? new Limit.BaselineP95() : new Limit.Fixed(json.longValue());
    }

    private static QuietTime quiet(JsonNode json) {
        return new QuietTime(
                DayOfWeek.valueOf(json.required("from_day").textValue()),
                LocalTime.parse(json.required("from").textValue()),
                DayOfWeek.valueOf(json.required("to_day").textValue()),
                LocalTime.parse(json.required("to").textValue()),
                ZoneId.of(json.required("zone").textValue()));
    }

    private static @Nullable Long number(JsonNode json) {
        return json.isNull() ? null : json.longValue();
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
