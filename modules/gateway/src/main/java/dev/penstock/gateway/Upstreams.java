package dev.penstock.gateway;

import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Provider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The providers' connections of one event loop. */
final class Upstreams {
    private final Map<String, Upstream> byProvider;

    private Upstreams(Map<String, Upstream> byProvider) {
        this.byProvider = Map.copyOf(byProvider);
    }

    /**
     * For the event loop that this is called on.
     *
     * @param waiting counts the requests that wait for a connection, by provider
     */
    static Upstreams open(Vertx vertx, DataPlane plane, Function<String, AtomicInteger> waiting) {
        NodeConfig config = plane.config();
        Duration longestConnect = config.routes().values().stream()
                .map(route -> route.deadlines().connect())
                .max(Duration::compareTo)
                .orElse(Deadlines.DEFAULT.connect());
        Map<String, Upstream> byProvider = new HashMap<>();
        for (Provider provider : config.providers().values()) {
            byProvider.put(
                    provider.name(),
                    new Upstream(
                            vertx,
                            provider,
                            plane.credentials().get(provider.name()),
                            plane.perLoop(provider.connections()),
                            plane.perLoop(provider.queue()),
                            longestConnect,
                            waiting.apply(provider.name()),
                            plane.nanoTime()));
        }
        return new Upstreams(byProvider);
    }

    Upstream of(Provider provider) {
        return Objects.requireNonNull(byProvider.get(provider.name()), provider.name());
    }

    Future<Void> close() {
        return Future.join(byProvider.values().stream().map(Upstream::close).toList())
                .mapEmpty();
    }
}
