package dev.penstock.app;

import dev.penstock.core.config.Listener;
import dev.penstock.core.config.NodeConfig;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Asks a node how it is, over HTTP. */
final class NodeProbe {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();

    private final NodeConfig config;

    NodeProbe(NodeConfig config) {
        this.config = config;
    }

    boolean isReady() {
        return health().equals("ready");
    }

    /** What it says of its health, in a word. */
    String health() {
        return ask(request(config.operations(), "/health/ready"))
                .map(answer -> read(answer).getString("status", "?"))
                .orElse("no answer");
    }

    /** How it sees the cluster, if it tells. */
    Optional<JsonObject> cluster(String token) {
        return ask(request(config.admin(), "/admin/v1/cluster").header("authorization", "Bearer " + token))
                .filter(answer -> answer.statusCode() == 200)
                .map(NodeProbe::read);
    }

    /** What answers there may be something else. */
    private static JsonObject read(HttpResponse<String> answer) {
        try {
            return new JsonObject(answer.body());
        } catch (DecodeException e) {
            return new JsonObject();
        }
    }

    private static HttpRequest.Builder request(Listener listener, String path) {
        return HttpRequest.newBuilder(URI.create("http://" + listener + path)).timeout(LIMIT);
    }

    private static Optional<HttpResponse<String>> ask(HttpRequest.Builder request) {
        try {
            return Optional.of(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
