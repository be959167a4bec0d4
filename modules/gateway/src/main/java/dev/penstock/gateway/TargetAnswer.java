package dev.penstock.gateway;

import dev.penstock.admission.Room;
import dev.penstock.core.ApiError;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Dialect;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.Midstream;
import dev.penstock.providers.AnswerFacts;
import dev.penstock.providers.Codecs;
import dev.penstock.providers.ProviderError;
import dev.penstock.providers.StreamRelay;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a target answers to one call, read as it comes: an error, a whole answer, or a stream. Tells the call's listener
 * what is for the caller, and the call what ends it. Belongs to one event loop.
 *
 * <p>Of a stream nothing is handed on before its first content, so that until then another target can be asked unseen.
 */
final class TargetAnswer {
    private static final int ERROR_BYTES = 64 << 10;

    private final TargetCall call;
    private final Upstream upstream;
    private final Dialect dialect;
    private final CallProgress progress;
    private final @Nullable StreamRelay relay;
    private final long limit;
    /** For what is held of it. */
    private final Room room;

    private final Healing healing;
    private final boolean judged;
    private final Collected collected;
    private final InstantSource clock;
    private final TargetCall.Listener listener;

    private @Nullable HttpClientResponse response;
    /** The pieces of a stream that are not handed on yet. */
    private Buffer held = Buffer.buffer();

    /** How many of their bytes the judge has seen. */
    private int shown;

    /** Whether the caller has anything of it. */
    private boolean handedOn;

    private int status;
    private @Nullable String requestId;
    private @Nullable AnswerFacts facts;

    /** As {@link TargetCall} has it. */
    TargetAnswer(
            TargetCall call,
            Upstream upstream,
            Dialect dialect,
            CallProgress progress,
            @Nullable StreamRelay relay,
            long limit,
            Room room,
            Healing healing,
            boolean judged,
            InstantSource clock,
            TargetCall.Listener listener) {
        this.call = call;
        this.upstream = upstream;
        this.dialect = dialect;
        this.progress = progress;
        this.relay = relay;
        this.limit = limit;
        this.room = room;
        this.healing = healing;
        this.judged = judged;
        this.collected = new Collected(room);
        this.clock = clock;
        this.listener = listener;
    }

    /** Its head is here: reads on. */
    void read(HttpClientResponse in) {
        response = in;
        status = in.statusCode();
        requestId = requestId(in);
        in.exceptionHandler(cause -> listener.guard(() -> call.fail(ConnectionFault.lost(cause))));
        if (status != 200) {
            take(in, piece -> collect(piece, ERROR_BYTES), () -> errorIsHere(in));
        } else if (relay == null) {
            takeWhole(in);
        } else if (!isEventStream(in)) {
            call.fail(new AttemptFailure.Malformed("a stream was asked for, but the content type is '"
                    + in.getHeader(HttpHeaders.CONTENT_TYPE) + "'."));
        } else {
            take(in, piece -> stream(relay, piece), () -> streamEnded(relay));
        }
    }

    private void takeWhole(HttpClientResponse in) {
        long announced = Collected.announced(in.getHeader(HttpHeaders.CONTENT_LENGTH));
        if (announced > limit) {
            call.fail(new AttemptFailure.AnswerTooLarge(limit));
        } else if (!collected.expect((int) announced)) {
            call.fail(room.failure(announced));
        } else {
            take(in, piece -> collect(piece, limit), this::answerIsHere);
        }
    }

    private void take(HttpClientResponse in, Consumer<Buffer> piece, Runnable end) {
        in.handler(bytes -> listener.guard(() -> piece.accept(bytes))).endHandler(_ -> {
            call.giveBack(in);
            listener.guard(end);
        });
    }

    private void collect(Buffer piece, long most) {
        if (progress.isOver()) {
            return;
        }
        int length = collected.length() + piece.length();
        boolean fits = length <= most;
        // The rest of an error can be left out.
        if (!(fits && collected.add(piece)) && status == 200) {
            call.fail(fits ? room.failure(length) : new AttemptFailure.AnswerTooLarge(most));
        }
    }

