package dev.penstock.canary;

import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.RouteState;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many requests were on each arm on this node, of the canaries that were set by hand: what requests of rollouts say
 * is in their evidence. An observation: a node that starts has none. Safe for several threads.
 */
public final class ArmCounts {
    private volatile Map<CanaryArm, LongAdder> counts = Map.of();

    /** Forgets what is no canary any more. Who goes on, also with another share, keeps its counts. */
    public synchronized void take(ControlState state) {
        Map<CanaryArm, LongAdder> next = new HashMap<>();
        for (RouteState route : state.routes().values()) {
            if (route.canary() == null || isRollout(route)) {
                continue;
            }
            for (Arm arm : Arm.values()) {
                CanaryArm key =
                        new CanaryArm(route.route(), route.canary().terms().candidate(), arm);
                next.put(key, counts.getOrDefault(key, new LongAdder()));
            }
        }
        counts = Map.copyOf(next);
    }

    private static boolean isRollout(RouteState route) {
        return route.rollout() != null && route.rollout().isOn();
    }

    /** Counts a request. One of a canary that has ended meanwhile is not counted. */
    public void add(CanaryArm arm) {
        LongAdder count = counts.get(arm);
        if (count != null) {
            count.increment();
        }
    }

    /** So far, on this node. */
    public Map<CanaryArm, Long> counts() {
        Map<CanaryArm, Long> sums = new HashMap<>();
        counts.forEach((arm, count) -> sums.put(arm, count.sum()));
        return sums;
    }
}
