package dev.penstock.gateway;

import dev.penstock.admission.CallerKeys;
import dev.penstock.core.config.Limits;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.killswitch.Kills;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The data plane's HTTP server on one event loop; deploy one instance for each. */
public final class DataPlaneVerticle extends VerticleBase {
    /** What is left of the grace for connections to close once all answers have been ended. */
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final DataPlane plane;
    private @Nullable HttpServer server;
    private @Nullable Arrivals arrivals;
    private @Nullable Interruptions interruptions;
    private @Nullable Upstreams upstreams;

    public DataPlaneVerticle(DataPlane plane) {
        this.plane = plane;
    }

    @Override
    public Future<?> start() {
        NodeConfig config = plane.config();
        Limits limits = config.limits();
        InFlight inFlight = new InFlight(vertx, plane.nanoTime());
        Mirror mirror = new Mirror(plane.features().shadows(), plane.shadowLane(vertx), newTraceIds());
        ArmScores scores = new ArmScores(plane.features().rollouts());
        Ending ending = new Ending(
                plane.admission(), inFlight, plane.recorder(), plane.features(), mirror, scores, plane.nanoTime());
        TimeLimits timeLimits = new TimeLimits(limits, ending);
        upstreams = Upstreams.open(vertx, plane, plane::waiting);
        Calls calls = new Calls(upstreams, plane.buffered(), limits, plane.nanoTime(), plane.clock());
        Executor loop = task -> context.runOnContext(_ -> task.run());
        ReviewDesk desk = new ReviewDesk(plane, ending, loop);
        FeedbackIntake feedback = new FeedbackIntake(plane, ending, loop);
        RequestPath path = new RequestPath(plane, calls, ending, scores, desk, timeLimits);
        inFlight.watch((x, now) -> {
            timeLimits.keep(x, now);
            path.resume(x, now);
            scores.keep(x, now);
        });
        CallerKeys keys = new CallerKeys(config.keys(), config.open());
        TraceContexts contexts = new TraceContexts(config.telemetry(), plane.newRandom());
        Arrivals arrivals =
                new Arrivals(plane, keys, newTraceIds(), contexts, inFlight, ending, timeLimits, path, desk, feedback);
        Interruptions interruptions = new Interruptions(inFlight, ending, timeLimits, plane.clock());
        this.arrivals = arrivals;
        this.interruptions = interruptions;
        plane.features().killSwitch().onCut(cutting -> context.runOnContext(_ -> interruptions.cut(Kills.of(cutting))));
        int headerBytes = limits.headerBytes();
        server = vertx.createHttpServer(options(config))
                .requestHandler(DataPlaneRouter.of(vertx, arrivals))
                // A caller's connection that breaks ends its request, whose trace says so.
                .connectionHandler(connection -> connection.exceptionHandler(_ -> {}))
                .invalidRequestHandler(
                        http -> DataPlaneRouter.refuse(arrivals, http, UnreadableRequest.why(http, headerBytes)));
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
        Objects.requireNonNull(arrivals).stop();
        long graceMillis = Math.max(1, plane.config().limits().stopGrace().toMillis());
        long abort = vertx.setTimer(
                graceMillis, _ -> Objects.requireNonNull(interruptions).abort());
        return Objects.requireNonNull(server)
                .shutdown(graceMillis + CLOSING.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(_ -> vertx.cancelTimer(abort))
                .eventually(() -> Objects.requireNonNull(upstreams).close());
    }

    private TraceIds newTraceIds() {
        return new TraceIds(plane.config().node(), plane.newRandom());
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
