package dev.penstock.app;

import dev.penstock.control.Admin;
import dev.penstock.control.AdminVerticle;
import dev.penstock.control.OperationsVerticle;
import dev.penstock.control.Readiness;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Secret;
import dev.penstock.core.state.ControlState;
import dev.penstock.gateway.DataPlane;
import dev.penstock.gateway.DataPlaneVerticle;
import dev.penstock.gateway.ReplayVerticle;
import dev.penstock.gateway.Snapshot;
import dev.penstock.gateway.Snapshots;
import dev.penstock.store.ControlStore;
import dev.penstock.telemetry.Telemetry;
import dev.penstock.trace.Metrics;
import dev.penstock.trace.Recorder;
import dev.penstock.trace.Stories;
import dev.penstock.trace.store.NodeFeedback;
import dev.penstock.trace.store.NodeTraces;
import dev.penstock.trace.store.TracePlace;
import dev.penstock.trace.store.TraceReader;
import dev.penstock.trace.store.TraceWriter;
import dev.penstock.webhooks.Deliveries;
import dev.penstock.webhooks.WebhookState;
import dev.penstock.webhooks.WebhookVerticle;
import dev.penstock.webhooks.Webhooks;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** One node, wired: who gets what is all here. */
public final class Node {
    private final Vertx vertx;
    private volatile Snapshot snapshot;
    private final NodeConfig config;
    private final ControlStore store;
    private final Readiness readiness = new Readiness();
    private final Stories stories;
    private final @Nullable Telemetry telemetry;
    private final TraceWriter traces;
    private final TraceReader reader;
    private final DataPlane plane;
    private final List<DataPlaneVerticle> dataPlanes = new CopyOnWriteArrayList<>();
    /** What serves applications, as Vert.x knows it. */
    private final List<String> serving = new CopyOnWriteArrayList<>();
    /** What serves operators and their machines. */
    private final List<String> watching = new CopyOnWriteArrayList<>();
    /** The stop that has begun. */
    private @Nullable Future<Void> stopping;

    private final FeatureVerticles features;
    private final @Nullable WebhookVerticle webhooks;
    private final OperationsVerticle operations;
    private final @Nullable AdminVerticle admin;
    private final ReplayVerticle replays;
    private final ReplayVerticle evals;
    /** Asks other nodes for their traces; null where this one can read them all. */
    private final @Nullable TraceVerticle search;

    private final int loops;

