package dev.penstock.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.config.Webhook;
import dev.penstock.core.rollout.Exposure;
import dev.penstock.core.rollout.Gate;
import dev.penstock.core.rollout.Guardrail;
import dev.penstock.core.rollout.GuardrailKind;
import dev.penstock.core.rollout.Limit;
import dev.penstock.core.rollout.QuietTime;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.rollout.Stage;
import dev.penstock.core.rollout.StageKind;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A policy of rollouts as an operator writes it, in {@code penstock.yaml} or to the admin API. */
public final class RolloutDocument {
    private static final String FILE = "policy";

    private RolloutDocument() {}

    /** What became of a document. */
    public sealed interface Read {
        record Good(RolloutPolicy policy) implements Read {}

        /**
         * It is none.
         *
         * @param mistakes all of them, at least one, sorted by line
         */
        record Bad(List<Mistake> mistakes) implements Read {
            public Bad {
                mistakes = List.copyOf(mistakes);
            }
        }
    }

    /**
     * Reads one in JSON or YAML.
     *
     * @param name what it is called
     * @param webhooks those that can be asked
     */
    public static Read read(String text, String name, List<Webhook> webhooks) {
        return read(text, name, FILE, new RolloutPolicies(webhooks));
    }

    /**
     * Reads one where it is not known which webhooks there are: any may be a gate.
     *
     * @param file what mistakes call it
     */
    public static Read readAlone(String text, String name, String file) {
        return read(text, name, file, new RolloutPolicies(null));
    }

    private static Read read(String text, String name, String file, RolloutPolicies policies) {
        Mistakes mistakes = new Mistakes();
        Parsed json = Parsed.json(text);
        Section section = Section.open(
                mistakes, file, json instanceof Parsed.Broken ? Parsed.yaml(text) : json, "JSON or YAML", Keys.ROLLOUT);
        RolloutPolicy policy = section == null ? null : policies.policy(name, section);
        return policy == null ? new Read.Bad(mistakes.mistakes()) : new Read.Good(policy);
    }

    /** All of a policy but its name: what {@link #read} reads as the same. */
    public static ObjectNode of(RolloutPolicy policy) {
        ObjectNode document = object();
        ArrayNode stages = document.putArray("stages");
        policy.stages().forEach(stage -> add(stages, stage));
        ArrayNode guardrails = document.putArray("guardrails");
        policy.guardrails().forEach(guardrail -> guardrails.add(of(guardrail)));
        document.put("alpha", policy.alpha())
                .put("beta", policy.beta())
                .put("horizon", Durations.words(policy.horizon()));
        ArrayNode quiet = document.putArray("quiet");
        policy.quiet().forEach(time -> quiet.add(of(time)));
        return document;
    }

    private static void add(ArrayNode stages, Stage stage) {
        switch (stage.kind()) {
            case FULL -> stages.add(StageKind.FULL.word());
            case EVAL, SHADOW ->
                stages.add(rest(object().put("kind", stage.kind().word()), stage));
            case CANARY -> stages.add(rest(object().put("share", stage.word()), stage));
        }
    }

    private static ObjectNode rest(ObjectNode document, Stage stage) {
        Duration deadline = stage.deadline();
        document.put("requests", stage.requests())
                .put("time", Durations.words(stage.time()))
                .put("deadline", deadline == null ? RolloutStages.NEVER : Durations.words(deadline))
                .put("margin", stage.margin())
                .put("tolerance", stage.tolerance());
        Exposure exposure = stage.exposure();
        if (exposure.equals(Exposure.UNLIMITED)) {
            document.put("exposure", RolloutStages.NONE);
        } else {
            ObjectNode limits = document.putObject("exposure");
            put(limits, "requests", exposure.requests());
            put(limits, "bad", exposure.bad());
            put(limits, "microdollars", exposure.microdollars());
        }
        switch (stage.gate()) {
            case Gate.Auto() -> document.put("gate", RolloutStages.AUTO);
            case Gate.Approval() -> document.put("gate", RolloutStages.APPROVAL);
            case Gate.Webhook(String webhook) -> document.putObject("gate").put("webhook", webhook);
        }
        return document;
    }

    private static void put(ObjectNode limits, String key, @Nullable Long limit) {
        if (limit != null) {
            limits.put(key, limit);
        }
    }

    private static ObjectNode of(Guardrail guardrail) {
        ObjectNode document = object().put("kind", guardrail.kind().word());
        if (!guardrail.label().isEmpty()) {
            document.put("label", guardrail.label());
        }
        switch (guardrail.limit()) {
            case Limit.None() -> {
                // It has none.
            }
            case Limit.Fixed(long units) -> {
                if (guardrail.kind() == GuardrailKind.COST) {
                    document.put("limit", units);
                } else {
                    document.put("limit", Durations.words(Duration.ofNanos(units * 1_000)));
                }
            }
            case Limit.BaselineP95() -> document.put("limit", Guardrails.BASELINE_P95);
            case Limit.Mean(double margin) -> document.put("margin", margin);
        }
        return document.put("weight", guardrail.weight()).put("tolerated", guardrail.tolerated());
    }

    private static ObjectNode of(QuietTime quiet) {
        return object().put("from", QuietTimes.words(quiet.fromDay(), quiet.from()))
                .put("to", QuietTimes.words(quiet.toDay(), quiet.to()))
                .put("zone", quiet.zone().getId());
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
