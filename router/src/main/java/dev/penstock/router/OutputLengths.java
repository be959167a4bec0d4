package dev.penstock.router;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** Collects how long answers are, between two looks at them. Any thread may say what it saw; nobody waits. */
public final class OutputLengths {
    private volatile Map<String, Seen> byRoute = Map.of();

    private record Seen(LongAdder answers, LongAdder tokens) {}

    /** Says how many output tokens an answer had. Of a route that is not known nothing is kept. */
    public void saw(String route, long outputTokens) {
        Seen seen = byRoute.get(route);
        if (seen != null && outputTokens >= 0) {
            seen.answers.increment();
            seen.tokens.add(outputTokens);
        }
    }

    /**
     * Takes out what was collected since the last time, and collects for these routes from now on. One thread does
     * this. An answer that is told meanwhile may have its tokens counted in this time and itself in the next.
     */
    Map<String, Lengths> take(Set<String> routes) {
        Map<String, Lengths> taken = new TreeMap<>();
        Map<String, Seen> next = new TreeMap<>();
        for (String route : routes) {
            Seen seen = byRoute.getOrDefault(route, new Seen(new LongAdder(), new LongAdder()));
            next.put(route, seen);
            taken.put(route, new Lengths(seen.answers.sumThenReset(), seen.tokens.sumThenReset()));
        }
        byRoute = Map.copyOf(next);
        return taken;
    }
}
