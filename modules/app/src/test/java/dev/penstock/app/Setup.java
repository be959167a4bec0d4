package dev.penstock.app;

import dev.penstock.core.Dialect;
import dev.penstock.core.config.AdminToken;
import dev.penstock.core.config.BreakerPolicy;
import dev.penstock.core.config.CallerKey;
import dev.penstock.core.config.Contract;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.LearnPolicy;
import dev.penstock.core.config.Limits;
import dev.penstock.core.config.Listener;
import dev.penstock.core.config.Midstream;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Price;
import dev.penstock.core.config.Prompt;
import dev.penstock.core.config.PromptTemplate;
import dev.penstock.core.config.Provider;
import dev.penstock.core.config.ReviewTerms;
import dev.penstock.core.config.Role;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.Sampling;
import dev.penstock.core.config.Secret;
import dev.penstock.core.config.SecretRef;
import dev.penstock.core.config.Target;
import dev.penstock.core.config.TelemetryConfig;
import dev.penstock.core.config.TracePolicy;
import dev.penstock.core.config.TraceTerms;
import dev.penstock.core.config.Webhook;
import dev.penstock.core.config.WebhookTopic;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.sim.Behaviour;
import dev.penstock.store.JournalPlace;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a test tells its node. Targets are written {@code openai/MODEL} or {@code anthropic/MODEL}: the simulator speaks
 * both dialects. Any other provider has to be made first.
 */
final class Setup {
    /** In picodollars: an input token costs a microdollar, an output token two. */
    static final Price PRICE = new Price(1_000_000, 500_000, 1_250_000, 2_000_000, null, "made up for the tests");

    /** So that each failure of a target stands for itself. */
    static final Healing NEXT_TARGET_ONLY = new Healing(0, Duration.ZERO, Midstream.ERROR, Set.of(), Map.of());

    static final String NODE = "test";
    private static final String HOST = "127.0.0.1";

    private final Map<String, RouteSetup> routes = new HashMap<>();
    private final Map<String, Target> targets = new HashMap<>();
    private final Map<String, BreakerPolicy> breakers = new HashMap<>();
    private final Map<String, Prompt> prompts = new HashMap<>();
    private final Map<String, Contract> contracts = new HashMap<>();
    private final Map<String, Provider> providers = new HashMap<>();
    private final List<CallerKey> keys = new ArrayList<>();
    private final Map<String, Behaviour> models = new HashMap<>();
    private Limits limits = Limits.DEFAULT;
    private InstantSource clock = InstantSource.system();
    private LearnPolicy learn = LearnPolicy.DEFAULT;
    private @Nullable TelemetryConfig telemetry;
    private final Map<String, Secret> telemetryHeaders = new HashMap<>();
    private int loops = 1;
    private boolean forgetful;
    private @Nullable Path dataDir;
    private JournalPlace journal = new JournalPlace.Memory();
    private final List<Webhook> webhooks = new ArrayList<>();
    private final Map<String, RolloutPolicy> rollouts = new HashMap<>();

    private Setup() {
        key("app", TestNode.KEY);
    }

    static Setup empty() {
        return new Setup();
    }

    /** A route to each of the simulator's dialects, by its name. */
    static Setup bothDialects() {
        return new Setup().route("openai", "openai/sim-small").route("anthropic", "anthropic/sim-large");
    }

    Setup route(String name, String... ladder) {
        return route(name, _ -> {}, ladder);
    }

    Setup route(String name, Consumer<RouteSetup> more, String... ladder) {
        RouteSetup route =
                new RouteSetup(Arrays.stream(ladder).map(this::target).toList());
        more.accept(route);
        routes.put(name, route);
        return this;
    }

    Setup key(String name, String key, String... allowed) {
        keys.add(new CallerKey(name, KeyCommand.hash(key), allowed.length == 0 ? null : Set.of(allowed)));
        return this;
    }

    Setup prompt(String name, String template) {
        Prompt prompt = new Prompt(name, 1, new PromptTemplate(template));
        prompts.put(prompt.label(), prompt);
        return this;
    }

