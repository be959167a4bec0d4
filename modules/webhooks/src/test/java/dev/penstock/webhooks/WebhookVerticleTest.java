package dev.penstock.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.core.config.Secret;
import dev.penstock.core.config.SecretRef;
import dev.penstock.core.config.Webhook;
import dev.penstock.core.config.WebhookTopic;
import dev.penstock.core.rollout.GateAnswer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is asked a question, over real connections: nothing but a plain yes is one. */
class WebhookVerticleTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final byte[] KEY = "a secret of the tests, of 32 b..".getBytes(UTF_8);
    private static final Duration USUAL = Duration.ofSeconds(20);
    private static final Event QUESTION = Event.of(
            WebhookTopic.ROLLOUT,
            "gate",
            "r1 0 s1",
            NOW,
            JsonNodeFactory.instance.objectNode().put("route", "support"));

    private final Vertx vertx = Vertx.vertx();
    private final List<Heard> heard = new CopyOnWriteArrayList<>();

    /** What came. */
    private record Heard(String path, String id, String timestamp, String signature, String type, String body) {}

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void aYesIsAYesAndTheQuestionIsSignedAsEventsAre() throws GeneralSecurityException {
        int port = listen(response -> response.end("{\"approve\": true, \"reason\": \"the window is open\"}"));

        assertThat(ask(port, USUAL)).isEqualTo(new GateAnswer.Yes("the window is open"));
        assertThat(heard).hasSize(1);
        Heard question = heard.getFirst();
        assertThat(question.path()).isEqualTo("/gate");
        assertThat(question.id()).isEqualTo(QUESTION.id()).matches("evt_[0-9a-f]{32}");
        assertThat(question.timestamp()).isEqualTo(Long.toString(NOW.getEpochSecond()));
        assertThat(question.type()).isEqualTo("application/json");
        assertThat(question.body())
                .isEqualTo("{\"type\":\"rollout.gate\",\"timestamp\":\"2026-11-22T12:00:00Z\","
                        + "\"data\":{\"route\":\"support\"}}");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        byte[] code = mac.doFinal((question.id() + "." + question.timestamp() + "." + question.body()).getBytes(UTF_8));
        assertThat(question.signature()).isEqualTo("v1," + Base64.getEncoder().encodeToString(code));
    }

    @Test
    void aNoIsANo() {
        int port = listen(response ->
                response.setStatusCode(202).end("{\"approve\": false, \"reason\": \"not\\non\\u0007 a Friday\"}"));
        assertThat(ask(port, USUAL)).isEqualTo(new GateAnswer.No("not on a Friday"));
    }

    @Test
    void anEmptyAnswerIsNoYes() {
        assertThat(why(listen(HttpServerResponse::end), USUAL)).contains("not as expected");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 429, 500, 503})
    void aYesUnderAnotherStatusIsNone(int status) {
        assertThat(why(listen(response -> response.setStatusCode(status).end("{\"approve\": true}")), USUAL))
                .isEqualTo("its status was " + status);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void aRedirectIsNotFollowedAndNoYes(int status) {
        int yes = listen(response -> response.end("{\"approve\": true}"));
        int port = listen(response -> response.setStatusCode(status)
                .putHeader("location", "http://127.0.0.1:" + yes + "/gate")
                .end("{\"approve\": true}"));
        assertThat(why(port, USUAL)).isEqualTo("its status was " + status + ", and redirects are not followed");
        assertThat(heard).hasSize(1);
    }

    @Test
    void moreThanIsReadIsNoYes() {
        String said = "{\"approve\": true}";
        String most = said + " ".repeat(64 * 1024 - said.length());
        assertThat(ask(listen(response -> response.end(most)), USUAL)).isEqualTo(new GateAnswer.Yes(""));
        assertThat(why(listen(response -> response.end(most + " ")), USUAL))
                .isEqualTo("its body has more than 65536 bytes");
    }

    /** It would fill the memory. */
    @Test
    void anAnswerWithoutEndIsGivenUp() {
        int port = listen(response -> pour(response.setChunked(true)));
        assertThat(why(port, USUAL)).isEqualTo("its body has more than 65536 bytes");
    }

    private static void pour(HttpServerResponse response) {
        response.write("x".repeat(4_096)).onSuccess(_ -> pour(response));
    }

    @Test
    void whoTakesTooLongToAnswerHasNotAnswered() {
        assertThat(why(listen(_ -> {}), Duration.ofMillis(200))).contains("imeout");
    }

    @Test
    void whoNeverEndsItsAnswerHasNotAnswered() {
        int port = listen(response -> response.setChunked(true).write("{\"approve\": true}"));
        assertThat(why(port, Duration.ofMillis(500))).contains("imeout");
    }

    @Test
    void whoBreaksOffHasNotAnswered() {
        int port = listen(response -> response.putHeader("content-length", "100")
                .write("{\"approve\": true}")
                .onSuccess(_ -> response.reset()));
        assertThat(ask(port, USUAL)).isInstanceOf(GateAnswer.None.class);
    }

    @Test
    void whoIsNotThereHasNotAnswered() {
        HttpServer gone = server(_ -> {});
        int port = gone.actualPort();
        await(gone.close());
        assertThat(why(port, USUAL)).contains("refused").doesNotContain("/gate");
    }

    @Test
    void whoIsNotConfiguredCannotBeAskedNorWhoHasNotStarted() {
        WebhookVerticle webhooks = webhooks(1, USUAL);
        assertThat(webhooks.ask("other", QUESTION)).isEmpty();
        assertThat(webhooks.ask("ci", QUESTION)
                        .orElseThrow()
                        .toCompletableFuture()
                        .join())
                .isEqualTo(new GateAnswer.None("IllegalStateException: the webhooks of this node have not started"));
    }

    private int listen(Consumer<HttpServerResponse> answering) {
        return server(answering).actualPort();
    }

    private HttpServer server(Consumer<HttpServerResponse> answering) {
        return await(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    heard.add(heard(request, body.toString(UTF_8)));
                    answering.accept(request.response());
                }))
                .listen(0, "127.0.0.1"));
    }

    private static Heard heard(HttpServerRequest request, String body) {
        return new Heard(
                String.valueOf(request.path()),
                String.valueOf(request.getHeader("webhook-id")),
                String.valueOf(request.getHeader("webhook-timestamp")),
                String.valueOf(request.getHeader("webhook-signature")),
                String.valueOf(request.getHeader("content-type")),
                body);
    }

    private String why(int port, Duration within) {
        GateAnswer answer = ask(port, within);
        assertThat(answer).isInstanceOf(GateAnswer.None.class);
        return ((GateAnswer.None) answer).why();
    }

    private GateAnswer ask(int port, Duration within) {
        WebhookVerticle webhooks = webhooks(port, within);
        await(vertx.deployVerticle(webhooks));
        return webhooks.ask("ci", QUESTION)
                .orElseThrow()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private static WebhookVerticle webhooks(int port, Duration within) {
        Webhook webhook = new Webhook(
                "ci",
                URI.create("http://127.0.0.1:" + port + "/gate"),
                List.of(new SecretRef.Env("SECRET")),
                Set.of(WebhookTopic.KILL),
                null,
                null);
        Secret secret = new Secret("whsec_" + Base64.getEncoder().encodeToString(KEY));
        return new WebhookVerticle(
                List.of(webhook),
                Map.of("ci", List.of(secret)),
                new Deliveries(List.of(webhook), null, () -> NOW, () -> 0.5),
                () -> NOW,
                within);
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not within twenty seconds", e);
        }
    }
}
