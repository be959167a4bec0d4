package dev.penstock.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.control.Observed.LearnedRule;
import dev.penstock.control.Observed.Tried;
import dev.penstock.core.NearNames;
import dev.penstock.core.rule.HealingRule;
import dev.penstock.core.rule.KeptRule;
import dev.penstock.core.rule.RuleAction;
import dev.penstock.core.rule.Signature;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.KillScope;
import dev.penstock.core.state.RuleState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code /admin/v1/rules}: what is done ahead of failures, learned by nodes, kept or revoked by operators. */
final class RuleEndpoints {
    private static final HealingRule PLACEHOLDER =
            new HealingRule("placeholder", null, new Signature.ModelGone(), new RuleAction.AskLast());

    private final Admin admin;
    private final Writes writes;

    RuleEndpoints(Admin admin) {
        this.admin = admin;
        this.writes = new Writes(admin);
    }

    /** All, by target. */
    Reply list(Call call) {
        ControlState state = admin.control().state();
        Map<String, ObjectNode> byName = new TreeMap<>();
        for (LearnedRule learned : admin.observed().rules()) {
            String id = learned.rule().id();
            if (!isDecided(id, state.rules())) {
                byName.put(
                        order(learned.rule(), id),
                        shown(id, learned.state(), learned.rule())
                                .put("at", learned.at().toString())
                                .put("expires", learned.until().toString())
                                .put("found_by", learned.node())
                                .put("why", learned.why()));
            }
        }
        state.rules().kept().forEach((id, kept) -> {
            KeptRule rule = kept.rule();
            // One whose time is over may have been learned since.
            if (isDecided(id, state.rules()) || !byName.containsKey(order(rule.rule(), id))) {
                byName.put(
                        order(rule.rule(), id),
                        by(shown(id, word(rule), rule.rule()), kept.record())
                                .put(
                                        "expires",
                                        rule.expires() == null
                                                ? null
                                                : rule.expires().toString()));
            }
        });
        state.rules()
                .revoked()
                .forEach((id, revocations) -> byName.put(
                        order(revocations.getLast().rule(), id),
                        by(
                                shown(id, "revoked", revocations.getLast().rule()),
                                revocations.getLast().record())));
        ObjectNode body = Json.object();
        ArrayNode rules = body.putArray("rules");
        byName.values().forEach(rules::add);
        return Reply.at(state, body);
    }

    private static String order(HealingRule rule, String id) {
        return rule.target() + " " + id;
    }

    /** Whether an operator has the last word about a rule. */
    private boolean isDecided(String id, RuleState rules) {
        RuleState.Kept kept = rules.kept().get(id);
        return rules.revoked().containsKey(id)
                || (kept != null && !kept.rule().isExpired(admin.clock().instant()));
    }

    private String word(KeptRule rule) {
        return rule.isExpired(admin.clock().instant()) ? "expired" : rule.enabled() ? "kept" : "off";
    }

    private ObjectNode shown(String id, String state, HealingRule rule) {
        ObjectNode shown = Json.object().put("rule", id).put("state", state);
        shown.setAll(shown(rule));
        Tried tried = admin.observed().tried(id);
        shown.put("good", tried.good()).put("bad", tried.bad());
        if (tried.harmfulSince() != null) {
            shown.put("harmful_since", tried.harmfulSince().toString());
        }
        return shown;
    }

    private static ObjectNode by(ObjectNode shown, ControlRecord record) {
        return shown.put("at", record.at().toString())
                .put("reason", record.author().reason())
                .put("actor", record.author().actor())
                .put("principal", record.author().principal());
    }

    /** Keeps a rule that somebody has written. */
    CompletionStage<Reply> add(Call call, WriteBody body) {
        Writer writer = body.writer();
        HealingRule rule = rule(body);
        KeptRule kept = new KeptRule(rule.id(), rule, enabled(body, true), expires(body));
        body.done();
        return keep(kept, writer, 201);
    }

    private HealingRule rule(WriteBody body) {
        String target = known(
                body, "target", new KnownNames(admin.config(), admin.control().state()).of(KillScope.TARGET));
        String route = known(body, "route", routes());
        String failure = body.text("signature");
        Optional<Signature> signature = Optional.ofNullable(failure).flatMap(Signature::of);
        if (signature.isEmpty()) {
            body.mistake("signature", Signature.EXPECTED);
        }
        String deed = body.text("action");
        Optional<RuleAction> action = Optional.ofNullable(deed).flatMap(RuleAction::of);
        if (action.isEmpty()) {
            body.mistake("action", RuleAction.EXPECTED);
        }
        if (target == null) {
            body.missing("target", "a target's name");
        }
        return target == null || signature.isEmpty() || action.isEmpty()
                ? PLACEHOLDER
                : body.noting(() -> new HealingRule(target, route, signature.get(), action.get()), PLACEHOLDER);
    }

