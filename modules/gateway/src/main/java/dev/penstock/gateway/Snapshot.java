package dev.penstock.gateway;

import dev.penstock.shadow.ShadowPlan;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that a request is served against, at one revision. Immutable: a change makes another one.
 *
 * @param revision that of the control state
 * @param plans what each route does, by its name, sorted
 */
public record Snapshot(long revision, Map<String, RoutePlan> plans) {
    public Snapshot {
        plans = Collections.unmodifiableMap(new TreeMap<>(plans));
    }

    /** What a route does, or null if there is none of that name. */
    @Nullable
    RoutePlan plan(String route) {
        return plans.get(route);
    }

    /** Which of a route's requests are copied, and to what; null where none are. */
    public @Nullable ShadowPlan shadowPlan(String route) {
        RoutePlan plan = plans.get(route);
        return plan == null || plan.shadow() == null ? null : plan.shadow().plan();
    }
}
