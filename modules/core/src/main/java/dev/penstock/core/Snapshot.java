package dev.penstock.core;

import dev.penstock.core.config.Contract;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Prompt;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.Target;
import java.util.List;
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
        config.routes().forEach((name, route) -> releases.put(name, release(config, route)));
        return new Snapshot(revision, releases);
    }

    /** The release for a route's name, or null if there is no such route. */
    public @Nullable Release release(String route) {
        return releases.get(route);
    }

    private static Release release(NodeConfig config, Route route) {
        List<Release.Rung> ladder = route.targets().stream()
                .map(name -> {
                    Target target = known(config.targets(), name);
                    return new Release.Rung(target, known(config.providers(), target.provider()));
                })
                .toList();
        Prompt prompt = route.prompt() == null ? null : known(config.prompts(), route.prompt());
        Contract contract = route.contract() == null ? null : known(config.contracts(), route.contract());
        return Release.of(route, ladder, prompt, contract);
    }

    private static <T> T known(Map<String, T> all, String name) {
        T found = all.get(name);
        if (found == null) {
            throw new IllegalArgumentException("nothing is named '" + name + "'; there are " + all.keySet());
        }
        return found;
    }
}
