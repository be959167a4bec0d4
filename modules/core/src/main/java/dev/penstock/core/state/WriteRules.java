package dev.penstock.core.state;

import dev.penstock.core.rule.KeptRule;
import dev.penstock.core.state.ControlRecord.Approval;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.Objection.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which writes make sense on top of a state. Writes that stop something always do. */
public final class WriteRules {
    private WriteRules() {}

    /** The objection to a write at a time, if there is one. */
    public static Optional<Objection> objection(
            Command.Resuming command, Author author, ControlState state, Instant now) {
        return PolicyRules.frozen(command, state, now)
                .or(() -> Optional.ofNullable(approval(command, author, state)))
                .or(() -> objection(command, state));
    }

    /** What was allowed to whoever asked may not be any more: the node asked had not heard of the policy. */
    private static @Nullable Objection approval(Command.Resuming command, Author author, ControlState state) {
        Approval approval = author.approvedBy();
        if (approval == null) {
            return author.isNode() || !PolicyRules.needsApproval(command, state.policy())
                    ? null
                    : new Objection(
                            Kind.CONFLICT,
                            "four_eyes",
                            "The policy has a second person approve a " + command.kind() + " now: send it again.");
        }
        return state.approvals().containsKey(approval.request())
                ? null
                : new Objection(
                        Kind.CONFLICT,
                        "id",
                        "The request " + approval.request() + " was approved or taken back meanwhile.");
    }

    private static Optional<Objection> objection(Command.Resuming command, ControlState state) {
        return Optional.ofNullable(
                switch (command) {
                    case Command.Lift(List<String> kills) -> lift(kills, state);
                    case Command.PublishRelease publish -> publish(publish, state.route(publish.route()));
                    case Command.Activate activate -> activate(activate, state.route(activate.route()));
                    case Command.SetCanary canary -> canary(canary, state.route(canary.route()));
                    case Command.StartRollout start -> start(start, state.route(start.route()));
                    case Command.EnterStage enter -> RolloutRules.enter(enter, state.route(enter.route()));
                    case Command.ApproveStage approve -> RolloutRules.approve(approve, state.route(approve.route()));
                    case Command.ResumeRollout resume -> RolloutRules.resume(resume, state.route(resume.route()));
                    case Command.SetShadow shadow -> candidate(state.route(shadow.route()), shadow.candidate());
                    case Command.RecordEval eval -> eval(eval, state.route(eval.route()));
                    case Command.OfBudget ofBudget ->
                        BudgetRules.objection(ofBudget, state.budgets().get(ofBudget.budget()));
                    case Command.SetVoters(List<Voter> voters) -> voters(voters, state);
                    case Command.Settle(List<String> conflicts) -> settle(conflicts, state);
                    case Command.AddTrigger(Trigger trigger) -> trigger(trigger, state);
                    case Command.SetPolicy _ -> null;
                    case Command.KeepRule(KeptRule rule, List<String> over) -> keep(rule, over, state.rules());
                });
    }

    private static @Nullable Objection lift(List<String> kills, ControlState state) {
        return kills.stream().anyMatch(id -> state.kills().containsKey(id))
                ? null
                : new Objection(Kind.NOT_FOUND, "kills", "No kill is in effect there: nothing to lift.");
    }

    private static @Nullable Objection voters(List<Voter> voters, ControlState state) {
        return Set.copyOf(voters).equals(Set.copyOf(state.voters()))
                ? new Objection(Kind.CONFLICT, "voters", "These are the voters already.")
                : null;
    }

    private static @Nullable Objection trigger(Trigger trigger, ControlState state) {
        return state.trigger(trigger.name()).isEmpty()
                ? null
                : new Objection(
                        Kind.CONFLICT,
                        "name",
                        "There is a trigger '" + trigger.name() + "' already: revoke it, or choose another name.");
    }

