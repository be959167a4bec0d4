package dev.penstock.core.state;

import dev.penstock.core.state.ControlState.ActiveKill;
import dev.penstock.core.state.Objection.Kind;
import dev.penstock.core.state.Policy.Freeze;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What the policy says to writes that resume something. */
public final class PolicyRules {
    /** How long a request for approval stands. */
    public static final Duration OPEN = Duration.ofHours(24);

    private PolicyRules() {}

    /** What is to be done with a write. */
    public sealed interface Decision {
        /** It may be carried out. */
        record Go() implements Decision {}

        /** It must not be. */
        record No(Objection objection) implements Decision {}

        /**
         * A second person must approve it.
         *
         * @param expires when that is too late
         */
        record Ask(Instant expires) implements Decision {}
    }

    /**
     * Decides about writes that are carried out together.
     *
     * @param approved whether a second person has approved them
     */
    public static Decision decide(List<Command.Resuming> commands, boolean approved, ControlState state, Instant now) {
        Optional<Objection> frozen = commands.stream()
                .flatMap(command -> frozen(command, state, now).stream())
                .findFirst();
        if (frozen.isPresent()) {
            return new Decision.No(frozen.get());
        }
        boolean ask = !approved && commands.stream().anyMatch(command -> needsApproval(command, state.policy()));
        return ask ? new Decision.Ask(now.plus(OPEN)) : new Decision.Go();
    }

    /** The objection of a freeze that lasts. */
    static Optional<Objection> frozen(Command.Resuming command, ControlState state, Instant now) {
        return state.policy().freezes().stream()
                .filter(freeze -> freeze.lasts(now) && isAbout(command, freeze, state))
                .findFirst()
                .map(freeze -> new Objection(
                        Kind.FROZEN,
                        "freeze",
                        "The freeze '" + freeze.name() + "' of "
                                + (freeze.routes() == null ? "all routes" : String.join(", ", freeze.routes()))
                                + " lasts until " + freeze.to() + ": nothing is given to them before. What stops"
                                + " something is possible all the same."));
    }

    private static boolean isAbout(Command.Resuming command, Freeze freeze, ControlState state) {
        return switch (command) {
            // It gives nothing to its route: what may follow from it does.
            case Command.RecordEval _ -> false;
            case Command.OfRoute ofRoute -> freeze.holds(ofRoute.route());
            case Command.Lift(List<String> kills) ->
                kills.stream()
                        .map(state.kills()::get)
                        .filter(Objects::nonNull)
                        .anyMatch(kill -> isAbout(kill, freeze, state));
            case Command.KeepRule keep -> {
                String route = keep.rule().rule().route();
                yield route == null || freeze.holds(route);
            }
            case Command.SetVoters _, Command.Settle _, Command.AddTrigger _, Command.SetPolicy _, Command.OfBudget _ ->
                false;
        };
    }

    /** A kill of what is no route's own stops traffic of any route: its lift gives to the frozen ones, too. */
    private static boolean isAbout(ActiveKill kill, Freeze freeze, ControlState state) {
        String key = kill.kill().key();
        return switch (kill.kill().scope()) {
            case ROUTE -> freeze.holds(key);
            case RELEASE -> {
                List<String> routes = state.routes().values().stream()
                        .filter(route -> route.release(key).isPresent())
                        .map(RouteState::route)
                        .toList();
                yield routes.isEmpty() || routes.stream().anyMatch(freeze::holds);
            }
            case GLOBAL, PROMPT, PROVIDER, MODEL, TARGET, TOOL, KEY -> true;
        };
    }

    /** Whether a second person must approve a write. While anything needs one, a change of that does, too. */
    static boolean needsApproval(Command.Resuming command, Policy policy) {
        return policy.fourEyes().contains(command.kind())
                || (command instanceof Command.PublishRelease publish
                        && publish.activate()
                        && policy.fourEyes().contains(Policy.ACTIVATE))
                || (command instanceof Command.EnterStage enter
                        && !enter.overPauses().isEmpty()
                        && policy.fourEyes().contains(Policy.RESUME_ROLLOUT))
                || (command instanceof Command.SetPolicy && !policy.fourEyes().isEmpty());
    }
}
