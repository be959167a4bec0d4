package dev.penstock.healing.learned;

import dev.penstock.core.rule.RuleAction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this node has seen lately where a rule may be learned. Immutable.
 *
 * @param events the last ones, the oldest first
 */
record Evidence(List<Event> events) {
    static final Evidence NONE = new Evidence(List.of());
    /** So many are looked back on, and four times as many as teach a rule if that is more. */
    private static final int LEAST_KEPT = 20;

    /**
     * A request that met the failure and was healed, or an attempt that could have met it and went well.
     *
     * @param healedBy the action that would have prevented it; null for any other event
     */
    record Event(Instant at, @Nullable RuleAction healedBy) {}

    Evidence {
        events = List.copyOf(events);
    }

    Evidence and(Event event, int after) {
        List<Event> next = new ArrayList<>(events);
        next.add(event);
        int kept = Math.max(LEAST_KEPT, 4 * after);
        return new Evidence(next.subList(Math.max(0, next.size() - kept), next.size()));
    }

    /** Without what is older than that. */
    Evidence since(Instant begin) {
        return new Evidence(
                events.stream().filter(event -> !event.at().isBefore(begin)).toList());
    }

    /** Whether it says nothing of a failure. */
    boolean isOver() {
        return events.stream().allMatch(event -> event.healedBy() == null);
    }

    Counts counts(Instant now, Duration lasts) {
        Map<RuleAction, Integer> healed = new HashMap<>();
        int all = 0;
        for (Event event : events) {
            if (!event.at().isBefore(now.minus(lasts))) {
                all++;
                if (event.healedBy() != null) {
                    healed.merge(event.healedBy(), 1, Integer::sum);
                }
            }
        }
        return new Counts(healed, all);
    }
}
