package dev.penstock.core.state;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that was decided and is in effect.
 *
 * @param revision one more than the number of records that have an effect: nodes with the same records have the same
 * @param kills those that are not lifted, by their records' ids; some may have expired
 * @param routes what was decided about routes, by their names
 * @param unknown records that only newer versions understand: how many of each kind
 */
public record ControlState(
        long revision, Map<String, ActiveKill> kills, Map<String, RouteState> routes, Map<String, Integer> unknown) {
    /** Before the first decision. */
    public static final ControlState EMPTY = new ControlState(1, Map.of(), Map.of(), Map.of());

    public ControlState {
        kills = Map.copyOf(kills);
        routes = Map.copyOf(routes);
        unknown = Map.copyOf(new TreeMap<>(unknown));
    }

    /** A kill that nobody has lifted. */
    public record ActiveKill(Command.Kill kill, ControlRecord record) {
        /** Whether its time is over. */
        public boolean isExpired(Instant now) {
            return kill.expires() != null && !now.isBefore(kill.expires());
        }
    }

    /** What was decided about a route; nothing, if nothing was. */
    public RouteState route(String name) {
        return routes.getOrDefault(name, RouteState.none(name));
    }

    /** The kills in effect at a time, the oldest first. */
    public List<ActiveKill> killsAt(Instant now) {
        return kills.values().stream()
                .filter(kill -> !kill.isExpired(now))
                .sorted(Comparator.comparing(ActiveKill::record, ControlRecord.ORDER))
                .toList();
    }
}
