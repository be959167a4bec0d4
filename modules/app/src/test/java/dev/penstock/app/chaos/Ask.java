package dev.penstock.app.chaos;

import org.jspecify.annotations.Nullable;

/**
 * What an application was answered that asked a node for a route.
 *
 * @param kill the reason of the kill that it was told, if it was one
 * @param release the id of the release that served it, if one did
 */
record Ask(
        String node,
        long begunUs,
        long endedUs,
        String route,
        int status,
        @Nullable String kill,
        @Nullable String release) {
    @Override
    public String toString() {
        return "a request for %s on %s between %.3f s and %.3f s, answered %d"
                .formatted(route, node, begunUs / 1e6, endedUs / 1e6, status);
    }
}
