package dev.penstock.config;

import dev.penstock.core.config.AdminToken;
import dev.penstock.core.config.CallerKey;
import dev.penstock.core.config.ClusterConfig;
import dev.penstock.core.config.Contract;
import dev.penstock.core.config.DatabaseConfig;
import dev.penstock.core.config.LearnPolicy;
import dev.penstock.core.config.Limits;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Prompt;
import dev.penstock.core.config.Provider;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.TelemetryConfig;
import dev.penstock.core.config.TracePolicy;
import dev.penstock.core.config.Webhook;
import dev.penstock.core.rollout.RolloutPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code penstock.yaml}. */
final class NodeFile {
    static final String NAME = "penstock.yaml";

    private static final String A_DIRECTORY = "the path of a directory, which need not exist yet";

    private final Folder folder;
    private final Secrets secrets;
    private final Variables variables;
    private final References references;
    private final Mistakes mistakes;

    NodeFile(Folder folder, Secrets secrets, Variables variables, References references, Mistakes mistakes) {
        this.folder = folder;
        this.secrets = secrets;
        this.variables = variables;
        this.references = references;
        this.mistakes = mistakes;
    }

    /** The whole configuration, made of this file and of what the others gave; null, and mistakes, if it is none. */
    @Nullable
    NodeConfig read(Map<String, Prompt> prompts, Map<String, Contract> contracts, Map<String, Route> routes) {
        Section node = folder.yaml(NAME, Keys.NODE);
        if (node == null) {
            references.unsure(References.Kind.PROVIDER);
            references.unsure(References.Kind.TARGET);
            return null;
        }
        String name = variables.text(node, "node", "a name");
        Listeners listeners = Listeners.read(node, variables);
        List<AdminToken> adminTokens = new AdminTokens(variables).read(node);
        ClusterConfig cluster = new Cluster(variables, secrets, mistakes).read(node, listeners);
        DatabaseConfig database = new Database(secrets, variables, mistakes).read(node);
        Path dataDir = node.has("database") ? null : dataDir(node);
        Boolean open = node.truth("open");
        List<CallerKey> keys = new CallerKeys(variables, references).read(node);
        checkAccess(node, open, listeners);
        Limits limits = limits(node);
        TracePolicy traces = traces(node);
        Map<String, Provider> providers = providers(node);
        Targets targets = targets(node, providers);
        LearnPolicy learn = learn(node);
        List<Webhook> webhooks = new Webhooks(folder, secrets, variables, mistakes).read(node);
        Map<String, RolloutPolicy> rollouts = new RolloutPolicies(webhooks).read(node);
        TelemetryConfig telemetry = new Telemetry(folder, secrets, variables, mistakes).read(node);
        return node.make(
                () -> new NodeConfig(
                        name == null ? "local" : name,
                        listeners.data(),
                        listeners.admin(),
                        listeners.operations(),
                        adminTokens,
                        cluster,
                        dataDir,
                        database,
                        open != null && open,
                        keys,
                        limits,
                        traces,
                        providers,
                        targets.targets(),
                        targets.breakers(),
                        targets.retryBudgets(),
                        learn,
                        webhooks,
                        rollouts,
                        telemetry,
                        prompts,
                        contracts,
                        routes),
                "routes");
    }

    private @Nullable Path dataDir(Section node) {
        String text = node.has("data_dir") ? variables.text(node, "data_dir", A_DIRECTORY) : "data";
        if (text == null) {
            return null;
        }
        Path path = folder.resolve(text);
        if (path == null || (Files.exists(path) && !Files.isDirectory(path))) {
            node.wrong("data_dir", Shown.quoted(text), "expected " + A_DIRECTORY);
            return null;
        }
        return path.toAbsolutePath().normalize();
    }

