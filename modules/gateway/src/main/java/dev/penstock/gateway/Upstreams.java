package dev.penstock.gateway;

import dev.penstock.core.config.Provider;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Objects;

/** The providers' connections of one event loop. */
final class Upstreams {
    private final Map<String, Upstream> byProvider;

    Upstreams(Map<String, Upstream> byProvider) {
        this.byProvider = Map.copyOf(byProvider);
    }

    Upstream of(Provider provider) {
        return Objects.requireNonNull(byProvider.get(provider.name()), provider.name());
    }

    Future<Void> close() {
        return Future.join(byProvider.values().stream().map(Upstream::close).toList())
                .mapEmpty();
    }
}