    private void errorIsHere(HttpClientResponse in) {
        Duration wait = RetryAfter.read(in::getHeader, clock.instant());
        byte[] body = collected.whole();
        ProviderError read = Codecs.of(dialect).readError(status, body == null ? new byte[0] : body);
        call.fail(new AttemptFailure.ErrorStatus(
                status, upstream.withoutCredential(read.error()), wait == null ? read.retryAfter() : wait));
    }

    private void answerIsHere() {
        if (progress.isOver()) {
            return;
        }
        byte[] whole = collected.whole();
        if (whole == null) {
            call.fail(room.failure(collected.length()));
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
            call.complete();
        }
    }

    private void hold(byte[] bytes, int from, int to) {
        held.appendBytes(bytes, from, to - from);
    }

    private void take(StreamRelay relay, StreamRelay.State state, long now) {
        facts = relay.facts();
        if (!handedOn && state == StreamRelay.State.BROKEN) {
            // What came together with the break is kept back: another target can still be asked unseen.
            call.fail(broken(relay));
            return;
        }
        AttemptFailure fault = !handedOn && state == StreamRelay.State.COMPLETE ? AnswerFault.of(facts, healing) : null;
        if (fault != null) {
            call.fail(fault);
            return;
        }
        if (held.length() + judgingBytes() > limit) {
            call.fail(new AttemptFailure.AnswerTooLarge(limit));
            return;
        }
        if (facts.content() || state == StreamRelay.State.COMPLETE) {
            progress.content(now, facts.pieces());
            if (held.length() > 0) {
                handOn(state);
                if (progress.isOver()) {
                    return;
                }
            }
        }
        long needed = (long) held.length() + relay.heldBytes() + judgingBytes();
        if (state == StreamRelay.State.OPEN && !room.follow(needed)) {
            call.fail(room.failure(needed));
            return;
        }
        progress.heard(now, facts.pieces());
        switch (state) {
            case OPEN -> {}
            case COMPLETE -> progress.complete(now);
            case BROKEN -> call.fail(broken(relay));
        }
    }

    /** What is held and may be handed on, if it may. */
    private void handOn(StreamRelay.State state) {
        boolean passes = healing.midstream() != Midstream.BUFFER && (!judged || judgeMore());
        if (progress.isOver()) {
            return;
        }
        switch (state) {
            case OPEN -> {
                if (passes) {
                    handOn(held);
                }
            }
            case COMPLETE -> handOn(judged ? listener.judge(held) : held);
            case BROKEN -> {
                if (passes) {
                    handOn(held);
                }
            }
        }
    }

    private boolean judgeMore() {
        Buffer pieces = held.slice(shown, held.length());
        shown = held.length();
        return listener.passes(pieces);
    }

    private int judgingBytes() {
        return judged ? listener.judgingBytes() : 0;
    }

    private void handOn(Buffer piece) {
        held = Buffer.buffer();
        shown = 0;
        if (!progress.isOver()) {
            handedOn = true;
            listener.piece(piece);
        }
    }

    private AttemptFailure broken(StreamRelay relay) {
        return Objects.requireNonNull(relay.failure()) instanceof AttemptFailure.ErrorInStream(ApiError error)
                ? new AttemptFailure.ErrorInStream(upstream.withoutCredential(error))
                : Objects.requireNonNull(relay.failure());
    }

    /** Stops reading until {@link #resume}. */
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

    /** What is known of one that was read outside. */
    void facts(AnswerFacts known) {
        facts = known;
    }

    /** What is known of it so far. */
    @Nullable
    AnswerFacts facts() {
        return facts;
    }

    /** Of HTTP; 0 before its head is here. */
    int status() {
        return status;
    }

    /** The provider's, if it has told one that may be told. */
    @Nullable
    String requestId() {
        return requestId;
    }

    Room room() {
        return room;
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
