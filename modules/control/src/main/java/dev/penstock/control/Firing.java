package dev.penstock.control;

import dev.penstock.core.config.AdminToken;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlState.ActiveKill;
import dev.penstock.core.state.ControlState.ActiveTrigger;
import dev.penstock.core.state.RouteState;
import dev.penstock.core.state.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is to be done where a trigger fires: alert systems repeat themselves, and once is enough. */
sealed interface Firing {
    /** This is. */
    record Deed(Command.Stopping command) implements Firing {}

    /** It is in effect already, by this record. */
    record Done(ControlRecord record) implements Firing {}

    /** Nothing can be. */
    record Impossible(Reply problem) implements Firing {}

    /** Who is told to have done it. */
    static String author(Trigger trigger) {
        return AdminToken.TRIGGER + trigger.name();
    }

    /** Decides, as things stand. */
    static Firing of(ActiveTrigger active, Admin admin) {
        Instant now = admin.clock().instant();
        return switch (active.trigger().action()) {
            case Trigger.Stop stop -> stop(stop, admin.control().state().killsAt(now), now);
            case Trigger.RollBack(String route) -> rollBack(KnownRoute.named(route, admin), admin);
        };
    }

    /** A kill whose time is half over is written anew, so that it lasts while the alert does. */
    private static Firing stop(Trigger.Stop stop, List<ActiveKill> inEffect, Instant now) {
        Instant end = stop.lasts() == null ? null : now.plus(stop.lasts());
        Instant half = stop.lasts() == null ? null : now.plus(stop.lasts().dividedBy(2));
        Command.Kill kill = new Command.Kill(stop.scope(), stop.key(), stop.publicReason(), end, stop.inFlight());
        return inEffect.stream()
                .filter(known -> stands(known.kill(), kill, half))
                .findFirst()
                .<Firing>map(known -> new Done(known.record()))
                .orElseGet(() -> new Deed(kill));
    }

    private static boolean stands(Command.Kill known, Command.Kill wanted, @Nullable Instant half) {
        boolean sameTerms = known.equals(new Command.Kill(
                wanted.scope(), wanted.key(), wanted.publicReason(), known.expires(), wanted.inFlight()));
        return sameTerms
                && (known.expires() == null || (half != null && known.expires().isAfter(half)));
    }

    /**
     * Takes back one change, whoever does: an alert that goes on while the release before it takes over must not take
     * that one back, too, nor must another alert of the same incident.
     */
    private static Firing rollBack(KnownRoute route, Admin admin) {
        Optional<Reply> unknown = route.problem(admin);
        if (unknown.isPresent()) {
            return new Impossible(unknown.get());
        }
        RouteState.Withdrawn rolledBack = route.state().rolledBack();
        if (rolledBack != null) {
            return new Done(rolledBack.record());
        }
        return route.newestChange()
                .<Firing>map(release -> new Deed(new Command.Withdraw(route.name(), release)))
                .orElseGet(() -> new Impossible(
                        Problem.of(409, "Conflict", "Route '" + route.name() + "' has nothing to go back to.")));
    }
}
