package dev.penstock.core.state;

import dev.penstock.core.rollout.RolloutMode;
import dev.penstock.core.rollout.StageKind;
import dev.penstock.core.state.Objection.Kind;
import dev.penstock.core.state.RolloutState.Phase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which writes about a route's rollout make sense on top of what was decided about it. */
final class RolloutRules {
    private RolloutRules() {}

    /** The objection to a write; null if there is none. That there are such releases was looked at before. */
    static @Nullable Objection start(Command.StartRollout start, RouteState route) {
        if (isOn(route)) {
            return conflict("route", "A rollout of route '" + route.route() + "' is on: end it before another starts.");
        }
        if (route.canary() != null) {
            return conflict(
                    "route",
                    "Route '" + route.route() + "' has a canary that was set by hand: end it before a rollout.");
        }
        if (route.current().filter(start.baseline()::equals).isEmpty()) {
            return conflict(
                    "baseline",
                    "Release " + start.baseline() + " is not the current one of route '" + route.route()
                            + "': expected "
                            + route.current().orElse("that one is made current before") + ".");
        }
        if (start.candidate().equals(start.baseline()) != (start.mode() == RolloutMode.A_A)) {
            return conflict(
                    "release",
                    start.mode() == RolloutMode.A_A
                            ? "An A/A rollout compares a release with itself: expected the current one, "
                                    + start.baseline() + "."
                            : "Release " + start.candidate() + " is the current one of route '" + route.route()
                                    + "' and has all its traffic: expected another as candidate.");
        }
        return null;
    }

    static @Nullable Objection enter(Command.EnterStage enter, RouteState route) {
        RolloutState rollout = route.rollout();
        Objection off = off(enter.rollout(), rollout);
        if (off != null || rollout == null) {
            return off;
        }
        if (!isOverPauses(enter.overPauses(), rollout)) {
            return enter.overPauses().isEmpty()
                    ? conflict("stage", "The rollout is paused: resume it before it goes on.")
                    : pausedAgain();
        }
        if (enter.stage() == rollout.stage()) {
            return conflict(
                    "stage",
                    "The rollout is in stage " + enter.stage() + " ("
                            + rollout.currentStage().word() + ") already.");
        }
        if (rollout.terms().policy().stage(enter.stage()) == null
                || rollout.terms().policy().stages().get(enter.stage()).kind() == StageKind.FULL) {
            return conflict(
                    "stage",
                    "Stage " + enter.stage() + " cannot be entered: expected 0 to "
                            + (rollout.terms().policy().stages().size() - 2) + ".");
        }
        return null;
    }

    static @Nullable Objection approve(Command.ApproveStage approve, RouteState route) {
        RolloutState rollout = route.rollout();
        Objection off = off(approve.rollout(), rollout);
        if (off != null || rollout == null) {
            return off;
        }
        return approve.stage() != rollout.stage() || rollout.approved().contains(approve.stage())
                ? conflict(
                        "stage",
                        "Stage " + approve.stage() + " is not to be approved: the rollout is in stage "
                                + rollout.stage() + " ("
                                + rollout.currentStage().word() + ")"
                                + (rollout.approved().contains(rollout.stage()) ? ", which is approved already." : "."))
                : null;
    }

    static @Nullable Objection resume(Command.ResumeRollout resume, RouteState route) {
        RolloutState rollout = route.rollout();
        Objection off = off(resume.rollout(), rollout);
        if (off != null || rollout == null) {
            return off;
        }
        return isOverPauses(resume.overPauses(), rollout)
                ? rollout.phase() == Phase.PAUSED ? null : conflict("route", "The rollout is not paused.")
                : pausedAgain();
    }

    /** Whether a write takes back whatever pauses a rollout. */
    private static boolean isOverPauses(List<String> pauses, RolloutState rollout) {
        return rollout.pauses().stream().allMatch(pause -> pauses.contains(pause.id()));
    }

    private static Objection pausedAgain() {
        return conflict("route", "The rollout was paused again meanwhile: look at why, and send it again.");
    }

    /** Whether a rollout of the route is not over. */
    static boolean isOn(RouteState route) {
        return route.rollout() != null && route.rollout().isOn();
    }

    private static @Nullable Objection off(String id, @Nullable RolloutState rollout) {
        return rollout != null && rollout.isOn() && rollout.id().equals(id)
                ? null
                : new Objection(
                        Kind.CONFLICT,
                        "rollout",
                        "The rollout " + id + " is not on"
                                + (rollout == null || !rollout.id().equals(id)
                                        ? "."
                                        : ": it is " + rollout.phase().word() + "."));
    }

    private static Objection conflict(String field, String message) {
        return new Objection(Kind.CONFLICT, field, message);
    }
}
