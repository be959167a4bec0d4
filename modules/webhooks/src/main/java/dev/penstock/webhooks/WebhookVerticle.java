package dev.penstock.webhooks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.core.config.Secret;
import dev.penstock.core.config.Webhook;
import dev.penstock.core.rollout.GateAnswer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Sends what waits, to each webhook one event after the other. One on every node that has any. */
public final class WebhookVerticle extends VerticleBase implements Webhooks {
    private static final long PERIOD_MS = 1_000;
    private static final int CONNECT_MS = 5_000;
    /** What the specification advises: 15 to 30 seconds. */
    private static final Duration ANSWER = Duration.ofSeconds(20);
    /** For what nobody reads, where only the status matters. */
    private static final long BODY_MS = 1_000;
    /** Of an answer to a question. */
    private static final int MOST_BODY = 64 * 1024;

    private static final int MOST_ERROR = 200;

    private final Map<String, Channel> channels = new TreeMap<>();
    private final Map<String, HttpClientAgent> clients = new ConcurrentHashMap<>();
    private final Deliveries deliveries;
    private final InstantSource clock;
    private final long answerMs;

    /** One webhook, as the event loop has it. */
    private static final class Channel {
        private final Webhook webhook;
        private final Signature signature;
        private boolean busy;

        Channel(Webhook webhook, Signature signature) {
            this.webhook = webhook;
            this.signature = signature;
        }
    }

    /** What an endpoint said. */
    private record Answer(int status, Duration wanted) {}

    /**
     * @param secrets by the webhooks' names
     * @throws IllegalArgumentException if a secret is none as {@link Webhook#EXPECTED_SECRET} says
     */
    public WebhookVerticle(
            List<Webhook> webhooks, Map<String, List<Secret>> secrets, Deliveries deliveries, InstantSource clock) {
        this(webhooks, secrets, deliveries, clock, ANSWER);
    }

    /** {@code answer} is how long one may take. */
    WebhookVerticle(
            List<Webhook> webhooks,
            Map<String, List<Secret>> secrets,
            Deliveries deliveries,
            InstantSource clock,
            Duration answer) {
        this.deliveries = deliveries;
        this.clock = clock;
        this.answerMs = answer.toMillis();
        for (Webhook webhook : webhooks) {
            List<Secret> own = Objects.requireNonNull(secrets.get(webhook.name()), webhook.name());
            channels.put(webhook.name(), new Channel(webhook, new Signature(own)));
        }
    }

    @Override
    public Future<?> start() {
        channels.forEach((name, channel) -> clients.put(name, vertx.createHttpClient(options(channel.webhook))));
        return Future.fromCompletionStage(deliveries.start(), context)
                .onSuccess(_ -> vertx.setPeriodic(0, PERIOD_MS, _ -> sendAll()));
    }

