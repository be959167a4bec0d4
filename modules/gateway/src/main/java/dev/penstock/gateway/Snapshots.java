package dev.penstock.gateway;

import dev.penstock.canary.Split;
import dev.penstock.contract.ContractCheck;
import dev.penstock.core.Release;
import dev.penstock.core.ReleaseContent;
import dev.penstock.core.config.AnswerChecks;
import dev.penstock.core.config.BadConfig;
import dev.penstock.core.config.Contract;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.RolloutState;
import dev.penstock.core.state.RouteState;
import dev.penstock.core.state.RouteState.Published;
import dev.penstock.core.state.Sticky;
import dev.penstock.shadow.ShadowPlan;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiles snapshots of a node's files and the control state. A route about which nothing was decided serves what its
 * file says. Belongs to one thread.
 */
public final class Snapshots {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    private final NodeConfig config;
    private final Map<String, ReleaseContent> files = new TreeMap<>();
    /** The last ones, for the routes that a change does not touch. */
    private Map<String, Compiled> compiled = Map.of();

    private Map<String, ContractCheck> contracts = Map.of();

    private record Compiled(RouteState state, RoutePlan plan) {}

    public Snapshots(NodeConfig config) {
        this.config = config;
        config.routes().forEach((name, route) -> files.put(name, ReleaseContent.of(config, route)));
    }

    /** The snapshot of a state. */
    public Snapshot of(ControlState state) {
        Set<String> routes = new TreeSet<>(files.keySet());
        state.routes().values().stream()
                .filter(route -> !route.releases().isEmpty())
                .map(RouteState::route)
                .forEach(routes::add);
        Map<String, Compiled> next = new HashMap<>();
        Map<String, RoutePlan> plans = new TreeMap<>();
        for (String route : routes) {
            RouteState decided = state.route(route);
            Compiled before = compiled.get(route);
            Compiled now = before != null && before.state.equals(decided)
                    ? before
                    : new Compiled(decided, plan(decided, files.get(route)));
            next.put(route, now);
            plans.put(route, now.plan);
        }
        compiled = next;
        contracts = contracts(plans.values());
        return new Snapshot(state.revision(), plans, contracts);
    }

    /** Compiled once for a release: the first one takes half a second. */
    private Map<String, ContractCheck> contracts(Collection<RoutePlan> plans) {
        Map<String, ContractCheck> known = contracts;
        Map<String, ContractCheck> all = new HashMap<>();
        plans.stream()
                .flatMap(RoutePlan::releases)
                .filter(Snapshots::isHeld)
                .forEach(release -> all.computeIfAbsent(
                        release.id(), id -> known.containsKey(id) ? known.get(id) : compile(release)));
        return all;
    }

    /** What the answers of a release are held against, compiled now; null for nothing. */
    static @Nullable ContractCheck contract(Release release) {
        return isHeld(release) ? compile(release) : null;
    }

    private static boolean isHeld(Release release) {
        return release.contract() != null || !release.route().terms().checks().equals(AnswerChecks.NONE);
    }

    private RoutePlan plan(RouteState state, @Nullable ReleaseContent file) {
        RouteState.Canary canary = state.canary();
        RouteState.Shadow shadow = state.shadow();
        Release current = state.current().map(id -> release(state, id)).orElseGet(() -> ofFile(state, file));
        Release candidate =
                canary == null ? null : release(state, canary.terms().candidate());
        Release copied = shadow == null ? null : release(state, shadow.terms().candidate());
        Set<String> labels = new TreeSet<>(RequestFactsReader.LABELS);
        addLabels(labels, current);
        addLabels(labels, candidate);
        addLabels(labels, copied);
        if (canary != null && canary.terms().sticky() instanceof Sticky.Metadata(String name)) {
            labels.add(name);
        }
        return new RoutePlan(
                state.route(),
                current,
                canary == null || candidate == null
                        ? null
                        : new RoutePlan.Canary(
                                candidate, Split.of(canary), canary.terms().sticky(), rollout(state)),
                shadow == null || copied == null ? null : new RoutePlan.Shadow(copied, ShadowPlan.of(shadow)),
                Set.copyOf(labels));
    }

    private static @Nullable RolloutPlan rollout(RouteState state) {
        RolloutState rollout = state.rollout();
        return rollout == null || !rollout.isOn() ? null : RolloutPlan.of(rollout);
    }

    /** A schema that this version does not take, as an older one may have, is one that no answer satisfies. */
    private static ContractCheck compile(Release release) {
        try {
            return ContractCheck.of(release.contract(), release.route().terms());
        } catch (BadConfig bad) {
            LOG.error(
                    "the contract of release {} cannot be held against answers, so none is good: {}",
                    release.id(),
                    bad.getMessage());
            return ContractCheck.of(
                    new Contract("none", "false"), release.route().terms());
        }
    }

    /** The names in a request's metadata that Penstock itself reads for a release. */
    static Set<String> labels(Release release) {
        Set<String> labels = new TreeSet<>(RequestFactsReader.LABELS);
        addLabels(labels, release);
        return labels;
    }

    /** The names in a request's metadata that a release's router reads. */
    private static void addLabels(Set<String> labels, @Nullable Release release) {
        if (release != null && release.route().router() instanceof RouterPolicy.Rules(List<RouterPolicy.Rule> rules)) {
            rules.forEach(rule -> labels.addAll(rule.metadata().keySet()));
        }
    }

    private @Nullable Release ofFile(RouteState state, @Nullable ReleaseContent file) {
        return file == null || state.isWithdrawn(file.id()) ? null : release(file);
    }

    private Release release(RouteState state, String id) {
        return release(state.release(id).map(Published::content).orElseThrow());
    }

    private Release release(ReleaseContent content) {
        return Release.of(content, config.providers(), config.targets());
    }
}