    private Set<String> routes() {
        return new KnownNames(admin.config(), admin.control().state()).routes();
    }

    /** A name that must be known: a slip in it would make a rule that does nothing. */
    private static @Nullable String known(WriteBody body, String field, Set<String> names) {
        String name = body.text(field);
        if (name != null && !names.contains(name)) {
            List<String> near = NearNames.near(name, names);
            body.wrong(field, name, "one of " + String.join(", ", near.isEmpty() ? List.copyOf(names) : near));
        }
        return name;
    }

    /** Keeps a rule that was learned, kept or revoked, with what the body changes of it. */
    CompletionStage<Reply> keep(Call call, WriteBody body) {
        String id = call.path("rule");
        RuleState.Kept kept = admin.control().state().rules().kept().get(id);
        HealingRule known = find(id);
        Writer writer = body.writer();
        boolean all = body.flag("all_routes");
        String route = known(body, "route", routes());
        if (all && route != null) {
            body.wrong("all_routes", true, "either 'route' or 'all_routes', not both");
        }
        boolean enabled = enabled(body, kept == null || kept.rule().enabled());
        Instant expires = expires(body);
        HealingRule wanted = known == null
                ? PLACEHOLDER
                : body.noting(
                        () -> all ? known.forRoute(null) : route != null ? known.forRoute(route) : known, PLACEHOLDER);
        body.done();
        return known == null
                ? CompletableFuture.completedStage(unknown(id))
                : keep(new KeptRule(id, wanted, enabled, expires), writer, 200);
    }

    private static boolean enabled(WriteBody body, boolean otherwise) {
        return body.has("enabled") ? body.flag("enabled") : otherwise;
    }

    private @Nullable Instant expires(WriteBody body) {
        return KillEndpoints.expires(body, admin.clock().instant());
    }

    /** What is kept so already is not written again. */
    private CompletionStage<Reply> keep(KeptRule rule, Writer writer, int status) {
        RuleState rules = admin.control().state().rules();
        RuleState.Kept same = rules.kept().get(rule.id());
        return same != null && same.rule().equals(rule)
                ? writes.again(same.record(), shown(rule))
                : writes.submit(
                        new Command.KeepRule(rule, rules.revocations(rule.id())), writer, status, _ -> shown(rule));
    }

    /** Ends one, until somebody keeps it. */
    CompletionStage<Reply> revoke(Call call, WriteBody body) {
        String id = call.path("rule");
        Writer writer = body.writer();
        body.done();
        List<RuleState.Revoked> before =
                admin.control().state().rules().revoked().get(id);
        HealingRule rule = find(id);
        if (before != null) {
            return writes.again(
                    before.getLast().record(), named(id, before.getLast().rule()));
        }
        return rule == null
                ? CompletableFuture.completedStage(unknown(id))
                : writes.submit(new Command.RevokeRule(id, rule), writer, 200, _ -> named(id, rule));
    }

    /** A rule as it is now, whoever has it from where; null where nobody knows it. */
    private @Nullable HealingRule find(String id) {
        RuleState rules = admin.control().state().rules();
        if (rules.kept().containsKey(id)) {
            return rules.kept().get(id).rule().rule();
        }
        if (rules.revoked().containsKey(id)) {
            return rules.revoked().get(id).getLast().rule();
        }
        return admin.observed().rules().stream()
                .map(LearnedRule::rule)
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    private static Reply unknown(String id) {
        return Problem.of(
                404, "Not found", "There is no rule '" + id + "'; GET /admin/v1/rules lists those that there are.");
    }

    private static ObjectNode named(String id, HealingRule rule) {
        return Json.object().put("rule", id).setAll(shown(rule));
    }

    /** A rule as operators see it. */
    static ObjectNode shown(HealingRule rule) {
        return Json.object()
                .put("target", rule.target())
                .put("route", rule.route())
                .put("signature", rule.signature().word())
                .put("action", rule.action().word())
                .put("does", rule.sentence());
    }

    /** The same as an operator keeps it. */
    static ObjectNode shown(KeptRule kept) {
        return named(kept.id(), kept.rule())
                .put("enabled", kept.enabled())
                .put("expires", kept.expires() == null ? null : kept.expires().toString());
    }
}