    private void checkAccess(Section node, @Nullable Boolean open, Listeners listeners) {
        if (open != null && open) {
            if (listeners.dataIsReachable()) {
                mistakes.warn(node.at("open"), "whoever reaches " + listeners.data() + " is served without a key");
            }
            return;
        }
        boolean noKeys = !node.has("keys") || node.isEmptyList("keys");
        boolean openIsUnclear = open == null && (node.has("open") || node.mayBeMisspelt("open"));
        if (noKeys && !openIsUnclear && !node.mayBeMisspelt("keys")) {
            node.wrong("keys", "without any key", "so no request would be served: add keys or say open: true");
        }
    }

    private static LearnPolicy learn(Section node) {
        LearnPolicy usual = LearnPolicy.DEFAULT;
        Section section = node.section("learn", Keys.LEARN);
        if (section == null) {
            return usual;
        }
        int after = section.integer("after", usual.after());
        Duration lasts = section.duration("for", usual.lasts());
        LearnPolicy policy = section.make(() -> new LearnPolicy(after, lasts));
        return policy == null ? usual : policy;
    }

    /** A number is how many are in memory. */
    private static TracePolicy traces(Section node) {
        TracePolicy usual = TracePolicy.DEFAULT;
        TracePolicy policy;
        if (node.isMap("traces")) {
            Section section = node.section("traces", Keys.TRACES);
            policy = section == null ? null : traces(section, usual);
        } else {
            int latest = node.integer("traces", usual.latest());
            policy = node.make(() -> TracePolicy.ofLatest(latest));
        }
        return policy == null ? usual : policy;
    }

    private static @Nullable TracePolicy traces(Section section, TracePolicy usual) {
        int latest = section.integer("latest", usual.latest());
        boolean store = section.truth("store", usual.store());
        Duration retention = section.duration("retention", usual.retention());
        Long maxBytes = section.whole("max_bytes");
        return section.make(
                () -> new TracePolicy(latest, store, retention, maxBytes == null ? usual.maxBytes() : maxBytes));
    }

    private Limits limits(Section node) {
        Section section = node.section("limits", Keys.LIMITS);
        if (section == null) {
            return Limits.DEFAULT;
        }
        Limits usual = Limits.DEFAULT;
        Long bodyBytes = section.whole("body_bytes");
        int headerBytes = section.integer("header_bytes", usual.headerBytes());
        int concurrentRequests = section.integer("concurrent_requests", usual.concurrentRequests());
        Long answerBytes = section.whole("answer_bytes");
        Long bufferedBytes = section.whole("buffered_bytes");
        var bodyTimeout = section.duration("body_timeout", usual.bodyTimeout());
        var idleTimeout = section.duration("idle_timeout", usual.idleTimeout());
        var stopGrace = section.duration("stop_grace", usual.stopGrace());
        Limits limits = section.make(() -> new Limits(
                bodyBytes == null ? usual.bodyBytes() : bodyBytes,
                headerBytes,
                concurrentRequests,
                answerBytes == null ? usual.answerBytes() : answerBytes,
                bufferedBytes == null ? usual.bufferedBytes() : bufferedBytes,
                bodyTimeout,
                idleTimeout,
                stopGrace));
        return limits == null ? usual : limits;
    }

    private Map<String, Provider> providers(Section node) {
        Section section = named(node, "providers", References.Kind.PROVIDER);
        return section == null ? Map.of() : new Providers(folder, secrets, mistakes).read(section);
    }

    private Targets targets(Section node, Map<String, Provider> providers) {
        Targets targets = new Targets(providers, PriceFile.read(node, folder, mistakes), references, mistakes);
        Section section = named(node, "targets", References.Kind.TARGET);
        if (section != null) {
            targets.read(section);
        }
        return targets;
    }

    /** A map whose keys are names that others refer to. */
    private @Nullable Section named(Section node, String key, References.Kind kind) {
        Section section = node.section(key, Keys.NAMES);
        if (section != null) {
            section.keys().forEach(name -> references.declare(kind, name));
        } else if (node.has(key) || node.mayBeMisspelt(key)) {
            references.unsure(kind);
        }
        return section;
    }
}