    Setup contract(String name, String schema) {
        contracts.put(name, new Contract(name, schema));
        return this;
    }

    /** A target that is asked for JSON by its dialect's own words. */
    Setup jsonTarget(String written) {
        return target(written, false, true);
    }

    /** A target whose model goes on with the begin of an answer. */
    Setup prefillTarget(String written) {
        return target(written, true, false);
    }

    private Setup target(String written, boolean prefill, boolean jsonSchema) {
        Target plain = target(target(written), written, null, PRICE);
        targets.put(
                plain.name(),
                new Target(
                        plain.name(),
                        plain.provider(),
                        plain.model(),
                        null,
                        plain.defaultMaxTokens(),
                        prefill,
                        jsonSchema,
                        PRICE));
        return this;
    }

    /** The time of day, as the node sees it. */
    Setup clock(InstantSource that) {
        clock = that;
        return this;
    }

    InstantSource clock() {
        return clock;
    }

    Setup learn(LearnPolicy that) {
        learn = that;
        return this;
    }

    /** Adds a way in which releases reach all traffic. */
    Setup rollout(RolloutPolicy policy) {
        rollouts.put(policy.name(), policy);
        return this;
    }

    /** Sends spans and metrics to a receiver, with a header that is a secret. */
    Setup telemetry(URI receiver, String secret) {
        return telemetry(receiver, secret, null);
    }

    /** The same to one whose certificate a CA of its own has signed. */
    Setup telemetry(URI receiver, String secret, @Nullable String ca) {
        telemetry = new TelemetryConfig(
                receiver, Map.of("x-key", new SecretRef.Env("NONE")), "penstock", 1, Duration.ofMillis(500), ca);
        telemetryHeaders.put("x-key", new Secret(secret));
        return this;
    }

    Map<String, Secret> telemetryHeaders() {
        return telemetryHeaders;
    }

    Setup limits(Limits those) {
        limits = those;
        return this;
    }

    /** Keeps next to nothing of what was done, so that what is kept by mistake shows. */
    Setup forgetful() {
        forgetful = true;
        return this;
    }

    boolean isForgetful() {
        return forgetful;
    }

    /** Keeps what must outlive it in a directory, but for its journal. */
    Setup dataDir(Path dir) {
        dataDir = dir;
        return this;
    }

    /** Keeps its decisions in a directory. */
    Setup journal(Path dir) {
        journal = new JournalPlace.Directory(dir);
        return this;
    }

    JournalPlace journal() {
        return journal;
    }

    /** Tells a port of this machine what happens. */
    Setup webhook(String name, int port, WebhookTopic... events) {
        webhooks.add(new Webhook(
                name,
                URI.create("http://" + HOST + ":" + port + "/secret-path"),
                List.of(new SecretRef.Env("WEBHOOK")),
                Set.of(events),
                null,
                null));
        return this;
    }

    Setup loops(int many) {
        loops = many;
        return this;
    }

    /** A target with a context window and its own price, in picodollars for a token in or out. */
    Setup target(String written, int window, long price) {
        Price both = new Price(price, price, price, price, null, "made up for the tests");
        targets.put(written, target(written, written, window, both));
        return this;
    }

    /** When a target, by its name, is not asked for a while. */
    Setup breaker(String target, BreakerPolicy policy) {
        breakers.put(target, policy);
        return this;
    }

    /** How a model of the simulator behaves. */
    Setup model(String name, Behaviour behaviour) {
        models.put(name, behaviour);
        return this;
    }

    /** A provider that is not the simulator. */
    Setup provider(String name, int port) {
        return provider(provider(name, Dialect.OPENAI, port, Provider.DEFAULT_CONNECTIONS, 10));
    }

    Setup provider(Provider provider) {
        providers.put(provider.name(), provider);
        return this;
    }

    int loops() {
        return loops;
    }

    Map<String, Behaviour> models() {
        return models;
    }

