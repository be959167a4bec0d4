package dev.penstock.canary;

import dev.penstock.core.Share;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.Policy;
import dev.penstock.core.state.RouteState;
import dev.penstock.core.state.RuleState;
import dev.penstock.core.state.Sticky;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Canaries for tests. */
final class Canaries {
    private Canaries() {}

    static Split split(String salt, int millionths) {
        return Split.of(canary("support", "candidate", salt, millionths));
    }

    /** A state in which routes have a canary each: route, candidate, route, candidate and so on. */
    static ControlState state(String... routesAndCandidates) {
        Map<String, RouteState> routes = new HashMap<>();
        for (int i = 0; i < routesAndCandidates.length; i += 2) {
            String route = routesAndCandidates[i];
            RouteState.Canary canary = canary(route, routesAndCandidates[i + 1], "salt", 10_000);
            routes.put(
                    route, new RouteState(route, List.of(), List.of(), List.of(), canary, null, null, List.of(), null));
        }
        routes.put("plain", RouteState.none("plain"));
        return new ControlState(
                2,
                "r1",
                1,
                List.of(),
                Map.of(),
                routes,
                Map.of(),
                Map.of(),
                Policy.NONE,
                Map.of(),
                RuleState.NONE,
                List.of(),
                Map.of());
    }

    private static RouteState.Canary canary(String route, String candidate, String salt, int millionths) {
        var terms = new Command.SetCanary(route, candidate, new Share(millionths), new Sticky.User(), salt);
        return new RouteState.Canary(
                terms,
                new ControlRecord(
                        "r1", 1, Instant.EPOCH, "a", new Author("ann", "why"), List.of(), new Entry.Said(terms)));
    }
}
