package dev.penstock.gateway;

import dev.penstock.core.AttemptFailure;
import dev.penstock.core.AttemptFailure.Phase;
import dev.penstock.core.config.Deadlines;
import dev.penstock.trace.Pauses;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How far the call of a target has come and when, and whether what comes next takes too long. */
final class CallProgress {
    private enum Stage {
        CONNECTING,
        WAITING,
        STREAMING,
        /** The answer is complete, but the provider has not ended its HTTP response yet. */
        ENDING,
        OVER
    }

    /** How long a provider that said that its answer is complete may take to end the response. */
    private static final long ENDING_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final long NEVER = -1;

    private final Deadlines deadlines;
    private final boolean streams;
    private final LongSupplier nanoTime;

    private Stage stage = Stage.CONNECTING;
    private final long started;
    private long sent = NEVER;
    private long connecting;
    private long firstByte = NEVER;
    private long firstContent = NEVER;
    private long lastPiece;
    private long pieces;
    private long ended = NEVER;
    private boolean paused;
    private @Nullable Pauses pauses;
    private LongConsumer onFirstContent = _ -> {};

    /** Begins now. {@code streams} says whether the answer is to come in pieces. */
    CallProgress(Deadlines deadlines, boolean streams, LongSupplier nanoTime) {
        this.deadlines = deadlines;
        this.streams = streams;
        this.nanoTime = nanoTime;
        this.started = nanoTime.getAsLong();
    }

    /** The time that deadlines are counted in. */
    long now() {
        return nanoTime.getAsLong();
    }

    /** Tells how many nanoseconds after the request was sent the first content of a stream came, once it has. */
    void onFirstContent(LongConsumer told) {
        onFirstContent = told;
    }

    /** How long a connection may take. */
    Duration connectLimit() {
        return deadlines.connect();
    }

    boolean isOver() {
        return stage == Stage.OVER;
    }

    /** The answer is complete; only the end of the HTTP response is missing. */
    boolean isEnding() {
        return stage == Stage.ENDING;
    }

    /** More of a stream may come. */
    boolean isOpen() {
        return stage == Stage.WAITING || stage == Stage.STREAMING;
    }

    /** There is a connection, which took so long to open. It may have been begun for somebody before this call was. */
    void connected(long openingNanos) {
        connecting = Math.min(openingNanos, nanoTime.getAsLong() - started);
    }

    /** The request is on its way. */
    void sent() {
        stage = Stage.WAITING;
        sent = nanoTime.getAsLong();
    }

    /** The head of the answer is here. */
    void head() {
        firstByte = nanoTime.getAsLong();
    }

    /** All of an answer that is no stream is here. */
    void whole() {
        firstContent = nanoTime.getAsLong();
        end();
    }

    /** Content of a stream came at {@code now}; {@code count} pieces of it have come so far. */
    void content(long now, long count) {
        if (stage == Stage.WAITING) {
            stage = Stage.STREAMING;
            firstContent = now;
            pauses = new Pauses();
            onFirstContent.accept(now - sent);
        } else if (pauses != null && count > pieces) {
            pauses.add(TimeUnit.NANOSECONDS.toMicros(now - lastPiece));
        }
    }

    /** Bytes of a stream came at {@code now}. Comments and pings keep a connection alive, but they are no answer. */
    void heard(long now, long count) {
        if (count > pieces) {
            pieces = count;
            lastPiece = now;
        }
    }

    /** The stream said at {@code now} that it is complete. */
    void complete(long now) {
        lastPiece = now;
        if (stage != Stage.OVER) {
            stage = Stage.ENDING;
        }
    }

    void end() {
        stage = Stage.OVER;
        ended = nanoTime.getAsLong();
    }

    /** The caller reads slower than the provider writes: until {@link #resume}, no deadline holds but the total one. */
    void pause() {
        paused = true;
    }

    /** What was not read meanwhile is not the provider's delay. */
    void resume() {
        paused = false;
        lastPiece = nanoTime.getAsLong();
    }

    /** The deadline that has passed at {@code now}, or null. */
    @Nullable
    AttemptFailure overdue(long now) {
        if (paused) {
            return null;
        }
        return switch (stage) {
            case CONNECTING -> late(now - started, Phase.CONNECT, deadlines.connect());
            case WAITING -> waitingTooLong(now);
            case STREAMING -> late(now - lastPiece, Phase.BETWEEN_TOKENS, deadlines.betweenTokens());
            case ENDING, OVER -> null;
        };
    }

    private @Nullable AttemptFailure waitingTooLong(long now) {
        if (!streams) {
            return late(now - sent, Phase.ANSWER, deadlines.answer());
        }
        return late(now - sent, firstByte == NEVER ? Phase.FIRST_BYTE : Phase.FIRST_TOKEN, deadlines.firstToken());
    }

    /** Whether a provider whose answer is complete has had long enough to end the response. */
    boolean endIsOverdue(long now) {
        return stage == Stage.ENDING && !paused && now - lastPiece > ENDING_NANOS;
    }

    private static @Nullable AttemptFailure late(long nanos, Phase phase, Duration limit) {
        return nanos > limit.toNanos() ? new AttemptFailure.TimedOut(phase, limit) : null;
    }

    /** The times between the pieces of a stream, if any content of one was handed on. */
    @Nullable
    Pauses pauses() {
        return pauses;
    }

    long startedNanos() {
        return started;
    }

    /** When the last of the answer was here; of a stream, its first content. */
    long answerNanos() {
        return firstContent;
    }

    long startedUs(long origin) {
        return us(origin, started);
    }

    long sentUs(long origin) {
        return us(origin, sent);
    }

    /** Of the time that was waited for a connection, the part in which it was opened. */
    long connectUs() {
        return TimeUnit.NANOSECONDS.toMicros(connecting);
    }

    long firstByteUs(long origin) {
        return us(origin, firstByte);
    }

    long firstContentUs(long origin) {
        return us(origin, firstContent);
    }

    /** Until now, if it is not over. */
    long endedUs(long origin) {
        return us(origin, ended == NEVER ? nanoTime.getAsLong() : ended);
    }

    private static long us(long origin, long nanos) {
        return nanos == NEVER ? -1 : TimeUnit.NANOSECONDS.toMicros(nanos - origin);
    }
}
