package dev.penstock.core.config;

import dev.penstock.core.rollout.RolloutPolicy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that one node is told by its files.
 *
 * @param node the node's name, part of its traces' ids
 * @param data where applications call
 * @param admin where operators call
 * @param operations where probes and scrapers call
 * @param adminTokens who may call the admin plane; with none, it is not opened
 * @param cluster the nodes that it shares its control state with; null: it is alone, and listens for none
 * @param dataDir where its own journal is; null: in a database, or in memory only and gone with the process
 * @param database the journal that it shares with all nodes, instead of one of its own
 * @param open serve callers without any key
 * @param traces which traces are kept
 * @param breakers by target, where one has a policy of its own
 * @param retryBudgets the share of first attempts that may be retried, from 0 to 1, by target, where one has its own
 * @param learn when rules are learned from requests that were healed
 * @param webhooks who is told what happens
 * @param rollouts how releases reach all traffic, by names; there is always one named {@code default}
 * @param telemetry where spans and metrics are sent; null: nowhere
 */
public record NodeConfig(
        String node,
        Listener data,
        Listener admin,
        Listener operations,
        List<AdminToken> adminTokens,
        @Nullable ClusterConfig cluster,
        @Nullable Path dataDir,
        @Nullable DatabaseConfig database,
        boolean open,
        List<CallerKey> keys,
        Limits limits,
        TracePolicy traces,
        Map<String, Provider> providers,
        Map<String, Target> targets,
        Map<String, BreakerPolicy> breakers,
        Map<String, Double> retryBudgets,
        LearnPolicy learn,
        List<Webhook> webhooks,
        Map<String, RolloutPolicy> rollouts,
        @Nullable TelemetryConfig telemetry,
        Map<String, Prompt> prompts,
        Map<String, Contract> contracts,
        Map<String, Route> routes) {
    public NodeConfig {
        adminTokens = List.copyOf(adminTokens);
        keys = List.copyOf(keys);
        providers = Map.copyOf(providers);
        targets = Map.copyOf(targets);
        breakers = Map.copyOf(breakers);
        retryBudgets = Map.copyOf(retryBudgets);
        webhooks = List.copyOf(webhooks);
        rollouts = withDefault(rollouts);
        prompts = Map.copyOf(prompts);
        contracts = Map.copyOf(contracts);
        routes = Map.copyOf(routes);
        new Checks()
                .that(node.matches("[a-z0-9-]{1,32}"), "node", node, "1 to 32 lower-case letters, digits and -")
                .that(dataDir == null || database == null, "database", "here beside data_dir", "the one or the other")
                .that(!(open && !keys.isEmpty()), "open", open, "either open: true or keys, not both")
                .that(!routes.isEmpty(), "routes", "none", "at least one file in routes/")
                .done();
    }

    private static Map<String, RolloutPolicy> withDefault(Map<String, RolloutPolicy> rollouts) {
        Map<String, RolloutPolicy> all = new HashMap<>(rollouts);
        all.putIfAbsent(RolloutPolicy.DEFAULT.name(), RolloutPolicy.DEFAULT);
        return Map.copyOf(all);
    }

    /** One that tells nobody what happens, and sends nothing anywhere. */
    public NodeConfig(
            String node,
            Listener data,
            Listener admin,
            Listener operations,
            List<AdminToken> adminTokens,
            @Nullable ClusterConfig cluster,
            @Nullable Path dataDir,
            @Nullable DatabaseConfig database,
            boolean open,
            List<CallerKey> keys,
            Limits limits,
            TracePolicy traces,
            Map<String, Provider> providers,
            Map<String, Target> targets,
            Map<String, BreakerPolicy> breakers,
            Map<String, Double> retryBudgets,
            LearnPolicy learn,
            Map<String, Prompt> prompts,
            Map<String, Contract> contracts,
            Map<String, Route> routes) {
        this(
                node,
                data,
                admin,
                operations,
                adminTokens,
                cluster,
                dataDir,
                database,
                open,
                keys,
                limits,
                traces,
                providers,
                targets,
                breakers,
                retryBudgets,
                learn,
                List.of(),
                Map.of(),
                null,
                prompts,
                contracts,
                routes);
    }
}
