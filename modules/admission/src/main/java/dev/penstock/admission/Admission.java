package dev.penstock.admission;

import dev.penstock.core.Refusal;
import dev.penstock.core.config.Limits;
import dev.penstock.core.config.Route;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How much a node takes on at once: requests in all, requests a route. Safe for several threads. */
public final class Admission {
    /** What a caller who is turned away is told to wait; nothing better is known. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Limits limits;
    private final Slots node = new Slots();
    private final Map<String, Slots> routes = new ConcurrentHashMap<>();

    public Admission(Limits limits) {
        this.limits = limits;
    }

    /** Takes a request on, or says why not. One that was taken on must {@link #leave}. */
    public @Nullable Refusal enter() {
        return node.take(limits.concurrentRequests())
                ? null
                : new Refusal.Overloaded("concurrent_requests (" + limits.concurrentRequests() + ")", RETRY_AFTER);
    }

    public void leave() {
        node.giveBack();
    }

    /**
     * Takes a request on for its route, or says why not. One that was taken on must {@link #leave(Route)}. Releases of
     * one route may have different limits: those without one are not counted.
     */
    public @Nullable Refusal enter(Route route) {
        Integer limit = route.concurrentRequests();
        if (limit == null
                || routes.computeIfAbsent(route.name(), _ -> new Slots()).take(limit)) {
            return null;
        }
        return new Refusal.TooManyRequests(
                "concurrent_requests (" + limit + ") of route '" + route.name() + "'", RETRY_AFTER);
    }

    public void leave(Route route) {
        if (route.concurrentRequests() != null) {
            Objects.requireNonNull(routes.get(route.name())).giveBack();
        }
    }

    /** Requests under way. */
    public int underWay() {
        return node.taken();
    }
}
