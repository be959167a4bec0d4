package dev.penstock.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.core.Dialect;
import dev.penstock.core.Sha256;
import dev.penstock.core.config.AdminToken;
import dev.penstock.core.config.CallerKey;
import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.LearnPolicy;
import dev.penstock.core.config.Limits;
import dev.penstock.core.config.Listener;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Prompt;
import dev.penstock.core.config.PromptTemplate;
import dev.penstock.core.config.Provider;
import dev.penstock.core.config.Role;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.Sampling;
import dev.penstock.core.config.SecretRef;
import dev.penstock.core.config.Target;
import dev.penstock.core.config.TracePolicy;
import dev.penstock.core.config.Webhook;
import dev.penstock.core.config.WebhookTopic;
import dev.penstock.testkit.MemoryControlPlane;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An admin plane on a free port, and somebody who calls it over HTTP. */
final class Operator implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    /** What the admin plane takes for unguessable. */
    static final String SECRET = "0123456789-abcdefghijklmnopqrstuvwxyz_ABCDE";

    /** The token of another admin, whose name is {@code second}. */
    static final String SECOND = "pt-second-of-the-tests";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the admin plane takes for the time. */
    final AtomicReference<Instant> now = new AtomicReference<>(NOW);

    final MemoryControlPlane control = new MemoryControlPlane(now::get);

    final MemoryEscrow escrow = new MemoryEscrow(control);

    final OfferedTraces traces = new OfferedTraces();

    final OfferedReplays replays = new OfferedReplays();

    final OfferedReviews reviews = new OfferedReviews(control, now::get);

    final OfferedAlerts alerts = new OfferedAlerts();

    final OfferedWebhooks webhooks = new OfferedWebhooks();

    final Seen seen = new Seen();

    final NodeConfig config = config();
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger salts = new AtomicInteger();
    private final AdminVerticle verticle;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Operator() {
        this(Duration.ofMinutes(1));
    }

    /** Connections are closed once nothing has happened on them for so long. */
    Operator(Duration idle) {
        verticle = new AdminVerticle(
                config.admin(),
                config.adminTokens(),
                traces,
                new Admin(
                        control,
                        escrow,
                        reviews,
                        replays,
                        replays,
                        replays,
                        alerts,
                        webhooks,
                        config,
                        seen,
                        now::get,
                        () -> "salt-" + salts.incrementAndGet(),
                        () -> SECRET),
                Duration.ofMillis(200),
                idle);
        try {
            vertx.deployVerticle(reviews.verticle()).await(20, TimeUnit.SECONDS);
            vertx.deployVerticle(verticle).await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no start within twenty seconds", e);
        }
    }

    /** An answer with its body read. */
    record Answer(int status, String contentType, Map<String, List<String>> headers, JsonNode body) {
        String detail() {
            return body.path("detail").asText();
        }
    }

    Answer get(String path) {
        return send("GET", path, null);
    }

    Answer put(String path, String body) {
        return send("PUT", path, body);
    }

    Answer post(String path, String body) {
        return send("POST", path, body);
    }

    Answer delete(String path) {
        return send("DELETE", path, null);
    }

    int port() {
        return verticle.port();
    }

    /** Reads events until it is closed; {@code headers} are names and values in turn. */
    EventReader events(String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + verticle.port() + "/admin/v1/events"))
                .setHeader("authorization", "Bearer " + token(Role.VIEWER));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
            return new EventReader(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /**
     * {@code headers} are names and values in turn, and take the place of those that are usually sent. Fails if the
     * answer is not as the API's description says.
     */
    Answer send(String method, String path, @Nullable String body, String... headers) {
        Answer answer = sendUndescribed(method, path, body, headers);
        Described.check(method, path, answer);
        return answer;
    }

    /** The same of what is no part of the description. */
    Answer sendUndescribed(String method, String path, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + verticle.port() + path))
                .timeout(Duration.ofSeconds(20))
                .setHeader("authorization", "Bearer " + token(Role.ADMIN))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.setHeader("content-type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("content-type").orElse(""),
                    response.headers().map(),
                    JSON.readTree(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The token of a role; its name is the role's word. */
    static String token(Role role) {
        return "pt-" + role.word() + "-of-the-tests";
    }

    /** JSON in which apostrophes stand for quotes. */
    static String json(String text) {
        return text.replace('\'', '"');
    }

    /** That of the node: two routes, of which nothing is published. */
    static NodeConfig config() {
        return new NodeConfig(
                "node-a",
                new Listener("127.0.0.1", 0),
                new Listener("127.0.0.1", 0),
                new Listener("127.0.0.1", 0),
                Stream.concat(
                                Arrays.stream(Role.values())
                                        .map(role ->
                                                new AdminToken(role.word(), role, "sha256:" + Sha256.hex(token(role)))),
                                Stream.of(new AdminToken("second", Role.ADMIN, "sha256:" + Sha256.hex(SECOND))))
                        .toList(),
                null,
                null,
                null,
                false,
                List.of(new CallerKey("app", "sha256:" + Sha256.hex("key"), null)),
                Limits.DEFAULT,
                TracePolicy.ofLatest(10),
                Map.of(
                        "openai",
                        new Provider(
                                "openai",
                                Dialect.OPENAI,
                                URI.create("http://127.0.0.1:1/v1"),
                                null,
                                null,
                                null,
                                Provider.DEFAULT_CONNECTIONS,
                                Provider.DEFAULT_QUEUE,
                                Provider.DEFAULT_MAX_TOKENS_FIELD,
                                true)),
                Map.of(
                        "small", new Target("small", "openai", "meta/llama", null, 100, null),
                        "large", new Target("large", "openai", "large-1", null, 100, null)),
                Map.of(),
                Map.of(),
                LearnPolicy.DEFAULT,
                List.of(new Webhook(
                        "ci",
                        URI.create("https://ci.test"),
                        List.of(new SecretRef.Env("NONE")),
                        EnumSet.allOf(WebhookTopic.class),
                        null,
                        null)),
                Map.of(),
                null,
                Map.of("support@1", new Prompt("support", 1, new PromptTemplate("Be brief."))),
                Map.of(),
                Map.of("support", route("support", "support@1"), "team/search", route("team/search", null)));
    }

    static Route route(String name, @Nullable String prompt) {
        return new Route(
                name,
                "Answers",
                List.of("small", "large"),
                prompt,
                null,
                Sampling.CALLERS,
                Deadlines.DEFAULT,
                Set.of("look_up"),
                200,
                null,
                RouterPolicy.FIXED);
    }

    @Override
    public void close() {
        http.shutdownNow();
        try {
            vertx.close().await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no end within twenty seconds", e);
        }
    }
}
