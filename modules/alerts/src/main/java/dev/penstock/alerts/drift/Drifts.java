package dev.penstock.alerts.drift;

import dev.penstock.alerts.AlertKind;
import dev.penstock.alerts.AlertSource;
import dev.penstock.alerts.Condition;
import dev.penstock.alerts.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Watches the answers to all releases of a node. Safe on any thread; what it does takes microseconds. */
public final class Drifts implements AlertSource {
    /** How many releases are watched: those that were used last. */
    static final int MOST = 256;
    /** A release that is not used any more has nothing to say. */
    static final Duration FORGOTTEN = Duration.ofHours(24);

    private final Map<Key, ReleaseMonitor> monitors = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, ReleaseMonitor> eldest) {
            return size() > MOST;
        }
    };

    private record Key(String route, String release) {}

    /** A request is over. */
    public synchronized void take(Seen seen) {
        monitors.computeIfAbsent(new Key(seen.route(), seen.release()), _ -> new ReleaseMonitor())
                .add(seen);
    }

    @Override
    public synchronized List<Finding> findings(Instant now) {
        monitors.values().removeIf(monitor -> monitor.last().plus(FORGOTTEN).isBefore(now));
        List<Finding> findings = new ArrayList<>();
        monitors.forEach((key, monitor) -> monitor.drifts().forEach(drift -> findings.add(finding(key, drift))));
        return findings;
    }

    private Finding finding(Key key, Drift drift) {
        Map<String, Double> evidence = new LinkedHashMap<>();
        evidence.put("reference", drift.reference());
        evidence.put("reference_answers", (double) drift.referenceAnswers());
        evidence.put("window", drift.window());
        evidence.put("window_answers", (double) drift.windowAnswers());
        String amounts = "";
        if (drift.amounts() != null) {
            evidence.put("usual_amount", drift.amounts().usual());
            evidence.put("amount", drift.amounts().now());
            amounts = unit(drift.metric(), drift.amounts());
        }
        String text = "route " + key.route() + ", release " + key.release() + ": "
                + percent(drift.window()) + " of " + drift.windowAnswers() + " answers were "
                + drift.metric().words() + ", usual are " + percent(drift.reference()) + amounts
                + before(key, drift.metric());
        Condition condition = new Condition(
                AlertKind.DRIFT,
                Map.of(
                        "route",
                        key.route(),
                        "release",
                        key.release(),
                        "metric",
                        drift.metric().word()));
        return new Finding(condition, text, evidence, drift.since());
    }

    private static String unit(DriftMetric metric, Drift.Amounts amounts) {
        return metric == DriftMetric.HIGHER_COST
                ? String.format(
                        Locale.ROOT, "; $%.6f each where $%.6f are usual", amounts.now() / 1e12, amounts.usual() / 1e12)
                : String.format(Locale.ROOT, "; %.0f tokens each where %.0f are usual", amounts.now(), amounts.usual());
    }

    /** The same of another release of the route, in words only: it may be another prompt, and other users. */
    private String before(Key key, DriftMetric metric) {
        Optional<Map.Entry<Key, ReleaseMonitor>> other = monitors.entrySet().stream()
                .filter(each -> each.getKey().route().equals(key.route())
                        && !each.getKey().equals(key))
                .filter(each -> !Double.isNaN(each.getValue().usual(metric)))
                .max(Comparator.comparing(each -> each.getValue().last()));
        return other.map(each -> "; with release " + each.getKey().release() + " "
                        + percent(each.getValue().usual(metric)) + " were")
                .orElse("");
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
