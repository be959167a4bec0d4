package dev.penstock.trace.store;

import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** Asks the store of traces, on a few threads of its own: whoever asks does not wait. */
public final class TraceReader implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int WAITING = 64;
    private static final long IDLE_SECONDS = 10;
    /** How long the store may take to open. */
    private static final long OPENING_NANOS = 3_000_000_000L;

    private static final long LOOK_NANOS = 5_000_000;

    /** What came of a question. */
    public sealed interface Answer<T> {
        record Read<T>(T value) implements Answer<T> {}

        /** It was not answered; the words are for operators. */
        record NotRead<T>(String why) implements Answer<T> {}
    }

    private final TraceWriter writer;
    private final InstantSource clock;
    private final ThreadPoolExecutor threads;

    /** {@code clock} is the time of day. */
    public TraceReader(TraceWriter writer, InstantSource clock) {
        this.writer = writer;
        this.clock = clock;
        threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                Thread.ofPlatform().name("penstock-trace-reader-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** The story of a trace as a line of JSON. */
    public CompletionStage<Answer<Optional<byte[]>>> find(String id) {
        return ask(store -> store.find(id));
    }

    /** Those of a query, the newest first. */
    public CompletionStage<Answer<List<FoundTrace>>> query(TraceQuery query) {
        return ask(store -> store.query(query));
    }

    /** What was said in a request, where that is kept. */
    public CompletionStage<Answer<Optional<KeptText>>> text(String id) {
        return ask(store -> store.text(id, clock.instant()));
    }

    public CompletionStage<Answer<Feedback.Taken>> add(Feedback feedback) {
        return ask(store -> store.add(feedback));
    }

    /** What was said of some traces, by their ids, the oldest first. */
    public CompletionStage<Answer<Map<String, List<Feedback>>>> feedback(Collection<String> ids) {
        return ask(store -> store.feedback(ids));
    }

    private <T> CompletionStage<Answer<T>> ask(Function<TraceStore, T> question) {
        try {
            return CompletableFuture.supplyAsync(() -> answer(question), threads);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedStage(
                    new Answer.NotRead<>("Too many questions about traces wait for an answer."));
        }
    }

    private <T> Answer<T> answer(Function<TraceStore, T> question) {
        try {
            long waited = 0;
            TraceStore store = writer.store();
            while (store == null && writer.failure() == null && waited < OPENING_NANOS) {
                LockSupport.parkNanos(this, LOOK_NANOS);
                waited += LOOK_NANOS;
                store = writer.store();
            }
            if (store == null) {
                String failure = writer.failure();
                return new Answer.NotRead<>(failure == null ? "The store of traces is not open yet." : failure);
            }
            return new Answer.Read<>(question.apply(store));
        } catch (TraceStore.Unusable e) {
            return new Answer.NotRead<>(String.valueOf(e.getMessage()));
        }
    }

    /** Takes no more questions; those under way are answered. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