    /**
     * @param store the control state
     * @param place where traces are stored
     * @param secrets those that the configuration refers to
     * @param requestLog where a line for each request goes
     * @param loops how many event loops serve the data plane
     * @param clock the time of day
     * @throws dev.penstock.core.config.BadConfig if what it is to hold does not fit into the heap
     */
    public Node(
            Vertx vertx,
            NodeConfig config,
            ControlStore store,
            TracePlace place,
            NodeSecrets secrets,
            OutputStream requestLog,
            int loops,
            InstantSource clock) {
        Heap.check(config, Runtime.getRuntime().maxMemory());
        this.vertx = vertx;
        this.config = config;
        this.store = store;
        this.loops = loops;

        Metrics metrics = new Metrics();
        stories = new Stories(config.traces().latest(), requestLog);
        traces = new TraceWriter(place, clock, System::nanoTime);
        traces.showIn(metrics);
        stories.to(traces);
        reader = new TraceReader(traces, clock);
        metrics.counter(
                "penstock_stories_dropped",
                "Requests whose story was not written, because the request log is read too slowly.",
                Map.of(),
                stories::dropped);
        metrics.counter(
                "penstock_texts_dropped",
                "Requests whose text was not stored although their route has it stored, because too much of it waited.",
                Map.of(),
                stories::textsDropped);
        telemetry = config.telemetry() == null
                ? null
                : new Telemetry(
                        config.telemetry(),
                        secrets.telemetryHeaders(),
                        config.node(),
                        Version.number(),
                        config.providers(),
                        metrics,
                        clock);
        if (telemetry != null) {
            stories.to(telemetry);
        }

        metrics.gauge(
                "penstock_control_contact",
                "1 while a majority of the voters answers this node; at 0 it serves what it knows, and no candidates.",
                Map.of(),
                () -> store.inContact(System.nanoTime()) ? 1 : 0);
        metrics.gauge(
                "penstock_control_conflicts",
                "Committed writes that have no effect, for another has their place, and that nobody has settled.",
                Map.of(),
                () -> store.state().conflicts().size());
        SecureRandom seeds = new SecureRandom();
        Snapshots snapshots = new Snapshots(config);
        snapshot = snapshots.of(ControlState.EMPTY);
        webhooks = webhooks(config, secrets.webhooks(), clock, seeds::nextDouble);
        Webhooks known = webhooks == null ? Webhooks.NONE : webhooks;
        features = new FeatureVerticles(
                config,
                () -> snapshot,
                clock,
                System::nanoTime,
                store::inContact,
                store,
                seeds::nextLong,
                known,
                AlertSources.lostStories(stories::dropped, traces::droppedForTheQueue, traces::failure, clock));
        features.showIn(metrics);
        stories.to((trace, _) -> features.ended(trace));
        if (webhooks != null) {
            showIn(metrics, webhooks);
            Notices notices = new Notices(config.node(), webhooks, clock);
            store.watch(notices::changed);
            features.alerts().listen(notices::alert);
            features.onReview(notices::review);
            features.onRollout(notices::rollout);
        }
        store.onChange(state -> {
            features.take(state);
            snapshot = snapshots.of(state);
        });
        NodeTraces own = new NodeTraces(config.node(), stories::find, reader);
        NodeFeedback feedback = new NodeFeedback(own, reader, route -> snapshot.traceTerms(route));
        feedback.to(FeedbackReaders.counting(metrics));
        feedback.to(features.ofRollouts());
        if (telemetry != null) {
            feedback.to(FeedbackReaders.telling(telemetry));
        }
        boolean shared = config.cluster() == null || place instanceof TracePlace.Database;
        search = shared ? null : new TraceVerticle(config.node(), own, reader::text, feedback, store::cluster);
        plane = new DataPlane(
                config,
                () -> snapshot,
                secrets.credentials(),
                new Recorder(stories, metrics),
                features.lent(search == null ? feedback : search, store.escrow()),
                metrics,
                loops,
                System::nanoTime,
                clock,
                () -> new SplittableRandom(seeds.nextLong()));
        operations = new OperationsVerticle(
                config.operations(), readiness, prometheus(metrics, new RolloutMetrics(features::verdicts))::scrape);
        replays = new ReplayVerticle(plane);
        evals = new ReplayVerticle(plane);
        admin = config.adminTokens().isEmpty()
                ? null
                : new AdminVerticle(
                        config.admin(),
                        config.adminTokens(),
                        search == null ? own : search,
                        new Admin(
                                store,
                                store.escrow(),
                                features.reviews(),
                                search == null ? reader::text : search,
                                replays,
                                evals,
                                features.alerts(),
                                known,
                                config,
                                features,
                                clock,
                                () -> Long.toHexString(seeds.nextLong()),
                                () -> unguessable(seeds)));
    }

    /** Null where nobody is told what happens: then no outbox is opened. */
    private static @Nullable WebhookVerticle webhooks(
            NodeConfig config, Map<String, List<Secret>> secrets, InstantSource clock, DoubleSupplier random) {
        return config.webhooks().isEmpty()
                ? null
                : new WebhookVerticle(
                        config.webhooks(),
                        secrets,
                        new Deliveries(config.webhooks(), config.dataDir(), clock, random),
                        clock);
    }

