package dev.penstock.gateway;

import dev.penstock.admission.BufferedBytes;
import dev.penstock.admission.Room;
import dev.penstock.core.ApiError;
import dev.penstock.core.Attempt;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Release;
import dev.penstock.core.Usage;
import dev.penstock.core.config.Price;
import dev.penstock.providers.AnswerFacts;
import dev.penstock.providers.Codecs;
import dev.penstock.providers.StreamRelay;
import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call of one target over HTTP: sends the request, takes the answer, and ends when {@link CallProgress} says that
 * it takes too long. Belongs to one event loop.
 *
 * <p>Of a stream nothing is handed on before its first content, so that until then another target can be asked unseen.
 */
final class TargetCall implements ConnectionPool.Waiter {
    /** Is told what comes of the call: an answer, or pieces and their end, or a failure, which can follow pieces. */
    interface Listener {
        /** Runs what a connection's event leads to: all of it, so that a fault of ours cannot get lost in between. */
        void guard(Runnable step);

        /** The whole body of an answer that is no stream. */
        void answered(byte[] body);

        /** The next piece of a stream, ready for the caller. */
        void piece(Buffer piece);

        /** The stream is complete. */
        void completed();

        void failed(AttemptFailure failure);
    }

    static final String ANTHROPIC_BETA = "anthropic-beta";

    private static final int ERROR_BYTES = 64 << 10;

    private final Upstream upstream;
    private final Release.Rung rung;
    private final CallProgress progress;
    private final @Nullable StreamRelay relay;
    private final long answerLimit;
    /** For the request until it has left. */
    private final Room requestRoom;
    /** For what is held of the answer. */
    private final Room answerRoom;

    private final Collected collected;
    private final InstantSource clock;
    private final Listener listener;

    private RequestOptions requestOptions = new RequestOptions();
    private byte[] requestBody = {};
    private @Nullable String beta;
    private @Nullable HttpClientConnection connection;
    private @Nullable HttpClientRequest request;
    private boolean requestHasLeft;
    private @Nullable HttpClientResponse response;
    /** The pieces of a stream that are not handed on yet. */
    private Buffer held = Buffer.buffer();

    private int status;
    private @Nullable String providerRequestId;
    private @Nullable AttemptFailure failure;
    private @Nullable AnswerFacts facts;

    /** {@code relay} is for streams; without one the answer is taken whole, up to {@code answerLimit} bytes. */
    TargetCall(
            Upstream upstream,
            Release.Rung rung,
            CallProgress progress,
            @Nullable StreamRelay relay,
            long answerLimit,
            BufferedBytes buffered,
            InstantSource clock,
            Listener listener) {
        this.upstream = upstream;
        this.rung = rung;
        this.progress = progress;
        this.relay = relay;
        this.answerLimit = answerLimit;
        this.requestRoom = buffered.room();
        this.answerRoom = buffered.room();
        this.collected = new Collected(answerRoom);
        this.clock = clock;
        this.listener = listener;
    }

    /** Sends the request once there is a connection. What is in its room besides the body is given back. */
    void start(Endpoint endpoint, byte[] body, @Nullable String betaFeatures) {
        requestOptions = upstream.request(endpoint);
        requestBody = body;
        requestRoom.resize(body.length);
        beta = betaFeatures;
        if (!upstream.connections().acquire(this)) {
            fail(new AttemptFailure.NoConnectionFree());
        }
    }

    @Override
    public void connected(HttpClientConnection free) {
        listener.guard(() -> {
            connection = free;
            free.request(requestOptions).onComplete(made -> listener.guard(() -> send(made)));
        });
    }

    @Override
    public void notConnected(Throwable why) {
        listener.guard(() -> {
            // The client gives up at the longest deadline of all calls, which may be ours and not looked at yet.
            tick(progress.now());
            fail(ConnectionFault.notConnected(why));
        });
    }

    @Override
    public Duration patience() {
        return progress.connectLimit();
    }

    private void send(AsyncResult<HttpClientRequest> made) {
        if (made.failed()) {
            if (connection != null) {
                connection.close();
            }
            fail(ConnectionFault.lost(made.cause()));
            return;
        }
        HttpClientRequest out = made.result();
        request = out;
        // What breaks is told by the future of the answer, or by the answer; unheard it would be logged as an error
        // too.
        out.exceptionHandler(_ -> {});
        if (progress.isOver()) {
            // Nothing was sent, so that a reset would leave the connection open, and nobody would have it.
            out.connection().close();
            return;
        }
        progress.sent();
        if (beta != null) {
            out.putHeader(ANTHROPIC_BETA, beta);
        }
        Buffer whole = Bytes.wrap(requestBody);
        requestBody = new byte[0];
        out.response().onComplete(answer -> listener.guard(() -> head(answer)));
        out.end(whole).onComplete(_ -> {
            requestHasLeft = true;
            requestRoom.free();
        });
    }

