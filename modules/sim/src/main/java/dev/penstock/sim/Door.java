package dev.penstock.sim;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The port as one event loop holds it, which can be closed and opened again. Any thread may call it. */
final class Door {
    private final Vertx vertx;
    private final Context context;
    private final Handler<HttpServerRequest> handler;
    private final String host;
    private @Nullable HttpServer server;

    /** Belongs to the event loop that it is made on. */
    Door(Vertx vertx, String host, Handler<HttpServerRequest> handler) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.host = host;
        this.handler = handler;
    }

    /** Listens, if it does not yet; says on which port. A negative one is a free one that all event loops share. */
    Future<Integer> open(int port) {
        return here(() -> {
            if (server != null) {
                return Future.succeededFuture(server.actualPort());
            }
            // HTTP/1.1 only: the faults are about its bytes.
            HttpServer opened = vertx.createHttpServer(new HttpServerOptions()
                            .setHttp2ClearTextEnabled(false)
                            .setHandle100ContinueAutomatically(true))
                    .requestHandler(handler);
            server = opened;
            return opened.listen(port, host).map(HttpServer::actualPort);
        });
    }

    /** Closes the port and every connection. */
    Future<Void> close() {
        return here(() -> {
            HttpServer open = server;
            server = null;
            return open == null ? Future.succeededFuture() : open.close();
        });
    }

    private <T> Future<T> here(Supplier<Future<T>> step) {
        Promise<T> done = Promise.promise();
        context.runOnContext(_ -> step.get().onComplete(done));
        return done.future();
    }
}
