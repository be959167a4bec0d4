package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import dev.penstock.config.Secrets;
import dev.penstock.core.Dialect;
import dev.penstock.core.Share;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Secret;
import dev.penstock.core.rollout.Exposure;
import dev.penstock.core.rollout.Gate;
import dev.penstock.core.rollout.RolloutMode;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.rollout.Stage;
import dev.penstock.core.rollout.StageKind;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.RolloutState;
import dev.penstock.core.state.Sticky;
import dev.penstock.core.state.Verdict;
import dev.penstock.sim.LoggedAttempt;
import dev.penstock.sim.SimConfig;
import dev.penstock.sim.SimServer;
import dev.penstock.store.ControlStore;
import dev.penstock.trace.store.TracePlace;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A node on free ports with simulated providers behind it, and those who call it. Closes all of them. */
final class TestNode implements AutoCloseable {
    static final String KEY = "pk-caller-5eC3e7-of-the-tests";
    static final String TOKEN = "pt-operator-5eC3e7-of-the-tests";
    static final String OPENAI_CREDENTIAL = "sk-proj-provider5eC3e7ofTheTests0001";
    static final String ANTHROPIC_CREDENTIAL = "sk-ant-api03-provider5eC3e7ofTheTests0002";

    static final String WEBHOOK_SECRET = "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdHMsIG9mIDI0IGJ5dGVz";

    static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private final ByteArrayOutputStream requestLog = new ByteArrayOutputStream();
    private final List<AutoCloseable> clients = new ArrayList<>();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final ControlStore store;
    private final SimServer sim;
    private final Node node;

    private TestNode(Setup setup) {
        store = ControlStore.open(
                Setup.NODE,
                List.of(Setup.NODE),
                List.of(),
                setup.journal(),
                () -> "the journal of a test",
                InstantSource.system(),
                System::nanoTime);
        SimConfig simulated = SimConfig.usual().withModels(setup.models());
        sim = await(SimServer.start(vertx, setup.isForgetful() ? simulated.withLogSize(10) : simulated));
        NodeConfig config = setup.config(sim.port());
        Map<String, Secret> credentials = new HashMap<>();
        config.providers().forEach((name, provider) -> credentials.put(name, credential(provider.dialect())));
        OutputStream log = setup.isForgetful() ? OutputStream.nullOutputStream() : requestLog;
        Map<String, List<Secret>> webhooks = new HashMap<>();
        config.webhooks().forEach(webhook -> webhooks.put(webhook.name(), List.of(new Secret(WEBHOOK_SECRET))));
        node = await(new Node(
                        vertx,
                        config,
                        store,
                        traces(config),
                        new NodeSecrets(credentials, webhooks, setup.telemetryHeaders()),
                        log,
                        setup.loops(),
                        setup.clock())
                .start());
    }

    private static TracePlace traces(NodeConfig config) {
        return Ground.traces(config, new Secrets(Path.of("."), _ -> null));
    }

    static TestNode start(Setup setup) {
        return new TestNode(setup);
    }

    Vertx vertx() {
        return vertx;
    }

    Node node() {
        return node;
    }

    SimServer sim() {
        return sim;
    }

    /** The official client as an application has it, but for the number of times that it asks again. */
    OpenAIClient openAi(int retries) {
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .apiKey(KEY)
                .baseUrl(dataUrl() + "/v1")
                .maxRetries(retries)
                .build();
        clients.add(client::close);
        return client;
    }

    OpenAIClient openAi() {
        return openAi(0);
    }

    AnthropicClient anthropic(int retries) {
        AnthropicClient client = AnthropicOkHttpClient.builder()
                .apiKey(KEY)
                .baseUrl(dataUrl())
                .maxRetries(retries)
                .build();
        clients.add(client::close);
        return client;
    }

    AnthropicClient anthropic() {
        return anthropic(0);
    }

    String dataUrl() {
        return "http://127.0.0.1:" + node.dataPort();
    }

    /** Posts JSON as a caller with the tests' key. */
    HttpResponse<String> post(String path, String body) {
        return send(request(path, body).build());
    }

    /** The same, without waiting for the answer. */
    CompletableFuture<HttpResponse<String>> later(String path, String body) {
        return later(request(path, body).build());
    }

