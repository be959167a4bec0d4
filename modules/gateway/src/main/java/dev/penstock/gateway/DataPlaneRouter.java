package dev.penstock.gateway;

import dev.penstock.core.Dialect;
import dev.penstock.core.Refusal;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.util.Objects;

/** Which path of the data plane is answered by what. */
final class DataPlaneRouter {
    /** What Netty makes up where the first line of a request cannot be read. */
    private static final String NO_PATH = "/bad-request";

    private DataPlaneRouter() {}

    static Router of(Vertx vertx, Arrivals arrivals) {
        Router router = Router.router(vertx);
        for (Endpoint endpoint : Endpoint.values()) {
            router.route(HttpMethod.POST, endpoint.path())
                    .handler(context -> arrivals.take(context.request(), endpoint));
            router.route(endpoint.path()).handler(context -> wrongMethod(arrivals, context.request(), endpoint.path()));
        }
        router.route(HttpMethod.POST, FeedbackIntake.PATH)
                .handler(context -> arrivals.feedback(context.request(), dialectOf(context.request())));
        router.route(FeedbackIntake.PATH)
                .handler(context -> wrongMethod(arrivals, context.request(), FeedbackIntake.PATH));
        router.route(HttpMethod.GET, "/v1/models")
                .handler(context -> arrivals.models(context.request(), dialectOf(context.request()), null));
        // A route's name may hold a slash, so the rest of the path is the name.
        router.routeWithRegex(HttpMethod.GET, "/v1/models/(?<name>.+)")
                .handler(context ->
                        arrivals.models(context.request(), dialectOf(context.request()), context.pathParam("name")));
        router.routeWithRegex(HttpMethod.GET, "/v1/reviews/(?<id>[^/]+)")
                .handler(context -> arrivals.review(
                        context.request(),
                        dialectOf(context.request()),
                        Objects.requireNonNull(context.pathParam("id"))));
        router.route().handler(context -> unknown(arrivals, context.request()));
        // What the router itself cannot make out.
        router.errorHandler(404, context -> unknown(arrivals, context.request()));
        router.errorHandler(
                400,
                context -> refuse(
                        arrivals,
                        context.request(),
                        new Refusal.MalformedHttp("its path or its host header is missing or cannot be read")));
        return router;
    }

    /** Ends what never was a request of any endpoint. */
    static void refuse(Arrivals arrivals, HttpServerRequest http, Refusal why) {
        arrivals.refuse(http, dialectOf(http), pathOf(http), why);
    }

    private static void wrongMethod(Arrivals arrivals, HttpServerRequest http, String path) {
        http.response().putHeader("allow", "POST");
        refuse(arrivals, http, new Refusal.WrongMethod(methodOf(http), path));
    }

    private static void unknown(Arrivals arrivals, HttpServerRequest http) {
        refuse(arrivals, http, new Refusal.UnknownEndpoint(methodOf(http), pathOf(http)));
    }

    private static String methodOf(HttpServerRequest http) {
        return CallerText.shown(http.method().name(), http);
    }

    private static String pathOf(HttpServerRequest http) {
        String path = http.path();
        return path == null || path.equals(NO_PATH) ? "" : CallerText.shown(path, http);
    }

    /** The dialect of a caller at a path that both dialects have: Anthropic's clients always send their version. */
    private static Dialect dialectOf(HttpServerRequest http) {
        for (Endpoint endpoint : Endpoint.values()) {
            if (endpoint.path().equals(http.path())) {
                return endpoint.dialect();
            }
        }
        return http.headers().contains("anthropic-version") ? Dialect.ANTHROPIC : Dialect.OPENAI;
    }
}