    private void head(AsyncResult<HttpClientResponse> result) {
        if (progress.isOver()) {
            return;
        }
        if (result.failed()) {
            fail(ConnectionFault.lost(result.cause()));
            return;
        }
        HttpClientResponse in = result.result();
        response = in;
        progress.head();
        status = in.statusCode();
        providerRequestId = requestId(in);
        in.exceptionHandler(cause -> listener.guard(() -> fail(ConnectionFault.lost(cause))));
        if (status != 200) {
            take(in, piece -> collect(piece, ERROR_BYTES), () -> errorIsHere(in));
        } else if (relay == null) {
            takeWhole(in);
        } else if (!isEventStream(in)) {
            fail(new AttemptFailure.Malformed("a stream was asked for, but the content type is '"
                    + in.getHeader(HttpHeaders.CONTENT_TYPE) + "'."));
        } else {
            take(in, piece -> stream(relay, piece), () -> streamEnded(relay));
        }
    }

    private void takeWhole(HttpClientResponse in) {
        long announced = Collected.announced(in.getHeader(HttpHeaders.CONTENT_LENGTH));
        if (announced > answerLimit) {
            fail(new AttemptFailure.AnswerTooLarge(answerLimit));
        } else if (!collected.expect((int) announced)) {
            fail(answerRoom.failure(announced));
        } else {
            take(in, piece -> collect(piece, answerLimit), this::answerIsHere);
        }
    }

    private void take(HttpClientResponse in, Consumer<Buffer> piece, Runnable end) {
        in.handler(bytes -> listener.guard(() -> piece.accept(bytes))).endHandler(_ -> {
            giveBack(in);
            listener.guard(end);
        });
    }

    /**
     * The answer was read to its end: the next call can have the connection, which this one must not touch any more.
     * Behind a request that is not read to its end nobody may be answered.
     */
    private void giveBack(HttpClientResponse in) {
        if (progress.isOver() || connection == null) {
            return;
        }
        if (!requestHasLeft) {
            closeUnread();
        } else if ("close".equalsIgnoreCase(in.getHeader(HttpHeaders.CONNECTION))) {
            connection.close();
        } else {
            upstream.connections().release(connection);
        }
        connection = null;
        request = null;
    }

    private void collect(Buffer piece, long limit) {
        if (progress.isOver()) {
            return;
        }
        int length = collected.length() + piece.length();
        boolean fits = length <= limit;
        // The rest of an error can be left out.
        if (!(fits && collected.add(piece)) && status == 200) {
            fail(fits ? answerRoom.failure(length) : new AttemptFailure.AnswerTooLarge(limit));
        }
    }

    private void errorIsHere(HttpClientResponse in) {
        Duration wait = RetryAfter.read(in.getHeader("retry-after-ms"), in.getHeader("retry-after"), clock.instant());
        byte[] body = collected.whole();
        ApiError error = Codecs.of(rung.provider().dialect()).readError(status, body == null ? new byte[0] : body);
        fail(new AttemptFailure.ErrorStatus(status, upstream.withoutCredential(error), wait));
    }

    private void answerIsHere() {
        if (progress.isOver()) {
            return;
        }
        byte[] whole = collected.whole();
        if (whole == null) {
            fail(answerRoom.failure(collected.length()));
            return;
        }
        progress.whole();
        listener.answered(whole);
    }

    private void stream(StreamRelay relay, Buffer piece) {
        if (progress.isOpen()) {
            long now = progress.now();
            take(relay, relay.feed(piece.getBytes(), this::hold), now);
        }
    }

    private void streamEnded(StreamRelay relay) {
        if (progress.isOpen()) {
            take(relay, relay.end(this::hold), progress.now());
        }
        if (progress.isEnding()) {
            complete();
        }
    }

    private void hold(byte[] bytes, int from, int to) {
        held.appendBytes(bytes, from, to - from);
    }

