package dev.penstock.sim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** With what conversations began, to know their first attempts. Remembers the newest 100,000; not for two threads. */
final class Openings {
    private static final int SIZE = 100_000;

    private final Map<Long, Boolean> seen = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > SIZE;
        }
    };

    void clear() {
        seen.clear();
    }

    /** Whether this is the first attempt that begins so; the next one is not. */
    boolean isFirst(String opening) {
        return seen.put(SimAnswer.seed("opening", opening), true) == null;
    }

    /** A number from 0 to 1 that depends on the seed and the words alone. */
    static double chance(long seed, String opening) {
        return new SplittableRandom(SimAnswer.seed("chance", Long.toString(seed), opening)).nextDouble();
    }
}
