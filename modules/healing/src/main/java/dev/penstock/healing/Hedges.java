package dev.penstock.healing;

import dev.penstock.core.config.Route;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When a second target is asked beside a first one that is slow: later than 95 of 100 answers of the same route were,
 * and for a share of its requests at most (Dean, Barroso: The Tail at Scale, 2013). Streams are known by their first
 * content, other answers by their whole. Safe on any thread, without a lock but for the first request of a route. Times
 * are those of a monotonic clock in nanoseconds.
 */
public final class Hedges {
    private static final double LATE = 0.95;
    /** So many in a row are asked twice at most, when the provider slows down. */
    private static final int MOST = 10;

    private final Map<Kind, LatestTimes> times = new ConcurrentHashMap<>();
    private final Map<Share, RetryBudget> budgets = new ConcurrentHashMap<>();

    private record Kind(String route, boolean stream) {}

    /** A release with another share has a budget of its own. */
    private record Share(String route, double share) {}

    /** A request's first target is asked: the time when another one is, if none has come by then; 0 for never. */
    public long firstAsked(Route route, boolean stream, long now) {
        double share = route.healing().hedge();
        if (share == 0) {
            return 0;
        }
        budget(route).attempted();
        long late = times(route, stream).quantile();
        return late == LatestTimes.UNKNOWN ? 0 : now + late;
    }

    /** How long a request's first target took, or has taken when another one came first. */
    public void saw(Route route, boolean stream, long taken) {
        if (route.healing().hedge() > 0) {
            times(route, stream).add(taken);
        }
    }

    /** Takes one out of the route's share; false if there is none. */
    public boolean take(Route route) {
        return budget(route).take();
    }

    /** What was taken was not used. */
    public void giveBack(Route route) {
        budget(route).giveBack();
    }

    private LatestTimes times(Route route, boolean stream) {
        Kind kind = new Kind(route.name(), stream);
        LatestTimes known = times.get(kind);
        return known == null ? times.computeIfAbsent(kind, _ -> new LatestTimes(LATE)) : known;
    }

    private RetryBudget budget(Route route) {
        Share share = new Share(route.name(), route.healing().hedge());
        RetryBudget known = budgets.get(share);
        return known == null ? budgets.computeIfAbsent(share, _ -> new RetryBudget(share.share(), MOST, 0)) : known;
    }
}
