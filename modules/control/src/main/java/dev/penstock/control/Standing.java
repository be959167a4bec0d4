package dev.penstock.control;

import dev.penstock.core.state.Audit;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.ControlState.ActiveKill;
import dev.penstock.core.state.Policy;
import dev.penstock.core.state.RolloutState;
import dev.penstock.core.state.RouteState;
import dev.penstock.core.state.RuleState;
import java.time.Instant;

/** What became of writes, in a word. */
final class Standing {
    private final ControlState state;
    private final Instant now;

    Standing(ControlState state, Instant now) {
        this.state = state;
        this.now = now;
    }

    String word(Audit.Item item) {
        return switch (item.standing()) {
            case INERT -> "inert";
            case CONFLICT -> "conflict";
            case EFFECTIVE ->
                item.record().entry() instanceof Entry.Said(Command command)
                        ? word(command, item.record())
                        : "effective";
        };
    }

    private String word(Command command, ControlRecord record) {
        return switch (command) {
            case Command.Kill _ -> kill(record);
            case Command.Withdraw withdraw ->
                inEffect(
                        state.route(withdraw.route()).withdraws().stream()
                                .anyMatch(one -> one.record().id().equals(record.id())),
                        "taken-back");
            case Command.SetCanary canary -> {
                RouteState.Canary running = state.route(canary.route()).canary();
                yield inEffect(running != null && running.record().id().equals(record.id()), "over");
            }
            case Command.SetShadow shadow -> {
                RouteState.Shadow running = state.route(shadow.route()).shadow();
                yield inEffect(running != null && running.record().id().equals(record.id()), "over");
            }
            case Command.RecordEval eval ->
                inEffect(
                        state.route(eval.route())
                                .eval(eval.candidate(), eval.baseline())
                                .filter(newest -> newest.record().id().equals(record.id()))
                                .isPresent(),
                        "over");
            case Command.StartRollout start -> {
                RolloutState rollout = state.route(start.route()).rollout();
                yield rollout == null || !rollout.id().equals(record.id())
                        ? "over"
                        : inEffect(rollout.isOn(), rollout.phase().word());
            }
            case Command.PauseRollout pause -> {
                RolloutState rollout = state.route(pause.route()).rollout();
                yield inEffect(
                        rollout != null && rollout.isOn() && rollout.pauses().contains(record), "over");
            }
            case Command.Activate activate -> release(activate.route(), activate.release());
            case Command.PublishRelease publish ->
                release(publish.route(), publish.content().id());
            case Command.AddTrigger _ -> inEffect(state.triggers().containsKey(record.id()), "over");
            case Command.SetPolicy(Policy policy) -> inEffect(policy.equals(state.policy()), "over");
            case Command.KeepRule keep -> {
                RuleState.Kept kept = state.rules().kept().get(keep.rule().id());
                boolean stands = kept != null && kept.record().id().equals(record.id());
                yield stands && keep.rule().isExpired(now) ? "expired" : inEffect(stands, "over");
            }
            case Command.RevokeRule revoke ->
                inEffect(state.rules().revocations(revoke.id()).contains(record.id()), "taken-back");
            case Command.AskApproval ask ->
                !state.approvals().containsKey(record.id())
                        ? "over"
                        : now.isBefore(ask.expires()) ? "in-effect" : "expired";
            case Command.Lift _,
                    Command.EndCanary _,
                    Command.EndShadow _,
                    Command.EnterStage _,
                    Command.ApproveStage _,
                    Command.ResumeRollout _,
                    Command.EndRollout _,
                    Command.OverrideColdStart _,
                    Command.SetVoters _,
                    Command.Settle _,
                    Command.OfBudget _,
                    Command.RevokeTrigger _,
                    Command.EndApproval _ -> "effective";
        };
    }

    private String kill(ControlRecord record) {
        ActiveKill kill = state.kills().get(record.id());
        return kill == null ? "lifted" : kill.isExpired(now) ? "expired" : "in-effect";
    }

    private String release(String route, String release) {
        RouteState known = state.route(route);
        return known.isWithdrawn(release)
                ? "withdrawn"
                : known.current().filter(release::equals).isPresent() ? "in-effect" : "effective";
    }

    private static String inEffect(boolean stands, String otherwise) {
        return stands ? "in-effect" : otherwise;
    }
}