    NodeConfig config(int simPort) {
        Map<String, Provider> all = new HashMap<>(providers);
        for (Dialect dialect : List.of(Dialect.OPENAI, Dialect.ANTHROPIC)) {
            String name = dialect.word();
            all.put(name, provider(name, dialect, simPort, Provider.DEFAULT_CONNECTIONS, Provider.DEFAULT_QUEUE));
        }
        Map<String, Route> made = new HashMap<>();
        routes.forEach((name, route) -> made.put(name, route.named(name)));
        return new NodeConfig(
                NODE,
                new Listener(HOST, 0),
                new Listener(HOST, 0),
                new Listener(HOST, 0),
                List.of(new AdminToken(AdminToken.SHARED, Role.ADMIN, KeyCommand.hash(TestNode.TOKEN))),
                null,
                dataDir,
                null,
                false,
                keys,
                limits,
                forgetful ? TracePolicy.ofLatest(10) : TracePolicy.DEFAULT,
                all,
                targets,
                breakers,
                Map.of(),
                learn,
                webhooks,
                rollouts,
                telemetry,
                prompts,
                contracts,
                made);
    }

    private static Target target(String name, String written, @Nullable Integer window, Price price) {
        int slash = written.indexOf('/');
        return new Target(
                name,
                written.substring(0, slash),
                written.substring(slash + 1),
                window,
                Target.DEFAULT_MAX_TOKENS,
                price);
    }

    private String target(String written) {
        String name = written.replaceAll("[!@]", "-");
        targets.putIfAbsent(name, target(name, written, null, PRICE));
        return name;
    }

    static Provider provider(String name, Dialect dialect, int port, int connections, int queue) {
        return new Provider(
                name,
                dialect,
                URI.create("http://" + HOST + ":" + port + "/v1"),
                null,
                null,
                null,
                connections,
                queue,
                Provider.DEFAULT_MAX_TOKENS_FIELD,
                true);
    }

    /** What a route has besides its targets. */
    static final class RouteSetup {
        private final List<String> ladder;
        private @Nullable String prompt;
        private @Nullable Set<String> tools;
        private @Nullable Integer maxTokens;
        private @Nullable Integer concurrent;
        private Deadlines deadlines = Deadlines.DEFAULT;
        private Sampling sampling = Sampling.CALLERS;
        private RouterPolicy router = RouterPolicy.FIXED;
        private Healing healing = NEXT_TARGET_ONLY;
        private @Nullable String contract;
        private ContractTerms terms = ContractTerms.USUAL;
        private ReviewTerms reviews = ReviewTerms.USUAL;
        private TraceTerms traces = TraceTerms.USUAL;

        private RouteSetup(List<String> ladder) {
            this.ladder = ladder;
        }

        RouteSetup prompt(String label) {
            prompt = label;
            return this;
        }

        RouteSetup tools(String... names) {
            tools = Set.of(names);
            return this;
        }

        RouteSetup maxTokens(int most) {
            maxTokens = most;
            return this;
        }

        RouteSetup concurrent(int most) {
            concurrent = most;
            return this;
        }

        RouteSetup deadlines(Deadlines those) {
            deadlines = those;
            return this;
        }

        RouteSetup router(RouterPolicy that) {
            router = that;
            return this;
        }

        RouteSetup sampling(Sampling those) {
            sampling = those;
            return this;
        }

        RouteSetup contract(@Nullable String name, ContractTerms those) {
            contract = name;
            terms = those;
            return this;
        }

        RouteSetup reviews(ReviewTerms those) {
            reviews = those;
            return this;
        }

        RouteSetup traces(TraceTerms those) {
            traces = those;
            return this;
        }

        /** Where nothing is said, the next target is asked and nothing else is done. */
        RouteSetup healing(Healing that) {
            healing = that;
            return this;
        }

        private Route named(String name) {
            return new Route(
                    name,
                    "a test's",
                    ladder,
                    prompt,
                    contract,
                    sampling,
                    deadlines,
                    tools,
                    maxTokens,
                    concurrent,
                    router,
                    terms,
                    healing,
                    reviews,
                    traces);
        }
    }
}