    /** Redirects are not followed, so that an event goes where an operator wants it and nowhere else. */
    private static HttpClientOptions options(Webhook webhook) {
        HttpClientOptions options = new HttpClientOptions()
                .setKeepAlive(false)
                .setConnectTimeout(CONNECT_MS)
                .setSslHandshakeTimeout(CONNECT_MS)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        if (webhook.ca() != null) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(webhook.ca()));
        }
        if (webhook.proxy() != null) {
            options.setProxyOptions(new ProxyOptions()
                    .setType(ProxyType.HTTP)
                    .setHost(webhook.proxy().getHost())
                    .setPort(webhook.proxy().getPort()));
        }
        return options;
    }

    @Override
    public Future<?> stop() {
        return Future.fromCompletionStage(deliveries.close(), context);
    }

    /** What is told before the start is sent with it. */
    @Override
    public void tell(Event event) {
        deliveries.add(event, () -> {
            Context started = context;
            if (started != null) {
                started.runOnContext(_ -> sendAll());
            }
        });
    }

    private void sendAll() {
        channels.values().forEach(this::send);
    }

    private void send(Channel channel) {
        if (channel.busy) {
            return;
        }
        channel.busy = true;
        Future.fromCompletionStage(deliveries.next(channel.webhook.name()), context)
                .onSuccess(next -> {
                    if (next.isPresent()) {
                        send(channel, next.get());
                    } else {
                        channel.busy = false;
                    }
                });
    }

    private void send(Channel channel, Waiting waiting) {
        post(channel, waiting.id(), waiting.body(), WebhookVerticle::status).onComplete(result -> {
            if (result.succeeded() && isHeard(result.result().status())) {
                deliveries.heard(
                        waiting,
                        () -> context.runOnContext(_ -> {
                            channel.busy = false;
                            send(channel);
                        }));
                return;
            }
            channel.busy = false;
            if (result.succeeded()) {
                Answer answer = result.result();
                deliveries.failed(waiting, answer.status(), "it answered " + answer.status(), answer.wanted());
            } else {
                deliveries.failed(waiting, 0, words(result.cause()), Duration.ZERO);
            }
        });
    }

    private static boolean isHeard(int status) {
        return status >= 200 && status < 300;
    }

    /** What is read of the answer is read within the time that it may take. */
    private <T> Future<T> post(
            Channel channel, String id, String body, Function<HttpClientResponse, Future<T>> reading) {
        Instant now = clock.instant();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(channel.webhook.url().toString())
                .setFollowRedirects(false)
                .putHeader("content-type", "application/json")
                .putHeader("user-agent", "penstock")
                .putHeader("webhook-id", id)
                .putHeader("webhook-timestamp", Long.toString(now.getEpochSecond()))
                .putHeader("webhook-signature", channel.signature.of(id, now, body));
        HttpClientAgent client = clients.get(channel.webhook.name());
        return client == null
                ? Future.failedFuture(new IllegalStateException("the webhooks of this node have not started"))
                : client.request(options)
                        .compose(request -> request.send(body)
                                .compose(reading)
                                .timeout(answerMs, TimeUnit.MILLISECONDS)
                                .onFailure(_ -> request.reset()));
    }

    private static Future<Answer> status(HttpClientResponse response) {
        end(response);
        return Future.succeededFuture(new Answer(response.statusCode(), wanted(response)));
    }

    private static void end(HttpClientResponse response) {
        response.handler(_ -> {});
        response.exceptionHandler(_ -> {});
        response.end()
                .timeout(BODY_MS, TimeUnit.MILLISECONDS)
                .onFailure(_ -> response.request().reset());
    }

    private static Future<GateAnswer> gateAnswer(HttpClientResponse response) {
        int status = response.statusCode();
        if (!isHeard(status)) {
            end(response);
            boolean redirects = status >= 300 && status < 400;
            return Future.succeededFuture(new GateAnswer.None(
                    "its status was " + status + (redirects ? ", and redirects are not followed" : "")));
        }
        Promise<GateAnswer> answer = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(piece -> {
            if (body.length() + piece.length() <= MOST_BODY) {
                body.appendBuffer(piece);
            } else if (answer.tryComplete(new GateAnswer.None("its body has more than " + MOST_BODY + " bytes"))) {
                response.request().reset();
            }
        });
        response.exceptionHandler(answer::tryFail);
        response.endHandler(_ -> answer.tryComplete(GateAnswerJson.read(body.getBytes())));
        return answer.future();
    }

    private static Duration wanted(HttpClientResponse response) {
        String seconds = response.getHeader("retry-after");
        return seconds != null && seconds.matches("\\d{1,6}")
                ? Duration.ofSeconds(Long.parseLong(seconds))
                : Duration.ZERO;
    }

    /** What went wrong, for operators; the URL may be a secret. */
    private static String words(Throwable cause) {
        String words = cause.getClass().getSimpleName()
                + (cause.getMessage() == null ? "" : ": " + cause.getMessage().replaceAll("\\s+", " "));
        return words.length() <= MOST_ERROR ? words : words.substring(0, MOST_ERROR);
    }

    @Override
    public List<WebhookState> states() {
        return channels.values().stream()
                .map(channel -> state(channel.webhook, deliveries.tally(channel.webhook.name())))
                .toList();
    }

    /** How it goes with one. */
    public WebhookState state(String name) {
        Channel channel = Objects.requireNonNull(channels.get(name), name);
        return state(channel.webhook, deliveries.tally(name));
    }

    private static WebhookState state(Webhook webhook, Tally tally) {
        return new WebhookState(
                webhook.name(),
                webhook.shownUrl(),
                webhook.events(),
                tally.delivered(),
                tally.waiting(),
                tally.dropped(),
                tally.lastDelivered(),
                tally.failingSince(),
                tally.lastError());
    }

    @Override
    public Optional<CompletionStage<Tested>> test(String name) {
        return Optional.ofNullable(channels.get(name)).map(channel -> {
            Instant now = clock.instant();
            String body = Event.body(
                    "test", now, JsonNodeFactory.instance.objectNode().put("webhook", name));
            return post(channel, "evt_test_" + Long.toHexString(now.toEpochMilli()), body, WebhookVerticle::status)
                    .map(answer -> new Tested(
                            answer.status(),
                            msSince(now),
                            isHeard(answer.status()) ? null : "it answered " + answer.status()))
                    .otherwise(cause -> new Tested(0, msSince(now), words(cause)))
                    .toCompletionStage();
        });
    }

    @Override
    public Optional<CompletionStage<GateAnswer>> ask(String name, Event event) {
        return Optional.ofNullable(channels.get(name))
                .map(channel -> post(channel, event.id(), event.body(), WebhookVerticle::gateAnswer)
                        .otherwise(cause -> new GateAnswer.None(words(cause)))
                        .toCompletionStage());
    }

    private long msSince(Instant begin) {
        return Duration.between(begin, clock.instant()).toMillis();
    }
}
