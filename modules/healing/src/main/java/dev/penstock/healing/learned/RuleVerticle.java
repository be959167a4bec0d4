package dev.penstock.healing.learned;

import dev.penstock.core.config.BadConfig;
import dev.penstock.core.rule.HealingRule;
import dev.penstock.core.rule.RuleAction;
import dev.penstock.core.rule.Signature;
import dev.penstock.healing.learned.Conclusion.Word;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells the other nodes what this one has seen and concluded, once a second and at once when it concludes something,
 * and hears theirs. What another version says that is not known here is passed over. One on every node.
 */
public final class RuleVerticle extends VerticleBase {
    /** Where nodes tell it on the event bus. */
    public static final String ADDRESS = "penstock.rules";

    private static final String TYPE = "penstock.rules.v1";
    private static final long PERIOD_MS = 1_000;
    private static final String TARGET = "target";
    private static final String ROUTE = "route";
    private static final String SIGNATURE = "signature";

    private final String node;
    private final Rules rules;

    /** {@code node} is this node's name, which no other has. */
    public RuleVerticle(String node, Rules rules) {
        this.node = node;
        this.rules = rules;
    }

    @Override
    public Future<?> start() {
        rules.listen(() -> context.runOnContext(_ -> tell()));
        rules.wakeBy(() -> context.runOnContext(_ -> rules.thinkOver()));
        vertx.setPeriodic(PERIOD_MS, _ -> {
            rules.tick();
            tell();
        });
        return vertx.eventBus()
                .<JsonObject>consumer(ADDRESS, message -> hear(message.body()))
                .completion();
    }

    private void tell() {
        vertx.eventBus()
                .publish(ADDRESS, write(rules.report()).put("type", TYPE).put("node", node));
    }

    private void hear(JsonObject message) {
        String from = message.getString("node");
        if (TYPE.equals(message.getString("type")) && !node.equals(from)) {
            rules.hear(from, read(message));
        }
    }

    private static JsonObject write(Report report) {
        JsonArray evidence = new JsonArray();
        report.evidence().forEach((symptom, counts) -> {
            JsonObject healed = new JsonObject();
            counts.healed().forEach((action, count) -> healed.put(action.word(), count));
            evidence.add(subject(symptom).put("healed", healed).put("all", counts.all()));
        });
        JsonArray trials = new JsonArray();
        report.trials()
                .forEach((id, trial) -> trials.add(
                        new JsonObject().put("id", id).put("good", trial.good()).put("bad", trial.bad())));
        JsonArray conclusions = new JsonArray();
        for (Conclusion conclusion : report.conclusions()) {
            conclusions.add(subject(Symptom.of(conclusion.rule()))
                    .put("action", conclusion.rule().action().word())
                    .put("word", conclusion.word().word())
                    .put("at", conclusion.at().toString())
                    .put("until", conclusion.until().toString())
                    .put("node", conclusion.node())
                    .put("why", conclusion.why()));
        }
        return new JsonObject().put("evidence", evidence).put("trials", trials).put("conclusions", conclusions);
    }

    private static Report read(JsonObject json) {
        Map<Symptom, Counts> evidence = new HashMap<>();
        for (JsonObject each : objects(json.getJsonArray("evidence"))) {
            symptom(each).ifPresent(symptom -> evidence.put(symptom, counts(each)));
        }
        Map<String, Trial> trials = new HashMap<>();
        for (JsonObject each : objects(json.getJsonArray("trials"))) {
            trials.put(each.getString("id"), new Trial(each.getLong("good"), each.getLong("bad"), 0));
        }
        List<Conclusion> conclusions = new ArrayList<>();
        for (JsonObject each : objects(json.getJsonArray("conclusions"))) {
            conclusion(each).ifPresent(conclusions::add);
        }
        return new Report(evidence, trials, conclusions);
    }

    private static JsonObject subject(Symptom symptom) {
        return new JsonObject()
                .put(TARGET, symptom.target())
                .put(ROUTE, symptom.route())
                .put(SIGNATURE, symptom.signature().word());
    }

    private static Optional<Symptom> symptom(JsonObject from) {
        return Signature.of(from.getString(SIGNATURE))
                .map(signature -> new Symptom(from.getString(TARGET), route(from), signature));
    }

    private static @Nullable String route(JsonObject from) {
        return from.getString(ROUTE);
    }

    private static Counts counts(JsonObject from) {
        Map<RuleAction, Integer> healed = new HashMap<>();
        JsonObject told = from.getJsonObject("healed");
        for (String word : told.fieldNames()) {
            RuleAction.of(word).ifPresent(action -> healed.put(action, told.getInteger(word)));
        }
        return new Counts(healed, from.getInteger("all"));
    }

    private static Optional<Conclusion> conclusion(JsonObject from) {
        Optional<Signature> signature = Signature.of(from.getString(SIGNATURE));
        Optional<RuleAction> action = RuleAction.of(from.getString("action"));
        Optional<Word> word = Word.of(from.getString("word"));
        if (signature.isEmpty() || action.isEmpty() || word.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Conclusion(
                    new HealingRule(from.getString(TARGET), route(from), signature.get(), action.get()),
                    word.get(),
                    Instant.parse(from.getString("at")),
                    Instant.parse(from.getString("until")),
                    from.getString("node"),
                    from.getString("why")));
        } catch (BadConfig | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }
}
