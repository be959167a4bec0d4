package dev.penstock.core;

import dev.penstock.core.config.NodeConfig;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that a request is served against, at one revision. Immutable: a change makes another one.
 *
 * @param revision counts up with every change of the control state
 * @param releases the release that each route serves, by the route's name, sorted
 */
public record Snapshot(long revision, Map<String, Release> releases) {
    public Snapshot {
        releases = java.util.Collections.unmodifiableMap(new TreeMap<>(releases));
    }

    /** Compiles what a node's files say. All references in it must be good. */
    public static Snapshot of(NodeConfig config, long revision) {
        Map<String, Release> releases = new TreeMap<>();
        config.routes()
                .forEach((name, route) -> releases.put(
                        name, Release.of(ReleaseContent.of(config, route), config.providers(), config.targets())));
        return new Snapshot(revision, releases);
    }

    /** The release for a route's name, or null if there is no such route. */
    public @Nullable Release release(String route) {
        return releases.get(route);
    }
}
