package dev.penstock.gateway;

import dev.penstock.contract.ContractCheck;
import dev.penstock.core.Release;
import dev.penstock.core.config.TraceTerms;
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
 * @param contracts those of releases that have one, compiled, by the release's id
 */
public record Snapshot(long revision, Map<String, RoutePlan> plans, Map<String, ContractCheck> contracts) {
    public Snapshot {
        contracts = Map.copyOf(contracts);
        plans = Collections.unmodifiableMap(new TreeMap<>(plans));
    }

    /** What a route does, or null if there is none of that name. */
    @Nullable
    RoutePlan plan(String route) {
        return plans.get(route);
    }

    /** What is stored of a route's texts; nothing of a route that does not serve. */
    public TraceTerms traceTerms(String route) {
        RoutePlan plan = plan(route);
        return plan == null || plan.current() == null
                ? TraceTerms.USUAL
                : plan.current().route().traces();
    }

    /** What the answers of a release are held against, or null if nothing. */
    @Nullable
    ContractCheck contract(Release release) {
        return contracts.get(release.id());
    }

    /** Which of a route's requests are copied, and to what; null where none are. */
    public @Nullable ShadowPlan shadowPlan(String route) {
        RoutePlan plan = plans.get(route);
        return plan == null || plan.shadow() == null ? null : plan.shadow().plan();
    }
}
