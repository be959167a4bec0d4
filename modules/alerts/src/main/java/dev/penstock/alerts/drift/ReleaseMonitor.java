package dev.penstock.alerts.drift;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The answers to one release of a route. Not safe for several threads. */
final class ReleaseMonitor {
    private final RateMonitor refusals = new RateMonitor(DriftMetric.REFUSALS);
    private final RateMonitor misses = new RateMonitor(DriftMetric.CONTRACT_MISSES);
    private final RateMonitor repairs = new RateMonitor(DriftMetric.REPAIRS);
    private final RateMonitor toolCalls = new RateMonitor(DriftMetric.MORE_TOOL_CALLS);
    private final RateMonitor noToolCalls = new RateMonitor(DriftMetric.FEWER_TOOL_CALLS);
    private final RateMonitor askedAgain = new RateMonitor(DriftMetric.ASKED_AGAIN);
    private final MachineryMonitor machinery = new MachineryMonitor();
    private final AmountMonitor lengths = new AmountMonitor(DriftMetric.LONGER_ANSWERS, DriftMetric.SHORTER_ANSWERS);
    private final AmountMonitor costs = new AmountMonitor(DriftMetric.HIGHER_COST, null);
    private final RecentRequests recent = new RecentRequests();
    private Instant last = Instant.MIN;

    void add(Seen seen) {
        Instant at = seen.at();
        last = at;
        refusals.add(seen.refused(), at);
        if (!seen.refused()) {
            toolCalls.add(seen.toolCall(), at);
            noToolCalls.add(!seen.toolCall(), at);
        }
        if (seen.outputTokens() != null) {
            lengths.add(seen.outputTokens(), at);
        }
        if (seen.contract() != null) {
            misses.add(seen.contract() != Seen.First.VALID, at);
            repairs.add(seen.contract() == Seen.First.REPAIRED, at);
        }
        if (seen.machinery() != null) {
            machinery.add(seen.machinery(), at);
        }
        if (seen.costPicodollars() != null) {
            costs.add(seen.costPicodollars(), at);
        }
        if (seen.again() != null) {
            askedAgain.add(recent.cameSoonAgain(seen.again(), at), at);
        }
    }

    /** When its last answer was asked for. */
    Instant last() {
        return last;
    }

    List<Drift> drifts() {
        List<Drift> drifts = new ArrayList<>(
                rates().map(RateMonitor::drift).filter(Objects::nonNull).toList());
        Drift other = machinery.drift();
        if (other != null) {
            drifts.add(other);
        }
        drifts.addAll(lengths.drifts());
        drifts.addAll(costs.drifts());
        return drifts;
    }

    private Stream<RateMonitor> rates() {
        return Stream.of(refusals, misses, repairs, toolCalls, noToolCalls, askedAgain);
    }

    /** What is usual of a rate; NaN where that is not known, or it is no rate. */
    double usual(DriftMetric metric) {
        return switch (metric) {
            case REFUSALS -> refusals.usual();
            case CONTRACT_MISSES -> misses.usual();
            case REPAIRS -> repairs.usual();
            case MORE_TOOL_CALLS -> toolCalls.usual();
            case FEWER_TOOL_CALLS -> noToolCalls.usual();
            case ASKED_AGAIN -> askedAgain.usual();
            case LONGER_ANSWERS, SHORTER_ANSWERS, OTHER_MACHINERY, HIGHER_COST -> Double.NaN;
        };
    }
}
