package dev.penstock.telemetry;

import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Sends spans in batches, on a thread of its own. Where the receiver is slow or down, the queue is full, and what comes
 * then is dropped and counted by request.
 */
final class SpanExport {
    /** Requests whose spans may wait: some 4 KB each. */
    static final int WAITING = 2_048;

    private static final int MOST_REQUESTS = 512;
    /** How long the first of a batch waits for others. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Longer than the exporter itself tries. */
    private static final long MOST_SECONDS = 60;

    private static final List<SpanData> END = List.of();

    private final SpanExporter exporter;
    private final Receiver receiver;
    private final ArrayBlockingQueue<List<SpanData>> waiting = new ArrayBlockingQueue<>(WAITING);
    private final LongAdder dropped = new LongAdder();
    private final Thread sender;
    private volatile boolean closing;

    SpanExport(SpanExporter exporter, Receiver receiver) {
        this.exporter = exporter;
        this.receiver = receiver;
        this.sender = Thread.ofPlatform().name("penstock-telemetry").daemon().start(this::send);
    }

    /** The spans of one request, at least one; never waits. */
    void add(List<SpanData> spans) {
        if (!waiting.offer(spans)) {
            dropped.increment();
        }
    }

    /** Requests whose spans were not sent, or not taken. */
    long dropped() {
        return dropped.sum();
    }

    /** Sends what waits; gives up after a while. */
    void close(Duration limit) throws InterruptedException {
        closing = true;
        // Wakes the sender if it waits; if the queue is full, it does not.
        boolean _ = waiting.offer(END);
        sender.join(limit);
    }

    private void send() {
        try {
            List<List<SpanData>> batch = new ArrayList<>(MOST_REQUESTS);
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
    private void gather(List<List<SpanData>> batch) throws InterruptedException {
        batch.clear();
        batch.add(waiting.take());
        long until = System.nanoTime() + LINGER_NANOS;
        while (batch.size() < MOST_REQUESTS) {
            List<SpanData> next =
                    waiting.poll(closing ? 0 : Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (next == null) {
                break;
            }
            batch.add(next);
        }
        batch.removeIf(List::isEmpty);
    }

    private void send(List<List<SpanData>> batch) {
        boolean taken = isTaken(batch.stream().flatMap(List::stream).toList());
        if (!taken) {
            dropped.add(batch.size());
        }
        receiver.told("spans", taken);
    }

    /** A fault in one sending must not end all others; its message may hold what is in a header. */
    private boolean isTaken(List<SpanData> spans) {
        try {
            return exporter.export(spans).join(MOST_SECONDS, TimeUnit.SECONDS).isSuccess();
        } catch (RuntimeException fault) {
            return false;
        }
    }
}
