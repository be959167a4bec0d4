package dev.penstock.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * Sends what there is to tell in batches, on a thread of its own. Where the receiver is slow or down, the queue is
 * full, and what comes then is dropped and counted: by request, where there are several to tell of one.
 */
final class Export<T> {
    /** How many may wait, such as requests with their spans: some 4 KB each. */
    static final int WAITING = 2_048;

    private static final int MOST = 512;
    /** How long the first of a batch waits for others. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Longer than the exporter itself tries. */
    private static final long MOST_SECONDS = 60;

    private final String what;
    private final Function<Collection<T>, CompletableResultCode> exporter;
    private final Receiver receiver;
    private final ArrayBlockingQueue<List<T>> waiting = new ArrayBlockingQueue<>(WAITING);
    private final LongAdder dropped = new LongAdder();
    private final Thread sender;
    private volatile boolean closing;

    /** {@code what} is sent, in a word. */
    Export(String what, Function<Collection<T>, CompletableResultCode> exporter, Receiver receiver) {
        this.what = what;
        this.exporter = exporter;
        this.receiver = receiver;
        this.sender =
                Thread.ofPlatform().name("penstock-telemetry-" + what).daemon().start(this::send);
    }

    /** What belongs together, at least one; never waits. */
    void add(List<T> together) {
        if (!waiting.offer(together)) {
            dropped.increment();
        }
    }

    /** How many were not sent, or not taken. */
    long dropped() {
        return dropped.sum();
    }

    /** Sends what waits, and no more. */
    void end() {
        closing = true;
        // Wakes the sender if it waits; if the queue is full, it does not.
        boolean _ = waiting.offer(List.of());
    }

    /** Waits for the end, but not for longer. */
    void join(Duration limit) throws InterruptedException {
        boolean _ = sender.join(limit);
    }

    private void send() {
        try {
            List<List<T>> batch = new ArrayList<>(MOST);
            do {
                gather(batch);
                if (!batch.isEmpty()) {
                    send(batch);
                }
            } while (!closing || !waiting.isEmpty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the next, and a little for more. */
    private void gather(List<List<T>> batch) throws InterruptedException {
        batch.clear();
        batch.add(waiting.take());
        long until = System.nanoTime() + LINGER_NANOS;
        while (batch.size() < MOST) {
            List<T> next = waiting.poll(closing ? 0 : Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (next == null) {
                break;
            }
            batch.add(next);
        }
        batch.removeIf(List::isEmpty);
    }

    private void send(List<List<T>> batch) {
        boolean taken = isTaken(batch.stream().flatMap(List::stream).toList());
        if (!taken) {
            dropped.add(batch.size());
        }
        receiver.told(what, taken);
    }

    /** A fault in one sending must not end all others; its message may hold what is in a header. */
    private boolean isTaken(List<T> all) {
        try {
            return exporter.apply(all).join(MOST_SECONDS, TimeUnit.SECONDS).isSuccess();
        } catch (RuntimeException fault) {
            return false;
        }
    }
}
