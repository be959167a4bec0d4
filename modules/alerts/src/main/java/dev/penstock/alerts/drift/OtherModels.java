package dev.penstock.alerts.drift;

import dev.penstock.alerts.AlertKind;
import dev.penstock.alerts.AlertSource;
import dev.penstock.alerts.Condition;
import dev.penstock.alerts.Finding;
import dev.penstock.core.Attempt;
import dev.penstock.core.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which targets answer with another model than they are asked for. Safe on any thread. */
public final class OtherModels implements AlertSource {
    static final int MOST = 256;
    /** How long it is said after it was seen. */
    static final Duration SAID = Duration.ofMinutes(10);

    private final Map<Swap, Times> swaps = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Swap, Times> eldest) {
            return size() > MOST;
        }
    };

    /** The latest that are the same by their names, for nearly all answers are of one of a few. */
    private final Set<Named> same = ConcurrentHashMap.newKeySet();

    private record Named(String asked, String returned) {}

    private record Swap(String target, String asked, String returned) {}

    private record Times(long count, Instant first, Instant last) {}

    /** A request is over. */
    public void take(Trace trace) {
        for (Attempt attempt : trace.attempts()) {
            String returned = attempt.returnedModel();
            if (attempt.failure() == null && returned != null && !isSame(new Named(attempt.model(), returned))) {
                note(new Swap(attempt.target(), attempt.model(), returned), trace.at());
            }
        }
    }

    private boolean isSame(Named named) {
        if (same.contains(named)) {
            return true;
        }
        boolean isSame = SameModel.isSame(named.asked(), named.returned());
        if (isSame) {
            if (same.size() >= MOST) {
                same.clear();
            }
            same.add(named);
        }
        return isSame;
    }

    private synchronized void note(Swap swap, Instant at) {
        swaps.merge(swap, new Times(1, at, at), (before, _) -> new Times(before.count() + 1, before.first(), at));
    }

    @Override
    public synchronized List<Finding> findings(Instant now) {
        swaps.values().removeIf(times -> times.last().plus(SAID).isBefore(now));
        return swaps.entrySet().stream()
                .map(each -> finding(each.getKey(), each.getValue()))
                .toList();
    }

    private static Finding finding(Swap swap, Times times) {
        return new Finding(
                new Condition(AlertKind.OTHER_MODEL, Map.of("target", swap.target(), "model", swap.returned())),
                "target " + swap.target() + " is asked for model " + swap.asked() + ", and " + swap.returned()
                        + " answers",
                Map.of("answers", (double) times.count()),
                times.first());
    }
}
