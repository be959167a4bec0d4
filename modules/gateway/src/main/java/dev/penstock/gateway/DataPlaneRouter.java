package dev.penstock.gateway;

import dev.penstock.core.ApiError;
import dev.penstock.core.Dialect;
import dev.penstock.core.Refusal;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.util.Objects;

/** Which path of the data plane is answered by what. */
final class DataPlaneRouter {
    private DataPlaneRouter() {}

    static Router of(Vertx vertx, RequestPath path, ModelsEndpoint models) {
        Router router = Router.router(vertx);
        for (Endpoint endpoint : Endpoint.values()) {
            router.route(HttpMethod.POST, endpoint.path()).handler(context -> path.handle(context.request(), endpoint));
            router.route(endpoint.path()).handler(context -> wrongMethod(context.request(), endpoint));
        }
        router.route(HttpMethod.GET, "/v1/models").handler(context -> models.list(context.request()));
        // A route's name may hold a slash, so the rest of the path is the name.
        router.routeWithRegex(HttpMethod.GET, "/v1/models/(?<name>.+)")
                .handler(context -> models.one(context.request(), Objects.requireNonNull(context.pathParam("name"))));
        router.route().handler(context -> unknown(context.request()));
        return router;
    }

    private static void wrongMethod(HttpServerRequest http, Endpoint endpoint) {
        http.response().putHeader("allow", "POST");
        ApiError error = new ApiError(
                ApiError.Kind.METHOD_NOT_ALLOWED,
                endpoint.path() + " answers POST, not " + http.method() + ".",
                null,
                "method_not_allowed");
        new CallerAnswer(http, endpoint.dialect()).error(error, "", null, false, true);
    }

    private static void unknown(HttpServerRequest http) {
        Refusal why = new Refusal.UnknownEndpoint(
                http.method().name(), Objects.requireNonNullElse(http.path(), "an unreadable path"));
        new CallerAnswer(http, dialectOf(http)).error(ErrorMapping.of(why), "", null, false, true);
    }

    /** The dialect of a caller at a path that both dialects have: Anthropic's clients always send their version. */
    static Dialect dialectOf(HttpServerRequest http) {
        return http.headers().contains("anthropic-version") ? Dialect.ANTHROPIC : Dialect.OPENAI;
    }
}
