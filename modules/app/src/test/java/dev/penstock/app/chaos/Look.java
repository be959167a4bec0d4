package dev.penstock.app.chaos;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an onlooker saw on a node: each part of it was so at some time between the begin and the end. */
record Look(String node, long begunUs, long endedUs, Picture picture) {
    /**
     * @param kills the reasons of the kills of our routes, by their ids
     * @param routes those that the node knows
     */
    record Picture(Map<String, String> kills, Map<String, Route> routes) {
        Picture {
            kills = Map.copyOf(kills);
            routes = Map.copyOf(routes);
        }
    }

    /**
     * One route; releases and canaries by their reasons.
     *
     * @param releases in their order, by number
     */
    record Route(
            @Nullable String serves,
            List<String> releases,
            Set<String> withdrawn,
            @Nullable Canary canary) {
        Route {
            releases = List.copyOf(releases);
            withdrawn = Set.copyOf(withdrawn);
        }
    }

    record Canary(String reason, String candidate, int share) {}

    @Override
    public String toString() {
        return "%s between %.3f s and %.3f s".formatted(node, begunUs / 1e6, endedUs / 1e6);
    }
}
