package dev.penstock.gateway;

import dev.penstock.core.ApiError;
import dev.penstock.core.Dialect;
import dev.penstock.providers.Codec;
import dev.penstock.providers.Codecs;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What goes back to the caller: an answer, a stream or an error, once. Belongs to one event loop. */
final class CallerAnswer {
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence EVENT_STREAM = HttpHeaders.createOptimized("text/event-stream; charset=utf-8");
    private static final CharSequence CACHE_CONTROL = HttpHeaders.createOptimized("cache-control");
    private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");
    private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("retry-after");
    private static final CharSequence RETRY_AFTER_MS = HttpHeaders.createOptimized("retry-after-ms");
    private static final CharSequence SHOULD_RETRY = HttpHeaders.createOptimized("x-should-retry");
    private static final CharSequence CLOSE = HttpHeaders.createOptimized("close");

    /** How long the last of an answer may take to leave before its connection is closed all the same. */
    private static final long LAST_WORDS_MILLIS = 2_000;

    /** How much of a body that was refused is read all the same. */
    private static final long DISCARDED_BYTES = 32 << 20;

    private final HttpServerRequest http;
    private final HttpServerResponse response;
    private final Codec codec;
    private boolean begun;
    private long discarded;

    CallerAnswer(HttpServerRequest http, Dialect dialect) {
        this.http = http;
        this.response = http.response();
        this.codec = Codecs.of(dialect);
    }

    /** The response's head, to put headers in before it goes. */
    HttpServerResponse head() {
        return response;
    }

    /** Whether the head is on its way. */
    boolean begun() {
        return begun;
    }

    /** Calls back when the caller goes away before the answer is complete. */
    void onGone(Runnable gone) {
        response.exceptionHandler(_ -> gone.run());
        response.closeHandler(_ -> gone.run());
    }

    /** Sends a whole answer; tells when the last of it has left, or was lost with the connection. */
    Future<Void> json(byte[] body) {
        begun = true;
        response.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        return response.end(Bytes.wrap(body));
    }

    /**
     * Waits for an answer for so long. The server counts a connection whose request waits as silent, and would close
     * it.
     */
    void mayTake(Duration longest) {
        ChannelPipeline pipeline = channel().pipeline();
        IdleStateHandler idle = pipeline.get(IdleStateHandler.class);
        if (idle != null && idle.getAllIdleTimeInMillis() < longest.toMillis()) {
            pipeline.replace(idle, "idle", new IdleStateHandler(0, 0, longest.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    /** Says when the caller may ask again for what is not there yet. */
    void askAgain(Duration after) {
        response.putHeader(RETRY_AFTER, Long.toString(after.toSeconds()));
    }

    /** Begins a stream. */
    void beginStream() {
        begun = true;
        response.putHeader(HttpHeaders.CONTENT_TYPE, EVENT_STREAM);
        response.putHeader(CACHE_CONTROL, NO_CACHE);
        response.setChunked(true);
    }

    /**
     * Sends a piece of the stream.
     *
     * @return false if the caller reads too slowly: wait for {@link #onDrained} before sending more
     */
    boolean write(Buffer piece) {
        response.write(piece);
        return !response.writeQueueFull();
    }

    /** Calls back once the caller has caught up. */
    void onDrained(Runnable drained) {
        response.drainHandler(_ -> drained.run());
    }

    /** Ends a stream that is complete. */
    void endStream() {
        response.end();
    }

    /** Ends a stream that is not complete: an error event, then the connection, without the mark of a clean end. */
    void breakStream(ApiError error) {
        response.closeHandler(null).exceptionHandler(null);
        response.write(Buffer.buffer(codec.writeErrorEvent(error))).onComplete(_ -> close());
        closeEvenIfUnread();
    }

    /** The status that says an error in the caller's dialect. */
    int statusOf(ApiError error) {
        return codec.errorStatus(error);
    }

    /**
     * Sends an error.
     *
     * @param retryAfter how long the caller should wait before asking again, if that is known
     * @param mayRetry whether asking again can help; official clients ask again by themselves unless they are told
     * @param closes whether the connection is of no more use, as after a body that was not read
     */
    void error(ApiError error, String traceId, @Nullable Duration retryAfter, boolean mayRetry, boolean closes) {
        begun = true;
        response.setStatusCode(statusOf(error)).putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        if (retryAfter != null) {
            response.putHeader(RETRY_AFTER, Long.toString(Math.max(1, (retryAfter.toMillis() + 999) / 1_000)));
            response.putHeader(RETRY_AFTER_MS, Long.toString(retryAfter.toMillis()));
        }
        if (!mayRetry) {
            response.putHeader(SHOULD_RETRY, "false");
        }
        if (closes) {
            response.putHeader(HttpHeaders.CONNECTION, CLOSE);
        }
        Future<Void> sent = response.end(Buffer.buffer(codec.writeError(error, traceId)));
        if (closes) {
            sent.onComplete(_ -> hangUp());
            discardRest();
            closeEvenIfUnread();
        }
    }

    /** Lets the caller know that no more comes, and goes on listening. */
    private void hangUp() {
        var _ = ((DuplexChannel) channel()).shutdownOutput();
    }

    /**
     * Reads what the caller still sends into nothing, up to a bound: a connection that is closed over unread bytes is
     * reset, and the answer may be lost with it.
     */
    private void discardRest() {
        http.handler(piece -> {
            discarded += piece.length();
            if (discarded > DISCARDED_BYTES) {
                close();
            }
        });
        http.endHandler(_ -> close());
        http.resume();
    }

    private Channel channel() {
        return Channels.of(http.connection());
    }

    private void close() {
        http.connection().close();
    }

    /** A caller that does not read keeps no connection open. */
    private void closeEvenIfUnread() {
        Channel channel = channel();
        var _ = channel.eventLoop()
                .schedule(() -> Channels.closeAtOnce(channel), LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
    }
}
