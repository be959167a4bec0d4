package dev.penstock.sim;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Plays a {@link Reply} to a client: waits, writes as fast as the client reads, ends as planned, and logs all of it.
 */
final class Delivery {
    /** Lets what was written leave before a reset, which discards what is still to be sent. */
    private static final long BEFORE_RESET_MS = 20;

    private static final Duration AT_ONCE = Duration.ofNanos(500_000);

    private final Vertx vertx;
    private final InstantSource clock;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Attempt attempt;
    private final Reply reply;
    private Instant due;
    private Future<Void> written = Future.succeededFuture();
    private int at;
    private boolean parked;
    private boolean over;
    private long timer = -1;

    Delivery(Vertx vertx, InstantSource clock, HttpServerRequest request, Attempt attempt, Reply reply) {
        this.vertx = vertx;
        this.clock = clock;
        this.request = request;
        this.response = request.response();
        this.attempt = attempt;
        this.reply = reply;
        this.due = clock.instant();
    }

    void start() {
        response.exceptionHandler(lost -> gone());
        response.closeHandler(closed -> gone());
        response.setStatusCode(reply.status());
        reply.headers().forEach(response::putHeader);
        if (!reply.headers().containsKey("content-length")) {
            response.setChunked(true);
        }
        if (!reply.steps().isEmpty()) {
            due = due.plus(reply.steps().getFirst().pause());
        }
        go();
    }

    private void go() {
        while (!over && !parked) {
            if (at == reply.steps().size()) {
                over = true;
                end();
                return;
            }
            Duration wait = Duration.between(clock.instant(), due);
            if (wait.compareTo(AT_ONCE) > 0) {
                parked = true;
                timer = vertx.setTimer(Math.max(1, wait.plusNanos(999_999).toMillis()), fired -> resume());
            } else if (response.writeQueueFull()) {
                parked = true;
                response.drainHandler(drained -> resume());
            } else {
                write();
            }
        }
    }

    private void resume() {
        if (parked) {
            parked = false;
            timer = -1;
            go();
        }
    }

    private void write() {
        attempt.wrote(reply.status(), clock.instant());
        written = response.write(reply.steps().get(at).bytes());
        at++;
        if (at < reply.steps().size()) {
            due = due.plus(reply.steps().get(at).pause());
        }
    }

    private void end() {
        switch (reply.ending()) {
            case WHOLE ->
                response.end().onComplete(ended -> {
                    if (ended.succeeded()) {
                        attempt.ended(clock.instant());
                    } else {
                        attempt.cancelled(clock.instant());
                    }
                });
            case DROP ->
                written.onComplete(sent -> {
                    attempt.ended(clock.instant());
                    close();
                });
            case RESET ->
                written.onComplete(sent -> {
                    if (at == 0) {
                        reset();
                    } else {
                        vertx.setTimer(BEFORE_RESET_MS, fired -> reset());
                    }
                });
            case STALL -> {}
        }
    }

    private void reset() {
        attempt.ended(clock.instant());
        // The client may have been faster.
        if (channel().isOpen()) {
            channel().config().setOption(ChannelOption.SO_LINGER, 0);
            close();
        }
    }

    private void close() {
        var _ = channel().close();
    }

    private Channel channel() {
        return ((ConnectionBase) request.connection()).channel();
    }

    private void gone() {
        over = true;
        if (timer >= 0) {
            vertx.cancelTimer(timer);
        }
        attempt.cancelled(clock.instant());
    }
}
