package dev.penstock.canary;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** This node's counts, and what others told of theirs while that is young. Times are those of a monotonic clock. */
final class ClusterCounts {
    private static final long TIME_TO_LIVE_NANOS = Duration.ofSeconds(10).toNanos();

    private final ArmCounts own;
    private final Map<String, Heard> others = new ConcurrentHashMap<>();

    private record Heard(Map<CanaryArm, Long> counts, long atNanos) {
        boolean isYoung(long nowNanos) {
            return nowNanos - atNanos < TIME_TO_LIVE_NANOS;
        }
    }

    ClusterCounts(ArmCounts own) {
        this.own = own;
    }

    /** Another node told all its counts: they take the place of what it told before. */
    void hear(String node, Map<CanaryArm, Long> counts, long nowNanos) {
        others.put(node, new Heard(counts, nowNanos));
    }

    /** Nodes that are gone must not pile up. */
    void forgetOld(long nowNanos) {
        others.values().removeIf(heard -> !heard.isYoung(nowNanos));
    }

    Map<CanaryArm, Long> totals(long nowNanos) {
        Map<CanaryArm, Long> totals = new HashMap<>(own.counts());
        for (Heard heard : others.values()) {
            if (heard.isYoung(nowNanos)) {
                heard.counts().forEach((arm, count) -> totals.merge(arm, count, Long::sum));
            }
        }
        return totals;
    }
}
