package dev.penstock.alerts.drift;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a provider names models and fingerprints that it did not name before. Not safe for several threads.
 *
 * <p>How often an unknown one is usual is estimated by those that came once in the reference (Good, The population
 * frequencies of species, Biometrika 1953).
 */
final class MachineryMonitor {
    /** Whoever gives each answer a fingerprint of its own is not watched. */
    static final int MOST_KNOWN = 64;

    private Map<String, Integer> known = new HashMap<>();
    private int answers;
    private @Nullable RateMonitor unknown;

    void add(String machinery, Instant at) {
        RateMonitor monitor = unknown;
        if (monitor != null) {
            monitor.add(!known.containsKey(machinery), at);
            if (monitor.isLearning()) {
                known = new HashMap<>();
                answers = 0;
                unknown = null;
            }
            return;
        }
        if (known.size() < MOST_KNOWN || known.containsKey(machinery)) {
            known.merge(machinery, 1, Integer::sum);
        }
        if (++answers == RateMonitor.FIRST_REFERENCE && known.size() < MOST_KNOWN) {
            long once = known.values().stream().filter(times -> times == 1).count();
            unknown = new RateMonitor(DriftMetric.OTHER_MACHINERY, answers, once);
        }
    }

    @Nullable
    Drift drift() {
        return unknown == null ? null : unknown.drift();
    }
}
