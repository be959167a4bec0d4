package dev.penstock.router;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What this node and the others have seen of answers. Each node owns its part and says it again and again; one that
 * falls silent is forgotten. Belongs to one thread.
 */
final class SharedLengths {
    /** How long what another node said counts. */
    static final Duration TIME_TO_LIVE = Duration.ofSeconds(10);

    private final Map<String, Lengths> own = new TreeMap<>();
    private final Map<String, Part> others = new HashMap<>();

    private record Part(Map<String, Lengths> byRoute, long atNanos) {}

    /** Takes in what this node saw, and forgets routes that are not there any more. */
    void saw(Map<String, Lengths> seen) {
        own.keySet().retainAll(seen.keySet());
        seen.forEach((route, lengths) -> own.put(
                route, own.getOrDefault(route, Lengths.NONE).plus(lengths).faded()));
    }

    /** What this node has to say to the others. */
    Map<String, Lengths> own() {
        return own;
    }

    /** Another node said what it has: that takes the place of what it said before. */
    void heard(String node, Map<String, Lengths> byRoute, long nowNanos) {
        others.put(node, new Part(byRoute, nowNanos));
    }

    /** All together, for the routes that this node knows. */
    ExpectedOutput expected(long nowNanos) {
        others.values().removeIf(part -> nowNanos - part.atNanos > TIME_TO_LIVE.toNanos());
        Map<String, Long> means = new HashMap<>();
        for (String route : Set.copyOf(own.keySet())) {
            Lengths all = own.getOrDefault(route, Lengths.NONE);
            for (Part part : others.values()) {
                all = all.plus(part.byRoute.getOrDefault(route, Lengths.NONE));
            }
            if (all.answers() > 0) {
                means.put(route, all.mean());
            }
        }
        return new ExpectedOutput(means);
    }
}