    private static void showIn(Metrics metrics, WebhookVerticle webhooks) {
        for (WebhookState webhook : webhooks.states()) {
            Map<String, String> labels = Map.of("webhook", webhook.name());
            metrics.counter(
                    "penstock_webhook_delivered",
                    "Events that a webhook has heard from this node.",
                    labels,
                    () -> webhooks.state(webhook.name()).delivered());
            metrics.counter(
                    "penstock_webhook_dropped",
                    "Events that a webhook will never hear: too many waited, or for too long.",
                    labels,
                    () -> webhooks.state(webhook.name()).dropped());
            metrics.gauge(
                    "penstock_webhook_waiting",
                    "Events that a webhook has not heard yet.",
                    labels,
                    () -> webhooks.state(webhook.name()).waiting());
        }
    }

    /** 256 random bits as 43 characters that are safe in a URL. */
    private static String unguessable(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Opens the ports for operators and their machines, and that for applications once the control state is known to be
     * whole; the node is ready once this is done.
     */
    public Future<Node> start() {
        List<Future<?>> ports = new ArrayList<>();
        features.deploy(vertx).forEach(deployed -> ports.add(deployed.onSuccess(watching::add)));
        if (webhooks != null) {
            ports.add(vertx.deployVerticle(webhooks).onSuccess(watching::add));
        }
        ports.add(vertx.deployVerticle(operations).onSuccess(watching::add));
        if (search != null) {
            ports.add(vertx.deployVerticle(search).onSuccess(watching::add));
        }
        if (admin != null) {
            ports.add(vertx.deployVerticle(replays)
                    .onSuccess(watching::add)
                    .compose(_ -> vertx.deployVerticle(evals))
                    .onSuccess(watching::add)
                    .compose(_ -> vertx.deployVerticle(admin))
                    .onSuccess(watching::add));
        }
        return Future.join(ports)
                .onSuccess(_ -> readiness.set(Readiness.State.AWAITING_JOURNALS))
                .compose(_ -> Future.fromCompletionStage(store.warm(), vertx.getOrCreateContext()))
                .compose(_ -> vertx.deployVerticle(
                        () -> {
                            DataPlaneVerticle verticle = new DataPlaneVerticle(plane);
                            dataPlanes.add(verticle);
                            return verticle;
                        },
                        new DeploymentOptions().setInstances(loops)))
                .map(deployed -> {
                    serving.add(deployed);
                    readiness.set(Readiness.State.READY);
                    return this;
                });
    }

    /**
     * Takes no more requests, lets those under way end within the grace, and closes all that this node opened. Probes
     * and operators see it to the end. A second stop is the first.
     */
    public synchronized Future<Void> stop() {
        readiness.set(Readiness.State.STOPPING);
        Future<Void> stop = stopping;
        if (stop == null) {
            stop = undeploy(serving)
                    .eventually(() -> undeploy(watching))
                    .eventually(() -> vertx.executeBlocking(this::closeWhatWaits))
                    .mapEmpty();
            stopping = stop;
        }
        return stop;
    }

    /** Blocks for some seconds at most; true. */
    private boolean closeWhatWaits() {
        stories.close();
        traces.close();
        reader.close();
        if (telemetry != null) {
            telemetry.close();
        }
        return true;
    }

    private Future<?> undeploy(List<String> deployments) {
        return Future.join(deployments.stream().map(vertx::undeploy).toList());
    }

    /** The stories of requests that are over. */
    Stories stories() {
        return stories;
    }

    FeatureVerticles features() {
        return features;
    }

    public NodeConfig config() {
        return config;
    }

    /** The port where applications call. */
    public int dataPort() {
        return dataPlanes.getFirst().port();
    }

    /** The port where probes and scrapers call. */
    public int operationsPort() {
        return operations.port();
    }

    /** The port where operators call; only where the configuration has a token for them. */
    public int adminPort() {
        return Objects.requireNonNull(admin, "no token of operators is configured")
                .port();
    }

    private static PrometheusMeterRegistry prometheus(Metrics metrics, RolloutMetrics rollouts) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.getPrometheusRegistry().register(metrics);
        registry.getPrometheusRegistry().register(rollouts);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        return registry;
    }
}
