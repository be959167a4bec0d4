package dev.penstock.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A simulator on a free port and the clients of the tests. */
final class SimHarness implements AutoCloseable {
    static final ObjectMapper MAPPER = new ObjectMapper();

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final SimServer server;

    SimHarness(SimConfig config) {
        server = await(SimServer.start(vertx, config));
    }

    SimServer server() {
        return server;
    }

    HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        return send(request(path, headers).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** An OpenAI chat in one piece or as a stream. */
    HttpResponse<String> chat(String body) {
        return post("/v1/chat/completions", body, "authorization", "Bearer sk-test-1234");
    }

    HttpResponse<String> messages(String body) {
        return post("/v1/messages", body, "x-api-key", "sk-ant-1234", "anthropic-version", "2023-06-01");
    }

    /** The newest attempt that satisfies a condition, awaited for at most two seconds. */
    LoggedAttempt logged(Predicate<LoggedAttempt> condition) {
        Instant deadline = Instant.now().plusSeconds(2);
        while (Instant.now().isBefore(deadline)) {
            List<LoggedAttempt> log = server.log();
            for (LoggedAttempt attempt : log.reversed()) {
                if (condition.test(attempt)) {
                    return attempt;
                }
            }
            LockSupport.parkNanos(500_000);
        }
        throw new AssertionError("no such attempt: " + server.log());
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON: " + text, e);
        }
    }

    /** The JSON of every data line of a stream, without {@code [DONE]}. */
    static List<JsonNode> data(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data: ") && !line.equals("data: [DONE]"))
                .map(line -> json(line.substring(6)))
                .toList();
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(5));
        if (headers.length > 0) {
            builder.headers(headers);
        }
        return builder;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.await(10, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not within ten seconds", e);
        }
    }
}
