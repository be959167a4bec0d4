package dev.penstock.webhooks;

import dev.penstock.core.config.Webhook;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which events wait for which webhook, and what is sent next. Its outbox is used on one thread of its own; what is
 * asked may be asked on any.
 */
public final class Deliveries {
    /** How many events may wait for a webhook; then the oldest is dropped. */
    static final int MOST_WAITING = 10_000;
    /** How old an event may become; then it is dropped. */
    static final Duration KEPT = Duration.ofHours(24);

    private static final Logger LOG = LoggerFactory.getLogger("penstock.webhooks");
    private static final int MOST_TASKS = 4_096;
    private static final long CLOSING_SECONDS = 5;
    /** How long a webhook is left alone where the outbox cannot be read, or cannot note what became of an event. */
    private static final Duration NOT_WRITTEN = Duration.ofSeconds(30);

    private final List<Webhook> webhooks;
    private final Supplier<Outbox> opening;
    private final InstantSource clock;
    private final DoubleSupplier random;
    private final int most;
    private final Map<String, Tally> tallies = new ConcurrentHashMap<>();
    /** Until when a webhook is left alone that takes nothing. */
    private final Map<String, Instant> resting = new ConcurrentHashMap<>();

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_TASKS),
            Thread.ofPlatform().name("penstock-webhooks").daemon().factory());

    private volatile @Nullable Outbox outbox;

    /**
     * Deliveries that do not begin yet.
     *
     * @param dir where the outbox is; null: in memory only
     * @param random from 0 to 1
     */
    public Deliveries(List<Webhook> webhooks, @Nullable Path dir, InstantSource clock, DoubleSupplier random) {
        this(webhooks, dir == null ? MemoryOutbox::new : () -> SqliteOutbox.open(dir), clock, random, MOST_WAITING);
    }

    Deliveries(List<Webhook> webhooks, Supplier<Outbox> opening, InstantSource clock, DoubleSupplier random, int most) {
        this.webhooks = List.copyOf(webhooks);
        this.opening = opening;
        this.clock = clock;
        this.random = random;
        this.most = most;
        webhooks.forEach(webhook -> tallies.put(webhook.name(), Tally.NONE));
    }

    /** Opens its outbox; the stage fails, in words for an operator, where that cannot be done. */
    CompletionStage<Void> start() {
        return CompletableFuture.runAsync(() -> webhooks.forEach(webhook -> count(webhook.name())), thread);
    }

    /** Writes what is to be written, and closes. */
    CompletionStage<Void> close() {
        thread.shutdown();
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        var _ = thread.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    Outbox last = outbox;
                    if (last != null) {
                        last.close();
                    }
                },
                Thread.ofVirtual()::start);
    }

    /** Puts an event in for all who want it; {@code then} is run once it is in. */
    void add(Event event, Runnable then) {
        List<String> wanting = webhooks.stream()
                .filter(webhook -> webhook.events().contains(event.topic()))
                .map(Webhook::name)
                .toList();
        if (wanting.isEmpty()) {
            return;
        }
        Runnable lost = () -> wanting.forEach(webhook -> drop(webhook, 1, "they cannot be stored"));
        boolean taken = submit(
                () -> {
                    wanting.forEach(webhook -> add(webhook, event));
                    then.run();
                },
                lost);
        if (!taken) {
            lost.run();
        }
    }

    private void add(String webhook, Event event) {
        box().add(webhook, event);
        int dropped = box().trim(webhook, most);
        if (dropped > 0) {
            drop(webhook, dropped, "more than " + most + " wait");
        }
        count(webhook);
    }

    /**
     * What is sent to a webhook next; empty if nothing is to be sent now, or that cannot be said: then it is left alone
     * for a while. The stage never fails.
     */
    CompletionStage<Optional<Waiting>> next(String webhook) {
        CompletableFuture<Optional<Waiting>> next = new CompletableFuture<>();
        Runnable unknown = () -> {
            rest(webhook);
            next.complete(Optional.empty());
        };
        if (!submit(() -> next.complete(find(webhook)), unknown)) {
            next.complete(Optional.empty());
        }
        return next;
    }

    private Optional<Waiting> find(String webhook) {
        Instant now = clock.instant();
        if (now.isBefore(resting.getOrDefault(webhook, Instant.MIN))) {
            return Optional.empty();
        }
        Optional<Waiting> next = box().next(webhook, now);
        while (next.isPresent() && next.get().at().plus(KEPT).isBefore(now)) {
            box().remove(next.get().place());
            drop(webhook, 1, "it waited for more than " + KEPT.toHours() + " hours");
            count(webhook);
            next = box().next(webhook, now);
        }
        return next;
    }

    private void rest(String webhook) {
        resting.put(webhook, clock.instant().plus(NOT_WRITTEN));
    }

    private void drop(String webhook, int many, String why) {
        LOG.warn("webhook {}: {} events are dropped: {}", webhook, many, why);
        tally(webhook, tally -> tally.dropping(many));
    }

    /**
     * It was heard; {@code then} is run once that is written. Where that cannot be written, it is run as well, and the
     * event is sent again later.
     */
    void heard(Waiting sent, Runnable then) {
        Runnable notWritten = () -> {
            rest(sent.webhook());
            then.run();
        };
        boolean taken = submit(
                () -> {
                    box().remove(sent.place());
                    boolean failed =
                            tallies.getOrDefault(sent.webhook(), Tally.NONE).failingSince() != null;
                    if (failed) {
                        LOG.info("webhook {} hears again", sent.webhook());
                    }
                    tally(sent.webhook(), tally -> tally.heard(clock.instant()));
                    resting.remove(sent.webhook());
                    count(sent.webhook());
                    then.run();
                },
                notWritten);
        if (!taken) {
            notWritten.run();
        }
    }

    /**
     * It was not heard. Where that cannot be written, the webhook is left alone all the same.
     *
     * @param answer the status that was answered; 0 for none
     * @param wanted how long the endpoint wants to be left alone
     */
    void failed(Waiting sent, int answer, String error, Duration wanted) {
        Runnable notWritten = () -> rest(sent.webhook());
        Runnable task = () -> {
            Instant now = clock.instant();
            boolean isNew = tallies.getOrDefault(sent.webhook(), Tally.NONE).failingSince() == null;
            if (isNew) {
                LOG.warn("webhook {} does not hear: {}", sent.webhook(), error);
            }
            tally(sent.webhook(), tally -> tally.failed(now, error));
            Instant due = now.plus(Backoff.after(sent.failures() + 1, random.getAsDouble(), wanted));
            box().later(sent.later(due));
            if (isTheEndpoint(answer)) {
                // The others would fail as well: one that waits finds out for all.
                resting.put(sent.webhook(), due);
            }
        };
        if (!submit(task, notWritten)) {
            notWritten.run();
        }
    }

    /** Whether it is not this event's fault. */
    private static boolean isTheEndpoint(int status) {
        return status < 400
                || status == 401
                || status == 403
                || status == 404
                || status == 408
                || status == 410
                || status == 429
                || status >= 500;
    }

    private void count(String webhook) {
        long waiting = box().waiting(webhook);
        tally(webhook, tally -> tally.waiting(waiting));
    }

    private void tally(String webhook, UnaryOperator<Tally> change) {
        tallies.computeIfPresent(webhook, (_, before) -> change.apply(before));
    }

    /** What became of the events for a webhook. */
    Tally tally(String webhook) {
        return tallies.getOrDefault(webhook, Tally.NONE);
    }

    /** Opened by whatever comes first: something may happen before the start is over. */
    private Outbox box() {
        Outbox open = outbox;
        if (open == null) {
            open = opening.get();
            outbox = open;
        }
        return open;
    }

    private boolean submit(Runnable task, Runnable otherwise) {
        try {
            thread.execute(() -> {
                try {
                    task.run();
                } catch (Outbox.Unusable e) {
                    LOG.error("{}", e.getMessage());
                    otherwise.run();
                } catch (RuntimeException bug) {
                    LOG.error("a fault in the webhooks of this node", bug);
                    otherwise.run();
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            LOG.warn("webhooks: {}", thread.isShutdown() ? "they are closed" : "too much is to be written");
            return false;
        }
    }
}
