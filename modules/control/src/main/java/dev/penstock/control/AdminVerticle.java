package dev.penstock.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.Sha256;
import dev.penstock.core.config.BadConfig;
import dev.penstock.core.config.Listener;
import dev.penstock.trace.Stories;
import dev.penstock.trace.TraceJson;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The admin API. Every request must show the operators' bearer token, of which the node knows the hash only. */
public final class AdminVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(AdminVerticle.class);
    private static final String BEARER = "bearer ";
    private static final String KILL = "/admin/v1/kills/{scope}/{key...}";
    private static final String ROUTE = "/admin/v1/routes/{route}";

    private final Listener listener;
    private final byte[] tokenHash;
    private final Stories stories;
    private final Admin admin;
    private @Nullable HttpServer server;

    /** {@code tokenHash} is {@code sha256:} and 64 hexadecimal digits. */
    public AdminVerticle(Listener listener, String tokenHash, Stories stories, Admin admin) {
        this.listener = listener;
        this.tokenHash = tokenHash.getBytes(UTF_8);
        this.stories = stories;
        this.admin = admin;
    }

    /** Answers from what is known. */
    private interface Read {
        Reply answer(Call call);
    }

    /** Answers once a write was decided. */
    private interface Write {
        CompletionStage<Reply> answer(Call call, WriteBody body);
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        router.route().handler(this::authenticate);
        router.route().handler(AdminVerticle::onlyJson);
        Endpoints endpoints = new Endpoints(router);
        endpoints.add(HttpMethod.GET, "/admin/v1/traces/{id}").handler(this::trace);

        KillEndpoints kills = new KillEndpoints(admin);
        read(endpoints.add(HttpMethod.GET, "/admin/v1/kills"), kills::list);
        read(endpoints.add(HttpMethod.GET, KILL), kills::get);
        write(endpoints.add(HttpMethod.PUT, KILL), kills::put);
        write(endpoints.add(HttpMethod.DELETE, KILL), kills::delete);

        RouteEndpoints routes = new RouteEndpoints(admin);
        read(endpoints.add(HttpMethod.GET, "/admin/v1/routes"), routes::list);
        read(endpoints.add(HttpMethod.GET, ROUTE), routes::get);

        ReleaseEndpoints releases = new ReleaseEndpoints(admin);
        read(endpoints.add(HttpMethod.GET, ROUTE + "/releases"), releases::list);
        write(endpoints.add(HttpMethod.POST, ROUTE + "/releases"), releases::publish);
        read(endpoints.add(HttpMethod.GET, ROUTE + "/releases/diff"), releases::diff, "from", "to");
        read(endpoints.add(HttpMethod.GET, ROUTE + "/releases/{release}"), releases::get);
        write(endpoints.add(HttpMethod.POST, ROUTE + "/activate"), releases::activate);
        write(endpoints.add(HttpMethod.POST, ROUTE + "/rollback"), releases::rollback);

        CanaryEndpoint canaries = new CanaryEndpoint(admin);
        write(endpoints.add(HttpMethod.PUT, ROUTE + "/canary"), canaries::put);
        ShadowEndpoint shadows = new ShadowEndpoint(admin);
        write(endpoints.add(HttpMethod.PUT, ROUTE + "/shadow"), shadows::put);

        ClusterEndpoint cluster = new ClusterEndpoint(admin);
        read(endpoints.add(HttpMethod.GET, "/admin/v1/cluster"), cluster::get);

        router.errorHandler(400, context -> fail(context, 400, "Bad request", "The path cannot be decoded."));
        router.errorHandler(
                404,
                context -> fail(
                        context,
                        404,
                        "No such endpoint",
                        "Nothing answers " + said(context) + ". There are " + endpoints
                                + ". A / in a route's name is written %2F."));
        router.errorHandler(405, context -> {
            String allowed = endpoints.allowed(context.normalizedPath());
            context.response().putHeader("allow", allowed);
            fail(context, 405, "Method not allowed", said(context) + " is not possible; " + allowed + " is.");
        });
        router.errorHandler(
                413,
                context -> fail(
                        context, 413, "Body too large", "The body has more than " + Bodies.MOST + " bytes (1 MiB)."));
        router.errorHandler(500, context -> {
            LOG.error("a fault in Penstock ended {}", said(context), context.failure());
            fail(context, 500, "Internal error", "A fault in Penstock; the node's log tells more.");
        });
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
        fail(
                context,
                401,
                "Not authenticated",
                token.isEmpty()
                        ? "No token was sent, expected the operators' token as 'Authorization: Bearer TOKEN'."
                        : "The token is not the one whose hash is configured as admin.token_hash.");
    }

    private static void onlyJson(RoutingContext context) {
        if (Bodies.isJson(context.request())) {
            context.next();
            return;
        }
        fail(
                context,
                415,
                "No JSON",
                "The content type is '" + context.request().getHeader("content-type")
                        + "', expected application/json.");
    }

    private void trace(RoutingContext context) {
        String id = Objects.requireNonNullElse(context.pathParam("id"), "");
        byte[] story = stories.find(id);
        if (story == null) {
            fail(
                    context,
                    404,
                    "No such trace",
                    "No trace '" + id + "' is among the latest that this node keeps in memory.");
            return;
        }
        context.response().putHeader("content-type", "application/json").end(Buffer.buffer(TraceJson.laidOut(story)));
    }

    /** {@code parameters} are all that its query may have. */
    private static void read(Route route, Read read, String... parameters) {
        route.handler(context -> {
            List<String> unknown = context.queryParams().names().stream()
                    .filter(name -> !List.of(parameters).contains(name))
                    .toList();
            if (!unknown.isEmpty()) {
                fail(
                        context,
                        400,
                        "Bad query",
                        "The query has " + unknown + ", expected "
                                + (parameters.length == 0 ? "none." : "only " + List.of(parameters) + "."));
                return;
            }
            try {
                read.answer(new Call(context)).send(context.response());
            } catch (BadConfig bad) {
                Problem.badFields(bad.mistakes()).send(context.response());
            }
        });
    }

    private void write(Route route, Write write) {
        route.handler(BodyHandler.create(false).setBodyLimit(Bodies.MOST)).handler(context -> {
            switch (Bodies.read(context)) {
                case Bodies.Read.Bad(Reply problem) -> problem.send(context.response());
                case Bodies.Read.Good(WriteBody body) -> decide(context, write, body);
            }
        });
    }

    private void decide(RoutingContext context, Write write, WriteBody body) {
        CompletionStage<Reply> reply;
        try {
            reply = write.answer(new Call(context), body);
        } catch (BadConfig bad) {
            Problem.badFields(bad.mistakes()).send(context.response());
            return;
        }
        // A write may be decided on any thread.
        Future.fromCompletionStage(reply, vertx.getOrCreateContext())
                .onSuccess(decided -> decided.send(context.response()))
                .onFailure(context::fail);
    }

    private static void fail(RoutingContext context, int status, String title, String detail) {
        Problem.of(status, title, detail).send(context.response());
    }

    private static String said(RoutingContext context) {
        return context.request().method() + " " + context.request().path();
    }
}
