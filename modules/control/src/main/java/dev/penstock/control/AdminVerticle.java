package dev.penstock.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.Sha256;
import dev.penstock.core.config.Listener;
import dev.penstock.trace.Stories;
import dev.penstock.trace.TraceJson;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The admin API. Every request must show the operators' bearer token, of which the node knows the hash only. */
public final class AdminVerticle extends VerticleBase {
    private static final String BEARER = "bearer ";

    private final Listener listener;
    private final byte[] tokenHash;
    private final Stories stories;
    private @Nullable HttpServer server;

    /** {@code tokenHash} is {@code sha256:} and 64 hexadecimal digits. */
    public AdminVerticle(Listener listener, String tokenHash, Stories stories) {
        this.listener = listener;
        this.tokenHash = tokenHash.getBytes(UTF_8);
        this.stories = stories;
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        router.route().handler(this::authenticate);
        router.get("/admin/v1/traces/:id").handler(this::trace);
        router.route()
                .handler(context -> Problem.answer(
                        context.response(),
                        404,
                        "No such endpoint",
                        "Nothing answers " + context.request().method() + " "
                                + context.request().path() + ". There is GET /admin/v1/traces/{id}."));
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

    private void authenticate(RoutingContext context) {
        String authorization = Objects.requireNonNullElse(context.request().getHeader("authorization"), "");
        boolean bearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        String token = bearer ? authorization.substring(BEARER.length()).strip() : "";
        if (!token.isEmpty() && MessageDigest.isEqual(tokenHash, ("sha256:" + Sha256.hex(token)).getBytes(UTF_8))) {
            context.next();
            return;
        }
        context.response().putHeader("www-authenticate", "Bearer");
        Problem.answer(
                context.response(),
                401,
                "Not authenticated",
                token.isEmpty()
                        ? "No token was sent, expected the operators' token as 'Authorization: Bearer TOKEN'."
                        : "The token is not the one whose hash is configured as admin.token_hash.");
    }

    private void trace(RoutingContext context) {
        String id = Objects.requireNonNullElse(context.pathParam("id"), "");
        byte[] story = stories.find(id);
        if (story == null) {
            Problem.answer(
                    context.response(),
                    404,
                    "No such trace",
                    "No trace '" + id + "' is among the latest that this node keeps in memory.");
            return;
        }
        context.response().putHeader("content-type", "application/json").end(Buffer.buffer(TraceJson.laidOut(story)));
    }
}