    private static @Nullable Objection keep(KeptRule rule, List<String> over, RuleState rules) {
        return over.containsAll(rules.revocations(rule.id()))
                ? null
                : new Objection(
                        Kind.CONFLICT,
                        "rule",
                        "Rule '" + rule.id() + "' was revoked meanwhile: look at why, and send it again.");
    }

    private static @Nullable Objection settle(List<String> conflicts, ControlState state) {
        List<String> there = state.conflicts().stream().map(ControlRecord::id).toList();
        return conflicts.stream()
                .filter(conflict -> !there.contains(conflict))
                .findFirst()
                .map(conflict -> new Objection(
                        Kind.NOT_FOUND,
                        "conflict",
                        "There is no conflict '" + conflict + "' to settle"
                                + (there.isEmpty() ? ": there is none at all." : ", expected one of " + there + ".")))
                .orElse(null);
    }

    private static @Nullable Objection publish(Command.PublishRelease publish, RouteState route) {
        return route.release(publish.content().id())
                .map(known -> new Objection(
                        Kind.CONFLICT,
                        "release",
                        "Route '" + route.route() + "' has this very content already, as release " + known.number()
                                + " (" + known.id() + ")."))
                .orElse(null);
    }

    private static @Nullable Objection activate(Command.Activate activate, RouteState route) {
        return standing(route, activate.release(), activate.overWithdraws());
    }

    /** That a release is not there, or is withdrawn by more than is taken back. */
    private static @Nullable Objection standing(RouteState route, String release, List<String> overWithdraws) {
        if (route.release(release).isEmpty()) {
            return unknown(route, release);
        }
        boolean stands = route.withdraws().stream()
                .anyMatch(withdrawn -> withdrawn.release().equals(release)
                        && !overWithdraws.contains(withdrawn.record().id()));
        return stands ? withdrawn(release) : null;
    }

    private static @Nullable Objection start(Command.StartRollout start, RouteState route) {
        Objection objection = standing(route, start.candidate(), start.overWithdraws());
        return objection == null ? RolloutRules.start(start, route) : objection;
    }

    private static @Nullable Objection canary(Command.SetCanary canary, RouteState route) {
        if (RolloutRules.isOn(route)) {
            return new Objection(
                    Kind.CONFLICT,
                    "route",
                    "A rollout of route '" + route.route() + "' is on and says what share its candidate gets: end it"
                            + " before a canary is set by hand.");
        }
        if (route.current().filter(canary.candidate()::equals).isPresent()) {
            return new Objection(
                    Kind.CONFLICT,
                    "release",
                    "Release " + canary.candidate() + " is the current one of route '" + route.route()
                            + "' and has all its traffic: expected another as candidate.");
        }
        return candidate(route, canary.candidate());
    }

    private static @Nullable Objection eval(Command.RecordEval eval, RouteState route) {
        return route.release(eval.baseline()).isEmpty()
                ? unknown(route, eval.baseline())
                : candidate(route, eval.candidate());
    }

    private static @Nullable Objection candidate(RouteState route, String candidate) {
        if (route.release(candidate).isEmpty()) {
            return unknown(route, candidate);
        }
        return route.isWithdrawn(candidate) ? withdrawn(candidate) : null;
    }

    private static Objection unknown(RouteState route, String release) {
        return new Objection(
                Kind.NOT_FOUND,
                "release",
                "Route '" + route.route() + "' has no release '" + release + "'"
                        + (route.releases().isEmpty()
                                ? ": none was published."
                                : "; it has "
                                        + String.join(
                                                ", ",
                                                route.releases().stream()
                                                        .map(published ->
                                                                published.number() + " (" + published.id() + ")")
                                                        .toList())
                                        + "."));
    }

    private static Objection withdrawn(String release) {
        return new Objection(
                Kind.CONFLICT,
                "release",
                "Release " + release
                        + " was withdrawn: start a rollout of it or activate it with \"lift_withdraws\": true to take"
                        + " that back.");
    }
}
