package dev.penstock.gateway;

import dev.penstock.admission.BufferedBytes;
import dev.penstock.admission.Room;
import dev.penstock.core.Attempt;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.ContractResult;
import dev.penstock.core.Diagnosis;
import dev.penstock.core.Release;
import dev.penstock.core.TraceContext;
import dev.penstock.core.TraceHeaders;
import dev.penstock.core.Usage;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.Price;
import dev.penstock.healing.learned.ActiveRule;
import dev.penstock.providers.AnswerFacts;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call of one target over HTTP: sends the request over a connection of the pool, has {@link TargetAnswer} read what
 * comes back, and ends when {@link CallProgress} says that it takes too long. Belongs to one event loop.
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

        /**
         * The next pieces of a stream that is judged are here: whether they and all that is held back may be handed on.
         * A judgement that fails it fails the call.
         */
        default boolean passes(Buffer pieces) {
            return true;
        }

        /** What judging the stream takes of memory, in bytes. */
        default int judgingBytes() {
            return 0;
        }

        /**
         * A stream is whole that is judged: what the caller gets of what is held back. A judgement that fails it fails
         * the call.
         */
        default Buffer judge(Buffer held) {
            return held;
        }

        /** The stream is complete. */
        void completed();

        void failed(AttemptFailure failure);
    }

    static final String ANTHROPIC_BETA = "anthropic-beta";

    private final Upstream upstream;
    private final Release.Rung rung;
    private final CallProgress progress;
    /** For the request until it has left. */
    private final Room requestRoom;

    private final TargetAnswer answer;
    private final Listener listener;

    private RequestOptions requestOptions = new RequestOptions();
    private byte[] requestBody = {};
    private @Nullable String beta;
    /** What tells the provider where the call stands in a distributed trace; null for nothing. */
    private @Nullable String traceparent;

    private String tracestate = "";
    private @Nullable HttpClientConnection connection;
    private @Nullable HttpClientRequest request;
    private boolean requestHasLeft;
    private @Nullable AttemptFailure failure;
    /** The rules that were applied to what it sends. */
    private List<ActiveRule> rules = List.of();
    /** What became of its answer when it was held against its contract. */
    private @Nullable ContractResult contract;

    /**
     * @param relay for streams; without one the answer is taken whole
     * @param answerLimit the most bytes of an answer that are held
     * @param judged whether the listener wants a stream whole, to judge it
     */
    TargetCall(
            Upstream upstream,
            Release.Rung rung,
            CallProgress progress,
            @Nullable StreamRelay relay,
            long answerLimit,
            BufferedBytes buffered,
            Healing healing,
            boolean judged,
            InstantSource clock,
            Listener listener) {
        this.upstream = upstream;
        this.rung = rung;
        this.progress = progress;
        this.requestRoom = buffered.room();
        this.listener = listener;
        this.answer = new TargetAnswer(
                this,
                upstream,
                rung.provider().dialect(),
                progress,
                relay,
                answerLimit,
                buffered.room(),
                healing,
                judged,
                clock,
                listener);
    }

    /** Is sent as a part of a distributed trace: the attempt that has so many before it. */
    void within(TraceContext context, int number) {
        traceparent = context.traceparent(number);
        tracestate = context.state();
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
    public void connected(HttpClientConnection free, long openingNanos) {
        listener.guard(() -> {
            connection = free;
            progress.connected(openingNanos);
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
        if (traceparent != null) {
            out.putHeader(TraceHeaders.TRACEPARENT, traceparent);
            if (!tracestate.isEmpty()) {
                out.putHeader(TraceHeaders.TRACESTATE, tracestate);
            }
        }
        Buffer whole = Bytes.wrap(requestBody);
        requestBody = new byte[0];
        out.response().onComplete(arrived -> listener.guard(() -> head(arrived)));
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
        progress.head();
        answer.read(result.result());
    }

    /**
     * The answer was read to its end: the next call can have the connection, which this one must not touch any more.
     * Behind a request that is not read to its end nobody may be answered.
     */
    void giveBack(HttpClientResponse in) {
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

    /** The stream is complete, and so is the HTTP response. */
    void complete() {
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

    /** The caller went away. */
    void cancel() {
        end(new AttemptFailure.Cancelled());
    }

    /** Ends the call without a word: nobody wants the answer any more. The provider's connection is closed at once. */
    void end(AttemptFailure why) {
        if (!progress.isOver()) {
            failure = why;
            progress.end();
            reset();
        }
    }

    /** What became of an answer that was read outside: it is not one after all. */
    void reject(AttemptFailure why) {
        failure = why;
    }

    /** What became of its answer when it was held against its contract. */
    void judged(ContractResult result) {
        contract = result;
    }

    /** Which rules were applied to what it sends. */
    void rules(List<ActiveRule> applied) {
        rules = applied;
    }

    /** The rules that were applied to what it sends. */
    List<ActiveRule> rules() {
        return rules;
    }

    /** Why it failed; null if it did not. */
    @Nullable
    AttemptFailure failure() {
        return failure;
    }

    /** What is known of its answer so far. */
    @Nullable
    AnswerFacts facts() {
        return answer.facts();
    }

    /** What is known of an answer that was read outside. */
    void facts(AnswerFacts known) {
        answer.facts(known);
    }

    /** Stops reading until {@link #resume}: the caller reads slower than the provider writes. */
    void pause() {
        answer.pause();
    }

    void resume() {
        answer.resume();
    }

    Room requestRoom() {
        return requestRoom;
    }

    Room answerRoom() {
        return answer.room();
    }

    /** Nothing of the call is needed any more. */
    void freeRooms() {
        requestRoom.free();
        answer.room().free();
    }

    CallProgress progress() {
        return progress;
    }

    /**
     * The call as a record, with times counted from {@code origin}.
     *
     * @param diagnosis what its failure was
     * @param remedy what is done about it
     */
    Attempt attempt(long origin, @Nullable Diagnosis diagnosis, @Nullable String remedy) {
        AnswerFacts facts = answer.facts();
        Usage usage = facts == null ? null : facts.usage();
        Price price = rung.target().price();
        return new Attempt(
                rung.target().name(),
                rung.provider().name(),
                rung.target().model(),
                progress.startedUs(origin),
                progress.sentUs(origin),
                progress.connectUs(),
                progress.firstByteUs(origin),
                progress.firstContentUs(origin),
                progress.pauses() == null ? null : progress.pauses().between(),
                progress.endedUs(origin),
                answer.status(),
                failure,
                diagnosis,
                remedy,
                rules.stream().map(ActiveRule::id).toList(),
                contract,
                facts == null ? null : facts.model(),
                facts == null ? null : facts.fingerprint(),
                facts == null ? null : facts.finish(),
                usage,
                // What a provider counted before the end is not what it will bill.
                usage == null || price == null || failure != null ? null : price.cost(usage),
                answer.requestId(),
                facts == null ? null : facts.id());
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
}
