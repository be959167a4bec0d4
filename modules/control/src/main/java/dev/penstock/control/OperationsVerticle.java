package dev.penstock.control;

import dev.penstock.core.config.Listener;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The operations port: health for probes, metrics for scrapers. No token, and so nothing secret. */
public final class OperationsVerticle extends VerticleBase {
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Listener listener;
    private final Readiness readiness;
    private final Supplier<String> metrics;
    private @Nullable HttpServer server;

    /** {@code metrics} gives all metrics in Prometheus' text format. */
    public OperationsVerticle(Listener listener, Readiness readiness, Supplier<String> metrics) {
        this.listener = listener;
        this.readiness = readiness;
        this.metrics = metrics;
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        router.get("/health/live").handler(context -> health(context.response(), 200, "live"));
        router.get("/health/ready").handler(context -> {
            Readiness.State state = readiness.state();
            health(
                    context.response(),
                    state == Readiness.State.READY ? 200 : 503,
                    state.name().toLowerCase(Locale.ROOT));
        });
        router.get("/metrics")
                .handler(context -> context.response()
                        .putHeader("content-type", PROMETHEUS_TEXT)
                        .end(metrics.get()));
        router.route()
                .handler(context -> context.response()
                        .setStatusCode(404)
                        .putHeader("content-type", "text/plain")
                        .end("There are /health/live, /health/ready and /metrics.\n"));
        server = vertx.createHttpServer(
                        new HttpServerOptions().setHost(listener.host()).setPort(listener.port()))
                .requestHandler(router);
        return server.listen()
                .recover(cause -> Future.failedFuture(new IOException(listener.cannotListen(cause), cause)));
    }

    /** The port that it listens on, once it does. */
    public int port() {
        return Objects.requireNonNull(server).actualPort();
    }

    private static void health(HttpServerResponse response, int status, String state) {
        response.setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end("{\"status\":\"" + state + "\"}");
    }
}
