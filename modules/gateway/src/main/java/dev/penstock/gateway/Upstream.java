package dev.penstock.gateway;

import dev.penstock.core.ApiError;
import dev.penstock.core.Dialect;
import dev.penstock.core.config.Provider;
import dev.penstock.core.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One provider, as one event loop calls it. */
final class Upstream {
    private static final String ANTHROPIC_VERSION = "2023-06-01";

    private static final int LONGEST_ID = 128;

    private final @Nullable Secret credential;
    private final ConnectionPool connections;
    /** Made once for each endpoint: the client only reads them. */
    private final Map<Endpoint, RequestOptions> requests = new EnumMap<>(Endpoint.class);

    /**
     * @param limit how many connections this event loop may open
     * @param queueLimit how many of its requests may wait for one
     * @param connectTimeout how long an attempt to connect may take, until a call comes that would wait longer
     * @param waiting counts the requests of all event loops that wait for a connection
     */
    Upstream(
            Vertx vertx,
            Provider provider,
            @Nullable Secret credential,
            int limit,
            int queueLimit,
            Duration connectTimeout,
            AtomicInteger waiting,
            LongSupplier nanoTime) {
        this.credential = credential;
        URI base = provider.baseUrl();
        boolean tls = base.getScheme().equals("https");
        HttpConnectOptions connect = new HttpConnectOptions()
                .setHost(base.getHost())
                .setPort(base.getPort() > 0 ? base.getPort() : tls ? 443 : 80)
                .setSsl(tls);
        connections = new ConnectionPool(
                vertx,
                time -> vertx.createHttpClient(options(provider, time)),
                connectTimeout,
                connect,
                limit,
                queueLimit,
                waiting,
                nanoTime);
        MultiMap headers = headers(provider, credential);
        String path = base.getPath().endsWith("/")
                ? base.getPath().substring(0, base.getPath().length() - 1)
                : base.getPath();
        for (Endpoint endpoint : Endpoint.values()) {
            requests.put(
                    endpoint,
                    new RequestOptions()
                            .setMethod(HttpMethod.POST)
                            .setURI(path + endpoint.providerPath(provider.dialect()))
                            .setHeaders(headers));
        }
    }

    ConnectionPool connections() {
        return connections;
    }

    /** What a request to an endpoint begins with. */
    RequestOptions request(Endpoint endpoint) {
        return Objects.requireNonNull(requests.get(endpoint));
    }

    /** Whether a short text from the provider, such as an id, is one, and does not give our own credential back. */
    boolean mayTell(String text) {
        if (text.isEmpty()
                || text.length() > LONGEST_ID
                || (credential != null && text.contains(credential.reveal()))) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** An error without our own credential, which some providers give back in their messages. */
    ApiError withoutCredential(ApiError error) {
        if (credential == null || !error.toString().contains(credential.reveal())) {
            return error;
        }
        return new ApiError(error.kind(), error.message().replace(credential.reveal(), "[redacted]"), null, null);
    }

    Future<Void> close() {
        return connections.close();
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

    private static HttpClientOptions options(Provider provider, Duration connect) {
        HttpClientOptions options = new HttpClientOptions()
                .setKeepAlive(true)
                .setConnectTimeout((int) connect.toMillis())
                .setSslHandshakeTimeout(connect.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxHeaderSize(32 << 10)
                .setDecompressionSupported(false);
        if (provider.ca() != null) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(provider.ca()));
        }
        if (provider.proxy() != null) {
            options.setProxyOptions(new ProxyOptions()
                    .setType(ProxyType.HTTP)
                    .setHost(provider.proxy().getHost())
                    .setPort(provider.proxy().getPort())
                    .setConnectTimeout(connect));
        }
        return options;
    }
}
