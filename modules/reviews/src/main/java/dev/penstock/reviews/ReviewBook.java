package dev.penstock.reviews;

import dev.penstock.core.state.ControlRecord.Author;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reviews that one node keeps, and how much of them. Its store is used on one thread of its own; what is asked may
 * be asked on any.
 */
public final class ReviewBook {
    private static final Logger LOG = LoggerFactory.getLogger(ReviewBook.class);
    /** What waits for the thread may hold texts. */
    private static final int MOST_WAITING = 64;

    private static final long CLOSING_SECONDS = 5;

    private static final String BUSY = "too many reviews are being written";
    private static final String UNUSABLE = "this node cannot store it";

    private final String node;
    private final Supplier<ReviewStore> opening;
    private final ReviewLimits limits;
    private final AnswerMaker answers;
    private final InstantSource clock;
    private final LongSupplier random;
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().name("penstock-reviews").daemon().factory());
    private final Map<Counted, LongAdder> opened = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> resolved = new ConcurrentHashMap<>();

    private volatile Consumer<Review> listener = _ -> {};
    private volatile int undecided;
    private volatile @Nullable ReviewStore store;
    private long bytes;

    private record Counted(String route, ReviewKind kind) {}

    /**
     * A book that is not open yet.
     *
     * @param node this node's name
     * @param dir where its file is; null: in memory only
     * @param answers makes what callers get
     * @param random gives 64 unguessable bits
     */
    public ReviewBook(String node, @Nullable Path dir, AnswerMaker answers, InstantSource clock, LongSupplier random) {
        this(
                node,
                dir == null ? MemoryReviews::new : () -> SqliteReviews.open(dir),
                dir == null ? ReviewLimits.IN_MEMORY : ReviewLimits.ON_DISK,
                answers,
                clock,
                random);
    }

    ReviewBook(
            String node,
            Supplier<ReviewStore> opening,
            ReviewLimits limits,
            AnswerMaker answers,
            InstantSource clock,
            LongSupplier random) {
        this.node = node;
        this.opening = opening;
        this.limits = limits;
        this.answers = answers;
        this.clock = clock;
        this.random = random;
    }

    /** One listener, which is told on the book's thread of each review that is opened or decided. */
    public void listen(Consumer<Review> to) {
        listener = to;
    }

    /** Opens its store; the stage fails, in words for an operator, where that cannot be done. */
    CompletionStage<Void> start() {
        return CompletableFuture.runAsync(
                () -> {
                    store = opening.get();
                    tidy();
                },
                thread);
    }

    /** Writes what waits, and closes. */
    CompletionStage<Void> close() {
        thread.shutdown();
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        var _ = thread.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    ReviewStore last = store;
                    if (last != null) {
                        last.close();
                    }
                },
                Thread.ofVirtual()::start);
    }

    /** As {@link Reviews#open}. */
    CompletableFuture<Opened> open(Opening wanted) {
        CompletableFuture<Opened> future = new CompletableFuture<>();
        Story story = wanted.story();
        if (isTooLarge(story.request())) {
            future.complete(new Opened.NotStored(
                    "the request is larger than the " + limits.textBytes() / 1024 + " KiB of a review"));
        } else if (isTooLarge(story.proposed())) {
            future.complete(new Opened.NotStored(
                    "the answer is larger than the " + limits.textBytes() / 1024 + " KiB of a review"));
        } else {
            submit(
                    () -> {
                        if (!future.isDone()) {
                            future.complete(guarded(() -> add(wanted, future), _ -> new Opened.NotStored(UNUSABLE)));
                        }
                    },
                    () -> future.complete(new Opened.NotStored(BUSY)));
        }
        return future;
    }

    private boolean isTooLarge(@Nullable String text) {
        return text != null && new Story(text, null, null, "", null).bytes() > limits.textBytes();
    }

    private Opened add(Opening wanted, CompletableFuture<Opened> future) {
        Instant now = clock.instant();
        if (store().undecided(now) >= limits.undecided()) {
            return new Opened.NotStored(limits.undecided() + " reviews wait for a decision already");
        }
        long more = wanted.story().bytes();
        if (bytes + more > limits.bytes()) {
            tidy();
        }
        if (bytes + more > limits.bytes()) {
            return new Opened.NotStored("the reviews of this node take all the room that they have");
        }
        if (future.isDone()) {
            return future.join();
        }
        FullReview full = wanted.as(ReviewId.of(node, now, random.getAsLong()).toString(), node, now);
        store().add(full);
        bytes += more;
        undecided = store().undecided(now);
        opened.computeIfAbsent(new Counted(wanted.route(), wanted.kind()), _ -> new LongAdder())
                .increment();
        listener.accept(full.review());
        return new Opened.Stored(full.review().id());
    }

    /** As {@link Reviews#find}, of this node's own. */
    CompletionStage<Found> find(String id) {
        return ask(
                () -> store().find(id).<Found>map(Found.Here::new).orElseGet(Found.Unknown::new), Found.NotRead::new);
    }

    /** This node's own of a query; empty if they cannot be read now. */
    CompletionStage<Optional<List<Review>>> list(ReviewQuery query) {
        return ask(() -> Optional.of(store().list(query, clock.instant())), _ -> Optional.empty());
    }

    /** As {@link Reviews#move}, of this node's own. */
    CompletionStage<Moved> move(String id, ReviewMove move, Author author) {
        return ask(
                () -> store().find(id).map(full -> move(full, move, author)).orElseGet(Moved.Unknown::new),
                Moved.NotStored::new);
    }

    private Moved move(FullReview full, ReviewMove move, Author author) {
        Instant now = clock.instant();
        Moved moved = Moves.apply(full.review(), move, author, now);
        if (!(moved instanceof Moved.Done(Review next))) {
            return moved;
        }
        if (!(move instanceof ReviewMove.Resolve(Decision decision))) {
            store().update(new FullReview(next, full.story()));
            return moved;
        }
        return switch (answers.make(full, decision)) {
            case AnswerMaker.Made.Bad(var mistakes) -> new Moved.Unfit(mistakes);
            case AnswerMaker.Made.Good(String answer) -> {
                FullReview decided = new FullReview(next, full.story().answered(answer));
                store().update(decided);
                bytes += decided.story().bytes() - full.story().bytes();
                undecided = store().undecided(now);
                resolved.computeIfAbsent(decision.word(), _ -> new LongAdder()).increment();
                listener.accept(next);
                yield moved;
            }
        };
    }

    /** Forgets what is over for long enough, on the book's thread. */
    void keepTidy() {
        submit(
                () -> guarded(
                        () -> {
                            tidy();
                            return true;
                        },
                        _ -> false),
                () -> {});
    }

    private void tidy() {
        Instant now = clock.instant();
        store().forget(now.minus(limits.keep()), limits.over(), now);
        bytes = store().bytes();
        undecided = store().undecided(now);
    }

    /** How many of this node's reviews can still be decided, as it was when it last looked. */
    public int undecided() {
        return undecided;
    }

    /** How many this node has opened since it started. */
    public long opened(String route, ReviewKind kind) {
        LongAdder count = opened.get(new Counted(route, kind));
        return count == null ? 0 : count.sum();
    }

    /** How many of its reviews were decided so since it started. */
    public long resolved(String decision) {
        LongAdder count = resolved.get(decision);
        return count == null ? 0 : count.sum();
    }

    private ReviewStore store() {
        return Objects.requireNonNull(store, "the reviews are closed");
    }

    private interface Failed<T> {
        T value(String why);
    }

    private <T> CompletionStage<T> ask(Supplier<T> question, Failed<T> failed) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        submit(() -> answer.complete(guarded(question, failed)), () -> answer.complete(failed.value(BUSY)));
        return answer;
    }

    private static <T> T guarded(Supplier<T> work, Failed<T> failed) {
        try {
            return work.get();
        } catch (ReviewStore.Unusable e) {
            LOG.error("{}", e.getMessage());
            return failed.value(UNUSABLE);
        } catch (RuntimeException e) {
            LOG.error("a fault in the reviews of this node", e);
            return failed.value(UNUSABLE);
        }
    }

    private void submit(Runnable task, Runnable ifFull) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.warn("reviews: {}", thread.isShutdown() ? "they are closed" : BUSY);
            ifFull.run();
        }
    }
}
