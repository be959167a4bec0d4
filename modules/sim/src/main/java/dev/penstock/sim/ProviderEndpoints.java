package dev.penstock.sim;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;

/**
 * The endpoints of the providers: reads the request, finds out who answers it, delivers the reply, logs the attempt.
 */
final class ProviderEndpoints {
    /** The largest body of a request, 32 MiB. */
    static final int LARGEST_BODY = 32 << 20;

    private final Vertx vertx;
    private final Simulation simulation;

    ProviderEndpoints(Vertx vertx, Simulation simulation) {
        this.vertx = vertx;
        this.simulation = simulation;
    }

    void handle(HttpServerRequest request, String path) {
        Attempt attempt = simulation
                .log()
                .open(
                        now(),
                        request.method().name(),
                        request.uri(),
                        request.headers().entries());
        request.response().closeHandler(closed -> attempt.cancelled(now()));
        request.exceptionHandler(lost -> attempt.cancelled(now()));
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() <= LARGEST_BODY) {
                body.appendBuffer(part);
            }
        });
        request.endHandler(end -> {
            simulation.log().keep(attempt, body.getBytes());
            Reply reply = new Answering(simulation, attempt, path, now()).reply(request, body);
            new Delivery(vertx, simulation.clock(), request, attempt, reply).start();
        });
    }

    private Instant now() {
        return simulation.clock().instant();
    }
}
