package dev.penstock.gateway;

import dev.penstock.admission.CallerKeys;
import dev.penstock.core.config.Limits;
import dev.penstock.core.config.NodeConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The data plane's HTTP server on one event loop; deploy one instance for each. */
public final class DataPlaneVerticle extends VerticleBase {
    /** What is left of the grace for connections to close once all answers have been ended. */
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final DataPlane plane;
    private @Nullable HttpServer server;
    private @Nullable RequestPath path;
    private @Nullable Upstreams upstreams;

    public DataPlaneVerticle(DataPlane plane) {
        this.plane = plane;
    }

    @Override
    public Future<?> start() {
        NodeConfig config = plane.config();
        CallerKeys keys = new CallerKeys(config.keys(), config.open());
        upstreams = Upstreams.open(vertx, plane, plane::waiting);
        path = new RequestPath(
                vertx,
                plane,
                keys,
                upstreams,
                new Mirror(
                        plane.features().shadows(),
                        plane.shadowLane(vertx),
                        new TraceIds(config.node(), plane.newRandom())),
                new TraceIds(config.node(), plane.newRandom()));
        RequestPath way = path;
        plane.features().killSwitch().onCut(cutting -> context.runOnContext(_ -> way.cut(cutting)));
        int headerBytes = config.limits().headerBytes();
        server = vertx.createHttpServer(options(config))
                .requestHandler(DataPlaneRouter.of(vertx, way))
                // A caller's connection that breaks ends its request, whose trace says so.
                .connectionHandler(connection -> connection.exceptionHandler(_ -> {}))
                .invalidRequestHandler(
                        http -> DataPlaneRouter.refuse(way, http, UnreadableRequest.why(http, headerBytes)));
        return server.listen()
                .recover(cause ->
                        Future.failedFuture(new IOException(config.data().cannotListen(cause), cause)));
    }

    /** The port that it listens on, once it does. */
    public int port() {
        return Objects.requireNonNull(server).actualPort();
    }

    /** Refuses what is new, lets what is under way end, and ends it with a plain error when the grace is over. */
    @Override
    public Future<?> stop() {
        RequestPath stopping = Objects.requireNonNull(path);
        stopping.stop();
        long graceMillis = Math.max(1, plane.config().limits().stopGrace().toMillis());
        long abort = vertx.setTimer(graceMillis, _ -> stopping.abort());
        return Objects.requireNonNull(server)
                .shutdown(graceMillis + CLOSING.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(_ -> vertx.cancelTimer(abort))
                .eventually(() -> Objects.requireNonNull(upstreams).close());
    }

    private static HttpServerOptions options(NodeConfig config) {
        Limits limits = config.limits();
        return new HttpServerOptions()
                .setHost(config.data().host())
                .setPort(config.data().port())
                .setMaxHeaderSize(limits.headerBytes())
                .setMaxInitialLineLength(limits.headerBytes())
                .setHandle100ContinueAutomatically(true)
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) limits.idleTimeout().toMillis());
    }
}
