package dev.penstock.healing.learned;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What other nodes told last, while that is young. Times are those of a monotonic clock. */
final class HeardReports {
    private static final long TIME_TO_LIVE_NANOS = Duration.ofSeconds(10).toNanos();

    private final Map<String, Heard> byNode = new HashMap<>();

    private record Heard(Report report, long atNanos) {}

    /** A node's report takes the place of the one before. */
    void add(String node, Report report, long nowNanos) {
        byNode.put(node, new Heard(report, nowNanos));
    }

    void forgetOld(long nowNanos) {
        byNode.values().removeIf(heard -> nowNanos - heard.atNanos >= TIME_TO_LIVE_NANOS);
    }

    /** Where others have seen a failure that was healed. */
    Set<Symptom> suspects() {
        Set<Symptom> suspects = new HashSet<>();
        for (Heard heard : byNode.values()) {
            heard.report.evidence().forEach((symptom, counts) -> {
                if (!counts.healed().isEmpty()) {
                    suspects.add(symptom);
                }
            });
        }
        return suspects;
    }

    Collection<Report> all() {
        return byNode.values().stream().map(Heard::report).toList();
    }
}
