package dev.penstock.control;

import dev.penstock.core.config.Role;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which methods and paths there are. {@code {name}} in a path stands for one segment, {@code {name...}} for all that
 * follows.
 */
final class Endpoints {
    private record Endpoint(HttpMethod method, String path) {
        String pattern() {
            return path.replaceAll("\\{(\\w+)\\.\\.\\.}", "(?<$1>.+)").replaceAll("\\{(\\w+)}", "(?<$1>[^/]+)");
        }
    }

    private final Router router;
    private final List<Endpoint> endpoints = new ArrayList<>();

    Endpoints(Router router) {
        this.router = router;
    }

    /**
     * One for holders of a role. It is looked at on a route of its own, because what reads bodies must come first on
     * any.
     */
    Route add(Role needed, HttpMethod method, String path) {
        Endpoint endpoint = new Endpoint(method, path);
        endpoints.add(endpoint);
        router.routeWithRegex(method, endpoint.pattern()).handler(Access.needs(needed));
        return router.routeWithRegex(method, endpoint.pattern());
    }

    /** The methods that a path has. */
    String allowed(String path) {
        return endpoints.stream()
                .filter(endpoint -> path.matches(endpoint.pattern()))
                .map(endpoint -> endpoint.method().name())
                .collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return endpoints.stream()
                .map(endpoint -> endpoint.method() + " " + endpoint.path())
                .collect(Collectors.joining(", "));
    }
}
