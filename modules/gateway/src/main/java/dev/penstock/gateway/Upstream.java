package dev.penstock.gateway;

import dev.penstock.core.Dialect;
import dev.penstock.core.config.Provider;
import dev.penstock.core.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One provider's connections, of one event loop. */
final class Upstream {
    private record RequestKey(Endpoint endpoint, Duration connect) {}

    private static final String ANTHROPIC_VERSION = "2023-06-01";
    /** A read takes up to this much: a large answer in few pieces costs less. */
    private static final int READ_BYTES = 65_536;

    private final Provider provider;
    private final HttpClientAgent client;
    private final AtomicInteger waiting;
    private final MultiMap headers;
    /** Made once for each kind of request: the client only reads them. */
    private final Map<RequestKey, RequestOptions> requests = new HashMap<>();

    /**
     * @param connections how many this event loop may open
     * @param waiting counts the requests of all event loops that wait for a connection
     */
    Upstream(Vertx vertx, Provider provider, @Nullable Secret credential, int connections, AtomicInteger waiting) {
        this.provider = provider;
        this.waiting = waiting;
        this.client = vertx.httpClientBuilder()
                .with(options(provider))
                .with(pool(provider, connections))
                // A connection that breaks ends its call, whose trace says so; unheard it would be logged as an error
                // too.
                .withConnectHandler(connection -> connection.exceptionHandler(_ -> {}))
                .build();
        this.headers = headers(provider, credential);
    }

    Provider provider() {
        return provider;
    }

    /** A request over a connection of the pool, once there is one; fails after the deadline to connect. */
    Future<HttpClientRequest> request(Endpoint endpoint, Duration connect) {
        RequestOptions options = requests.computeIfAbsent(new RequestKey(endpoint, connect), this::options);
        waiting.incrementAndGet();
        return client.request(options).onComplete(_ -> waiting.decrementAndGet());
    }

    Future<Void> close() {
        return client.close();
    }

    private RequestOptions options(RequestKey key) {
        URI base = provider.baseUrl();
        boolean tls = base.getScheme().equals("https");
        String path = base.getPath().endsWith("/")
                ? base.getPath().substring(0, base.getPath().length() - 1)
                : base.getPath();
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(base.getHost())
                .setPort(base.getPort() > 0 ? base.getPort() : tls ? 443 : 80)
                .setSsl(tls)
                .setURI(path + key.endpoint().providerPath(provider.dialect()))
                .setConnectTimeout(key.connect().toMillis())
                .setHeaders(headers);
    }

    private static MultiMap headers(Provider provider, @Nullable Secret credential) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .set("content-type", "application/json")
                .set("user-agent", "penstock");
        if (provider.dialect() == Dialect.ANTHROPIC) {
            headers.set("anthropic-version", ANTHROPIC_VERSION);
        }
        if (credential != null) {
            switch (provider.dialect()) {
                case OPENAI -> headers.set("authorization", "Bearer " + credential.reveal());
                case ANTHROPIC -> headers.set("x-api-key", credential.reveal());
            }
        }
        return headers;
    }

    private static PoolOptions pool(Provider provider, int connections) {
        return new PoolOptions().setHttp1MaxSize(connections).setMaxWaitQueueSize(provider.queue());
    }

    private static HttpClientOptions options(Provider provider) {
        HttpClientOptions options = new HttpClientOptions()
                .setKeepAlive(true)
                .setReceiveBufferSize(READ_BYTES)
                .setMaxChunkSize(READ_BYTES)
                .setMaxHeaderSize(32 << 10)
                .setDecompressionSupported(false);
        if (provider.ca() != null) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(provider.ca()));
        }
        if (provider.proxy() != null) {
            options.setProxyOptions(new ProxyOptions()
                    .setType(ProxyType.HTTP)
                    .setHost(provider.proxy().getHost())
                    .setPort(provider.proxy().getPort()));
        }
        return options;
    }
}
