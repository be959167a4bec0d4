package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Whoever is told what happens: keeps all that it gets, and answers as it is told to. */
final class WebhookReceiver implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    private final Queue<Integer> answers;
    private volatile String gate = "";

    /** What came. */
    record Delivery(String path, String id, String timestamp, String signature, String body) {
        JsonNode json() {
            return TestNode.json(body);
        }

        String type() {
            return json().path("type").asText();
        }

        /** Whether it is signed with the tests' secret. */
        boolean isSigned() {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                byte[] key = Base64.getDecoder().decode(TestNode.WEBHOOK_SECRET.substring("whsec_".length()));
                mac.init(new SecretKeySpec(key, "HmacSHA256"));
                byte[] code = mac.doFinal((id + "." + timestamp + "." + body).getBytes(UTF_8));
                return signature.equals("v1," + Base64.getEncoder().encodeToString(code));
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
    }

    /**
     * One that listens.
     *
     * @param port 0 for any
     * @param statuses what it answers first; then always 204
     */
    WebhookReceiver(int port, Integer... statuses) {
        answers = new ArrayDeque<>(List.of(statuses));
        server = TestNode.await(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    Delivery delivery = new Delivery(
                            String.valueOf(request.path()),
                            String.valueOf(request.getHeader("webhook-id")),
                            String.valueOf(request.getHeader("webhook-timestamp")),
                            String.valueOf(request.getHeader("webhook-signature")),
                            body.toString(UTF_8));
                    deliveries.add(delivery);
                    Integer status = answers.poll();
                    if (delivery.type().equals("rollout.gate")) {
                        request.response().end(delivery.isSigned() ? gate : "");
                    } else {
                        request.response()
                                .setStatusCode(status == null ? 204 : status)
                                .end();
                    }
                }))
                .listen(port, "127.0.0.1"));
    }

    /** What it answers from now on, if it is asked whether a rollout may leave its stage. */
    void gate(String answer) {
        gate = answer;
    }

    int port() {
        return server.actualPort();
    }

    /** All that came so far. */
    List<Delivery> deliveries() {
        return deliveries;
    }

    List<String> types() {
        return deliveries.stream().map(Delivery::type).toList();
    }

    @Override
    public void close() {
        TestNode.await(vertx.close());
    }
}
