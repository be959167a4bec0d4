package dev.penstock.control;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** How often triggers wrote something on this node of late. Belongs to one event loop. */
final class FiringRate {
    /** The most in a {@link #SPAN}. */
    static final int MOST = 10;

    static final Duration SPAN = Duration.ofMinutes(1);

    private final Map<String, Deque<Instant>> late = new HashMap<>();

    /** Counts a firing of a trigger, by its record's id; false if there were too many. */
    boolean admit(String trigger, Instant now) {
        Deque<Instant> times = late.computeIfAbsent(trigger, _ -> new ArrayDeque<>());
        times.removeIf(time -> !time.isAfter(now.minus(SPAN)));
        if (times.size() >= MOST) {
            return false;
        }
        times.add(now);
        return true;
    }

    /** Forgets those that are not there any more. */
    void retain(Set<String> triggers) {
        late.keySet().retainAll(triggers);
    }
}
