package dev.penstock.gateway;

import dev.penstock.admission.Admission;
import dev.penstock.admission.BufferedBytes;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Secret;
import dev.penstock.healing.Hedges;
import dev.penstock.trace.Metrics;
import dev.penstock.trace.Recorder;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What the event loops of the data plane share. Everything in it may be used by several threads. */
public final class DataPlane {
    private final NodeConfig config;
    private final Supplier<Snapshot> snapshots;
    private final Map<String, Secret> credentials;
    private final Recorder recorder;
    private final Features features;
    private final int loops;
    private final LongSupplier nanoTime;
    private final InstantSource clock;
    private final Supplier<RandomGenerator> random;
    private final Admission admission;
    private final BufferedBytes buffered;
    private final TargetCare care;
    private final Hedges hedges = new Hedges();
    private @Nullable ShadowLane shadowLane;
    private final Map<String, AtomicInteger> waiting = new ConcurrentHashMap<>();

    /**
     * @param credentials the providers' API keys, by the providers' names
     * @param loops how many event loops serve; each opens its part of a provider's connections
     * @param nanoTime a monotonic clock
     * @param random makes a generator for each event loop
     */
    public DataPlane(
            NodeConfig config,
            Supplier<Snapshot> snapshots,
            Map<String, Secret> credentials,
            Recorder recorder,
            Features features,
            Metrics metrics,
            int loops,
            LongSupplier nanoTime,
            InstantSource clock,
            Supplier<RandomGenerator> random) {
        this.config = config;
        this.snapshots = snapshots;
        this.credentials = Map.copyOf(credentials);
        this.recorder = recorder;
        this.features = features;
        this.loops = loops;
        this.nanoTime = nanoTime;
        this.clock = clock;
        this.random = random;
        this.care = new TargetCare(config.retryBudgets());
        this.admission = new Admission(config.limits());
        this.buffered = new BufferedBytes(config.limits().bufferedBytes());
        metrics.gauge("penstock_requests_in_flight", "Requests under way.", Map.of(), admission::underWay);
        metrics.gauge(
                "penstock_buffered_bytes",
                "Memory in use for bodies and answers, of limits.buffered_bytes.",
                Map.of(),
                buffered::inUse);
        for (String provider : config.providers().keySet()) {
            AtomicInteger count = new AtomicInteger();
            waiting.put(provider, count);
            metrics.gauge(
                    "penstock_connection_queue",
                    "Requests that wait for a connection to a provider.",
                    Map.of("provider", provider),
                    count::get);
        }
    }

    NodeConfig config() {
        return config;
    }

    Supplier<Snapshot> snapshots() {
        return snapshots;
    }

    Map<String, Secret> credentials() {
        return credentials;
    }

    Features features() {
        return features;
    }

    /** One for all event loops: copies are sent from a loop of their own. */
    synchronized ShadowLane shadowLane(Vertx vertx) {
        if (shadowLane == null) {
            shadowLane = new ShadowLane(vertx, this);
        }
        return shadowLane;
    }

    Recorder recorder() {
        return recorder;
    }

    /** The part of a node's limit that belongs to one event loop, rounded up. */
    int perLoop(int limit) {
        return (limit + loops - 1) / loops;
    }

    LongSupplier nanoTime() {
        return nanoTime;
    }

    InstantSource clock() {
        return clock;
    }

    RandomGenerator newRandom() {
        return random.get();
    }

    Admission admission() {
        return admission;
    }

    TargetCare care() {
        return care;
    }

    Hedges hedges() {
        return hedges;
    }

    BufferedBytes buffered() {
        return buffered;
    }

    AtomicInteger waiting(String provider) {
        return waiting.computeIfAbsent(provider, _ -> new AtomicInteger());
    }
}
