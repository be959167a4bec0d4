package dev.penstock.control;

import dev.penstock.core.config.AdminToken;
import dev.penstock.core.config.BadConfig;
import dev.penstock.core.config.Listener;
import dev.penstock.core.config.Role;
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
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The admin API: its endpoints, and who may call which. */
public final class AdminVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(AdminVerticle.class);
    private static final String KILL = "/admin/v1/kills/{scope}/{key...}";
    private static final String ROUTE = "/admin/v1/routes/{route}";

    private final Listener listener;
    private final Access access;
    private final Stories stories;
    private final Admin admin;
    private @Nullable HttpServer server;

    public AdminVerticle(Listener listener, List<AdminToken> tokens, Stories stories, Admin admin) {
        this.listener = listener;
        this.access = new Access(tokens);
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
        router.route().handler(access::authenticate);
        router.route().handler(AdminVerticle::onlyJson);
        Endpoints endpoints = new Endpoints(router);
        endpoints.add(Role.VIEWER, HttpMethod.GET, "/admin/v1/traces/{id}").handler(this::trace);

        KillEndpoints kills = new KillEndpoints(admin);
        read(endpoints.add(Role.VIEWER, HttpMethod.GET, "/admin/v1/kills"), kills::list);
        read(endpoints.add(Role.VIEWER, HttpMethod.GET, KILL), kills::get);
        write(endpoints.add(Role.OPERATOR, HttpMethod.PUT, KILL), kills::put);
        write(endpoints.add(Role.OPERATOR, HttpMethod.DELETE, KILL), kills::delete);

        RouteEndpoints routes = new RouteEndpoints(admin);
        read(endpoints.add(Role.VIEWER, HttpMethod.GET, "/admin/v1/routes"), routes::list);
        read(endpoints.add(Role.VIEWER, HttpMethod.GET, ROUTE), routes::get);

        ReleaseEndpoints releases = new ReleaseEndpoints(admin);
        read(endpoints.add(Role.VIEWER, HttpMethod.GET, ROUTE + "/releases"), releases::list);
        write(endpoints.add(Role.OPERATOR, HttpMethod.POST, ROUTE + "/releases"), releases::publish);
        read(endpoints.add(Role.VIEWER, HttpMethod.GET, ROUTE + "/releases/diff"), releases::diff, "from", "to");
        read(endpoints.add(Role.VIEWER, HttpMethod.GET, ROUTE + "/releases/{release}"), releases::get);
        write(endpoints.add(Role.OPERATOR, HttpMethod.POST, ROUTE + "/activate"), releases::activate);
        write(endpoints.add(Role.OPERATOR, HttpMethod.POST, ROUTE + "/rollback"), releases::rollback);

        CanaryEndpoint canaries = new CanaryEndpoint(admin);
        write(endpoints.add(Role.OPERATOR, HttpMethod.PUT, ROUTE + "/canary"), canaries::put);
        ShadowEndpoint shadows = new ShadowEndpoint(admin);
        write(endpoints.add(Role.OPERATOR, HttpMethod.PUT, ROUTE + "/shadow"), shadows::put);

        ClusterEndpoint cluster = new ClusterEndpoint(admin);
        read(endpoints.add(Role.VIEWER, HttpMethod.GET, "/admin/v1/cluster"), cluster::get);

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
