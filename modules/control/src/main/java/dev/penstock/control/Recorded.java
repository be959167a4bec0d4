package dev.penstock.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.config.RolloutJson;
import dev.penstock.core.ReleaseContent;
import dev.penstock.core.rule.HealingRule;
import dev.penstock.core.rule.KeptRule;
import dev.penstock.core.state.BudgetPeriod;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Approval;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.KillScope;
import dev.penstock.core.state.Policy;
import dev.penstock.core.state.Trigger;
import dev.penstock.core.state.Voter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records as operators see them: who decided what, when, where and why. */
public final class Recorded {
    private Recorded() {}

    /** A record with all that it says. */
    public static ObjectNode of(ControlRecord record) {
        ObjectNode shown = Json.object()
                .put("id", record.id())
                .put("kind", kind(record))
                .put("route", route(record))
                .put("reason", record.author().reason())
                .put("actor", record.author().actor())
                .put("principal", record.author().principal())
                .put("at", record.at().toString())
                .put("node", record.node());
        Approval approval = record.author().approvedBy();
        if (approval != null) {
            shown.putObject("approved_by")
                    .put("request", approval.request())
                    .put("principal", approval.principal())
                    .put("actor", approval.actor())
                    .put("reason", approval.reason());
        }
        shown.set("what", record.entry() instanceof Entry.Said(Command command) ? what(command) : Json.object());
        return shown;
    }

    static String kind(ControlRecord record) {
        return switch (record.entry()) {
            case Entry.Said(Command command) -> command.kind();
            case Entry.Commit _ -> "commit";
            case Entry.Unknown(String kind) -> kind;
        };
    }

    /** The route that a record names, if it is about one. */
    static @Nullable String route(ControlRecord record) {
        return switch (record.entry()) {
            case Entry.Said(Command command) -> route(command);
            case Entry.Commit _, Entry.Unknown _ -> null;
        };
    }

    /** The route that a write names, if it is about one. */
    static @Nullable String route(Command command) {
        return switch (command) {
            case Command.OfRoute ofRoute -> ofRoute.route();
            case Command.Kill kill -> kill.scope() == KillScope.ROUTE ? kill.key() : null;
            case Command.AskApproval ask -> route(ask.command());
            case Command.KeepRule keep -> keep.rule().rule().route();
            case Command.RevokeRule revoke -> revoke.rule().route();
            case Command _ -> null;
        };
    }

    static ObjectNode what(Command command) {
        ObjectNode what = Json.object();
        return switch (command) {
            case Command.Kill kill ->
                what.put("scope", kill.scope().word())
                        .put("key", kill.key())
                        .put("inflight", kill.inFlight().word())
                        .put("public_reason", kill.publicReason())
                        .put(
                                "expires",
                                kill.expires() == null ? null : kill.expires().toString());
            case Command.Lift(List<String> kills) -> (ObjectNode) what.set("kills", Json.of(kills));
            case Command.Withdraw(String _, String release) -> what.put("release", release);
            case Command.PublishRelease(ReleaseContent content, boolean activate) ->
                what.put("release", content.id()).put("activate", activate);
            case Command.Activate(String _, String release, List<String> over) ->
                (ObjectNode) what.put("release", release).set("over_withdraws", Json.of(over));
            case Command.SetCanary canary ->
                what.put("release", canary.candidate())
                        .put("share", canary.share().percent())
                        .put("sticky", canary.sticky().word())
                        .put("salt", canary.salt());
            case Command.EndCanary(String _, List<String> canaries) ->
                (ObjectNode) what.set("canaries", Json.of(canaries));
            case Command.SetShadow shadow ->
                what.put("release", shadow.candidate())
                        .put("share", shadow.share().percent())
                        .put("concurrency", shadow.concurrency());
            case Command.EndShadow(String _, List<String> shadows) ->
                (ObjectNode) what.set("shadows", Json.of(shadows));
            case Command.RecordEval eval ->
                (ObjectNode) what.put("release", eval.candidate())
                        .put("baseline", eval.baseline())
                        .put("digest", eval.result().digest())
                        .put("cases", eval.result().cases())
                        .put("passed", eval.result().passed())
                        .put("baseline_passed", eval.result().baselinePassed())
                        .put("lost", eval.result().lost())
                        .put("won", eval.result().won())
                        .put("gate_passed", eval.result().isPassed())
                        .put("verdict", eval.result().verdict())
                        .set("gate", ShownEval.of(eval.result().gate()));
            case Command.StartRollout start ->
                (ObjectNode) what.put("release", start.candidate())
                        .put("baseline", start.baseline())
                        .put("sticky", start.sticky().word())
                        .put("salt", start.salt())
                        .put("mode", start.mode().word())
                        .set("policy", RolloutJson.of(start.policy()));
            case Command.EnterStage(String _, String rollout, int stage, List<String> over) ->
                (ObjectNode) what.put("rollout", rollout).put("stage", stage).set("over_pauses", Json.of(over));
            case Command.ApproveStage(String _, String rollout, int stage) ->
                what.put("rollout", rollout).put("stage", stage);
            case Command.PauseRollout(String _, List<String> rollouts) ->
                (ObjectNode) what.set("rollouts", Json.of(rollouts));
            case Command.ResumeRollout(String _, String rollout, List<String> over) ->
                (ObjectNode) what.put("rollout", rollout).set("over_pauses", Json.of(over));
            case Command.EndRollout(String _, List<String> rollouts) ->
                (ObjectNode) what.set("rollouts", Json.of(rollouts));
            case Command.OverrideColdStart(String node, List<String> missing) ->
                (ObjectNode) what.put("node", node).set("missing", Json.of(missing));
            case Command.SetVoters(List<Voter> voters) ->
                (ObjectNode) what.set(
                        "voters", Json.of(voters.stream().map(Voter::node).toList()));
            case Command.Settle(List<String> conflicts) -> (ObjectNode) what.set("conflicts", Json.of(conflicts));
            case Command.SetBudget(String budget, long units, BudgetPeriod period) ->
                what.put("budget", budget).put("units", units).put("period", period.word());
            case Command.GrantBlock grant ->
                what.put("budget", grant.budget())
                        .put("period_start", grant.periodStart().toString())
                        .put("node", grant.node())
                        .put("units", grant.units());
            case Command.ReturnBlock block ->
                what.put("budget", block.budget())
                        .put("grant", block.grant())
                        .put("node", block.node())
                        .put("unspent", block.unspent());
            case Command.AddTrigger(Trigger trigger) -> TriggerEndpoints.shown(trigger);
            case Command.RevokeTrigger(List<String> triggers) -> (ObjectNode) what.set("triggers", Json.of(triggers));
            case Command.SetPolicy(Policy policy) -> PolicyEndpoint.shown(policy);
            case Command.KeepRule(KeptRule rule, List<String> over) ->
                (ObjectNode) RuleEndpoints.shown(rule).set("over_revocations", Json.of(over));
            case Command.RevokeRule(String id, HealingRule rule) ->
                what.put("rule", id).setAll(RuleEndpoints.shown(rule));
            case Command.AskApproval(Command.Resuming asked, Instant expires) ->
                (ObjectNode) what.put("kind", asked.kind())
                        .put("expires", expires.toString())
                        .set("what", what(asked));
            case Command.EndApproval(List<String> requests) -> (ObjectNode) what.set("requests", Json.of(requests));
        };
    }
}