    private void take(StreamRelay relay, StreamRelay.State state, long now) {
        facts = relay.facts();
        if (progress.isWaiting() && state == StreamRelay.State.BROKEN) {
            // What came together with the break is kept back: another target can still be asked unseen.
            fail(broken(relay));
            return;
        }
        if (held.length() > answerLimit) {
            fail(new AttemptFailure.AnswerTooLarge(answerLimit));
            return;
        }
        boolean content = facts.content() || state == StreamRelay.State.COMPLETE;
        if (content && held.length() > 0) {
            progress.content(now, facts.pieces());
            Buffer piece = held;
            held = Buffer.buffer();
            listener.piece(piece);
        }
        long needed = (long) held.length() + relay.heldBytes();
        if (state == StreamRelay.State.OPEN && !answerRoom.follow(needed)) {
            fail(answerRoom.failure(needed));
            return;
        }
        progress.heard(now, facts.pieces());
        switch (state) {
            case OPEN -> {}
            case COMPLETE -> progress.complete(now);
            case BROKEN -> fail(broken(relay));
        }
    }

    private AttemptFailure broken(StreamRelay relay) {
        return Objects.requireNonNull(relay.failure()) instanceof AttemptFailure.ErrorInStream(ApiError error)
                ? new AttemptFailure.ErrorInStream(upstream.withoutCredential(error))
                : Objects.requireNonNull(relay.failure());
    }

    private void complete() {
        progress.end();
        listener.completed();
    }

    /** Over before the reset, which may come back at once as a failure of this very call. */
    private void completeWithoutEnd() {
        progress.end();
        reset();
        listener.completed();
    }

    /** Ends the call if a deadline has passed. */
    void tick(long now) {
        AttemptFailure overdue = progress.overdue(now);
        if (overdue != null) {
            fail(overdue);
        } else if (progress.endIsOverdue(now)) {
            completeWithoutEnd();
        }
    }

    /** Ends the call and says why to the listener. */
    void fail(AttemptFailure why) {
        if (progress.isEnding()) {
            // The answer is complete: how its connection ends does not make it less so.
            completeWithoutEnd();
        } else if (!progress.isOver()) {
            failure = why;
            progress.end();
            reset();
            listener.failed(why);
        }
    }

    /** Ends the call without a word: nobody wants the answer any more. The provider's connection is closed at once. */
    void cancel() {
        if (!progress.isOver()) {
            failure = new AttemptFailure.Cancelled();
            progress.end();
            reset();
        }
    }

    /** What became of an answer that was read outside: it is not one after all. */
    void reject(AttemptFailure why) {
        failure = why;
    }

    /** What is known of an answer that was read outside. */
    void facts(AnswerFacts known) {
        facts = known;
    }

    /** Stops reading until {@link #resume}: the caller reads slower than the provider writes. */
    void pause() {
        if (response != null && !progress.isOver()) {
            progress.pause();
            response.pause();
        }
    }

    void resume() {
        if (response != null && !progress.isOver()) {
            progress.resume();
            response.resume();
        }
    }

    Room requestRoom() {
        return requestRoom;
    }

    Room answerRoom() {
        return answerRoom;
    }

    /** Nothing of the call is needed any more. */
    void freeRooms() {
        requestRoom.free();
        answerRoom.free();
    }

    CallProgress progress() {
        return progress;
    }

    /** The call as a record, with times counted from {@code origin}. */
    Attempt attempt(long origin) {
        Usage usage = facts == null ? null : facts.usage();
        Price price = rung.target().price();
        return new Attempt(
                rung.target().name(),
                rung.provider().name(),
                rung.target().model(),
                progress.startedUs(origin),
                progress.sentUs(origin),
                progress.firstByteUs(origin),
                progress.firstContentUs(origin),
                progress.endedUs(origin),
                status,
                failure,
                facts == null ? null : facts.model(),
                facts == null ? null : facts.fingerprint(),
                facts == null ? null : facts.finish(),
                usage,
                // What a provider counted before the end is not what it will bill.
                usage == null || price == null || failure != null ? null : price.cost(usage),
                providerRequestId);
    }

    private void reset() {
        if (request != null) {
            request.reset();
            if (!requestHasLeft) {
                closeUnread();
            }
        } else if (connection == null) {
            upstream.connections().cancel(this);
        }
    }

    /** A provider that has not read the request may never do so. */
    private void closeUnread() {
        if (request != null) {
            Channels.closeAtOnce(Channels.of(request.connection()));
        }
    }

    private @Nullable String requestId(HttpClientResponse in) {
        String id = in.getHeader("x-request-id");
        id = id == null ? in.getHeader("request-id") : id;
        return id != null && upstream.mayTell(id) ? id : null;
    }

    private static boolean isEventStream(HttpClientResponse in) {
        String type = in.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && type.startsWith("text/event-stream");
    }
}
