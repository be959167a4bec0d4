package dev.penstock.sim;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A running simulator. Any thread may call it. */
public final class SimServer {
    private final Vertx vertx;
    private final Simulation simulation;
    private final AtomicInteger port = new AtomicInteger();
    private final List<Door> doors = new CopyOnWriteArrayList<>();
    private volatile String deployment = "";

    private SimServer(Vertx vertx, Simulation simulation) {
        this.vertx = vertx;
        this.simulation = simulation;
    }

    /** Starts a simulator; fails if the port is taken. The caller closes it, or the {@code vertx}. */
    public static Future<SimServer> start(Vertx vertx, SimConfig config) {
        return start(vertx, config, InstantSource.system());
    }

    /** Starts a simulator that tells the time of another clock. */
    public static Future<SimServer> start(Vertx vertx, SimConfig config, InstantSource clock) {
        var server = new SimServer(vertx, Simulation.of(config, clock));
        return vertx.deployVerticle(server::verticle, new DeploymentOptions().setInstances(config.instances()))
                .map(id -> {
                    server.deployment = id;
                    return server;
                });
    }

    /** The port it listens on. */
    public int port() {
        return port.get();
    }

    /** Forgets the log, the scripts and the prompt cache, and behaves as configured again. Streams in flight go on. */
    public void reset() {
        simulation.reset();
    }

    /** Changes what happens from the next attempt on. */
    public void script(SimScript script) {
        simulation.plan().follow(script);
    }

    /** The attempts in the order they came, as they stand now; the oldest may be forgotten. */
    public List<LoggedAttempt> log() {
        return simulation.log().told();
    }

    /** All of the provider is gone from now on, or back. What is silent already stays so. */
    public Future<Void> outage(Outage outage) {
        simulation.outage().set(outage);
        return Future.all(doors.stream()
                        .map(door -> outage == Outage.REFUSED ? door.close() : door.open(port.get()))
                        .toList())
                .mapEmpty();
    }

    /** Closes the port and every connection. */
    public Future<Void> stop() {
        return vertx.undeploy(deployment);
    }

    private VerticleBase verticle() {
        return new SimVerticle();
    }

    private final class SimVerticle extends VerticleBase {
        @Override
        public Future<?> start() {
            SimConfig config = simulation.config();
            var provider = new ProviderEndpoints(vertx, simulation);
            var control = new ControlEndpoints(vertx, simulation, asked -> {
                var _ = outage(asked);
            });
            Door door = new Door(vertx, config.host(), request -> {
                String path = Objects.requireNonNullElse(request.path(), "*");
                if (path.startsWith("/sim/")) {
                    control.handle(request, path);
                } else {
                    provider.handle(request, path);
                }
            });
            doors.add(door);
            return door.open(config.port() == 0 && config.instances() > 1 ? -1 : config.port())
                    .onSuccess(port::set);
        }
    }
}