    CompletableFuture<HttpResponse<String>> later(HttpRequest request) {
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest.Builder request(String path, String body) {
        return HttpRequest.newBuilder(URI.create(dataUrl() + path))
                .timeout(Duration.ofSeconds(20))
                .header("authorization", "Bearer " + KEY)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The value of a header of an answer; empty if it has none. */
    static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    /** The whole story of the request that this answers. */
    JsonNode trace(HttpResponse<String> answer) {
        return trace(header(answer, "x-penstock-trace"));
    }

    /** The whole story of a request, as an operator gets it once it is over. */
    JsonNode trace(String id) {
        return Eventually.value("the trace " + id, () -> {
            HttpResponse<String> answer = admin("/admin/v1/traces/" + id);
            return answer.statusCode() == 200 ? json(answer.body()) : null;
        });
    }

    HttpResponse<String> admin(String path) {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.adminPort() + path))
                .header("authorization", "Bearer " + TOKEN)
                .build());
    }

    /** Writes as an operator; fails if it is not taken. Only what {@code json} gives no reason for gets a usual one. */
    JsonNode put(String path, String json) {
        return write("PUT", path, json);
    }

    JsonNode delete(String path) {
        return write("DELETE", path, "{}");
    }

    JsonNode adminPost(String path, String json) {
        return write("POST", path, json);
    }

    private JsonNode write(String method, String path, String json) {
        ObjectNode body = (ObjectNode) json(json);
        if (!body.has("reason")) {
            body.put("reason", "a test");
        }
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.adminPort() + "/admin/v1" + path))
                        .header("authorization", "Bearer " + TOKEN)
                        .header("content-type", "application/json")
                        .header("x-penstock-actor", "tests")
                        .method(method, HttpRequest.BodyPublishers.ofString(body.toString()))
                        .build());
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError(method + " " + path + " " + body + ": " + answer.body());
        }
        return json(answer.body());
    }

    /** Publishes a release of a route, which does not serve yet; says its id. */
    String publish(String route, String release) {
        return adminPost("/routes/" + route + "/releases", "{\"release\":" + release + "}")
                .path("release")
                .path("id")
                .asText();
    }

    /** Gives a share of a route's requests to a candidate. */
    void canary(String route, String candidate, double percent, String sticky) {
        put(
                "/routes/" + route + "/canary",
                "{\"release\":\"%s\",\"share\":%s,\"sticky\":\"%s\",\"salt\":\"of the tests\"}"
                        .formatted(candidate, percent, sticky));
    }

    /** The id of a route's current release. */
    String current(String route) {
        return store.state().route(route).current().orElseThrow();
    }

    /**
     * Begins a rollout of one stage, in the place of the one before. Its horizon is a second where nothing moves, and
     * ten otherwise.
     */
    void rollout(String route, String candidate, Share share, Exposure exposure, RolloutMode mode) {
        RolloutState before = store.state().route(route).rollout();
        if (before != null && before.isOn()) {
            written(new Command.EndRollout(route, List.of(before.id())));
        }
        Stage canary =
                new Stage(StageKind.CANARY, share, 1, Duration.ZERO, null, 0.5, 0.005, exposure, new Gate.Approval());
        RolloutPolicy policy = new RolloutPolicy(
                "tests",
                List.of(canary, RolloutPolicy.DEFAULT.stages().getLast()),
                RolloutPolicy.DEFAULT.guardrails(),
                // Nothing is rolled back while a test looks.
                1e-12,
                0.05,
                Duration.ofSeconds(mode == RolloutMode.DRY_RUN ? 1 : 10),
                List.of());
        written(new Command.StartRollout(
                route, current(route), candidate, policy, new Sticky.Header("x-user"), "of the tests", mode));
    }

    private void written(Command command) {
        Verdict verdict = store.submit(command, new ControlRecord.Author("tests", "a test"))
                .toCompletableFuture()
                .join();
        if (!(verdict instanceof Verdict.Accepted)) {
            throw new AssertionError(command + ": " + verdict);
        }
    }

    /** Copies a share of a route's requests to a candidate. */
    void shadow(String route, String candidate, int percent, int concurrency) {
        put(
                "/routes/" + route + "/shadow",
                "{\"release\":\"%s\",\"share\":%d,\"concurrency\":%d}".formatted(candidate, percent, concurrency));
    }

    /** Stops something; {@code more} are fields of the kill in JSON. */
    void kill(String scope, String key, String more) {
        put("/kills/" + scope + "/" + key, "{" + more + "}");
    }

    void kill(String scope, String key) {
        kill(scope, key, "");
    }

    void lift(String scope, String key) {
        write("DELETE", "/kills/" + scope + "/" + key, "{}");
    }

    /** Lifts all kills that are in effect. */
    void liftAll() {
        Set<List<String>> things = new HashSet<>();
        json(admin("/admin/v1/kills").body())
                .path("kills")
                .forEach(kill -> things.add(
                        List.of(kill.path("scope").asText(), kill.path("key").asText())));
        things.forEach(thing -> lift(thing.getFirst(), thing.getLast()));
    }

    HttpResponse<String> operations(String path) {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.operationsPort() + path))
                .build());
    }

    /** The value of a metric, labels as Prometheus writes them; 0 if it is not there. */
    double metric(String series) {
        return operations("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .sum();
    }

    double inFlight() {
        return metric("penstock_requests_in_flight");
    }

    String requestLog() {
        return requestLog.toString(UTF_8);
    }

    /** The simulator's newest attempt. */
    LoggedAttempt lastAttempt() {
        return sim.log().getLast();
    }

    /** What the simulator was sent last. */
    JsonNode lastSent() {
        String body = lastAttempt().body();
        return json(body == null ? "null" : body);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not within twenty seconds", e);
        }
    }

    private static Secret credential(Dialect dialect) {
        return new Secret(
                switch (dialect) {
                    case OPENAI -> OPENAI_CREDENTIAL;
                    case ANTHROPIC -> ANTHROPIC_CREDENTIAL;
                });
    }

    private boolean holdsNothing() {
        try {
            return metric("penstock_buffered_bytes") == 0;
        } catch (UncheckedIOException e) {
            // It was stopped by the test.
            return true;
        }
    }

    @Override
    public void close() {
        for (AutoCloseable client : clients) {
            try {
                client.close();
            } catch (Exception e) {
                throw new AssertionError("a client did not close", e);
            }
        }
        // However a test's requests ended, what they held was given back.
        Eventually.that("no memory is held", this::holdsNothing);
        http.shutdownNow();
        // Before its directory is deleted: what waits is written there.
        await(node.stop());
        await(vertx.close());
        store.close();
    }
}
