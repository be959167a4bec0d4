package dev.penstock.trace.store;

import dev.penstock.core.Trace;
import dev.penstock.trace.Metrics;
import dev.penstock.trace.TraceSink;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes traces into their store, on a thread of its own. Whoever has one puts it into a bounded queue and goes on; the
 * thread takes what waits a few times a second, so that no more than that is lost with the process. Storing a trace
 * costs more than serving its request, so it rests between two batches: passes that come faster are sampled. Where it
 * cannot follow, traces are dropped and counted. The store is opened by that thread, once it is needed, and again after
 * a failure.
 */
public final class TraceWriter implements TraceSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TraceWriter.class);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** How many may wait. With a kilobyte or two each. */
    private static final int WAITING = 4_096;

    private static final int BATCH = 128;
    /** How long the thread sleeps at the most: what is lost then. It is not woken, which would cost a call. */
    private static final long IDLE_NANOS = 200_000_000;
    /**
     * While much waits it rests so many times as long as it computed, so that a core serves five sixths of its time.
     */
    private static final int REST = 5;

    private static final long RETRY_NANOS = 1_000_000_000;
    private static final int MOST_DOUBLINGS = 5;
    private static final long LONGEST_RETRY_NANOS = 30_000_000_000L;
    private static final long TIDY_NANOS = 10_000_000_000L;
    private static final long ALARM_NANOS = 60_000_000_000L;
    private static final long CLOSING_MS = 2_000;
    /** The part of the store's room from which on not every pass is kept. */
    private static final double SCARCE = 0.9;

    /** What texts that wait may hold of memory: one that finds no room is not stored. */
    private static final long TEXT_BYTES = 16 << 20;

    private record Waiting(Trace trace, byte[] json) {
        long textBytes() {
            return trace.text() == null ? 0 : trace.text().bytes();
        }
    }

    private final Supplier<TraceStore> opening;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final ArrayBlockingQueue<Waiting> waiting;
    private final LongAdder stored = new LongAdder();
    private final LongAdder sampledOut = new LongAdder();
    private final LongAdder droppedForTheQueue = new LongAdder();
    private final LongAdder droppedForTheStore = new LongAdder();
    private final LongAdder droppedTexts = new LongAdder();
    private final AtomicLong textBytes = new AtomicLong();
    private final Thread thread;

    private volatile @Nullable TraceStore store;
    private volatile @Nullable String failure;
    private volatile boolean scarce;
    private volatile boolean wanted;
    private volatile boolean closing;
    private volatile long bytes;
    /** The thread's own, as those below: when to try again, when to tidy, when to tell of a failure again. */
    private long retryAt;

    private long tidyAt;
    private long alarmAt;
    /** How often it failed since something was stored. */
    private int failures;

    /**
     * A writer that runs at once and opens its store when there is something to write or read.
     *
     * @param place where the store is
     * @param clock the time of day
     */
    public TraceWriter(TracePlace place, InstantSource clock, LongSupplier nanoTime) {
        this(opening(place, clock), clock, nanoTime, WAITING);
    }

    private static Supplier<TraceStore> opening(TracePlace place, InstantSource clock) {
        Complaints complaints = new Complaints();
        return () -> TracePlace.open(place, clock, complaints);
    }

    /** {@code waiting} is how many traces may wait. */
    TraceWriter(Supplier<TraceStore> opening, InstantSource clock, LongSupplier nanoTime, int waiting) {
        this.opening = opening;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.waiting = new ArrayBlockingQueue<>(waiting);
        long now = nanoTime.getAsLong();
        retryAt = now;
        tidyAt = now;
        alarmAt = now;
        thread = Thread.ofPlatform().name("penstock-traces").daemon().start(this::run);
    }

    @Override
    public void take(Trace trace, byte[] json) {
        boolean pressed = scarce || waiting.remainingCapacity() < waiting.size();
        if (pressed && !Sampling.keeps(trace)) {
            sampledOut.increment();
        } else {
            offer(new Waiting(trace, json));
        }
    }

    private void offer(Waiting whole) {
        boolean room = whole.textBytes() == 0 || textBytes.get() + whole.textBytes() <= TEXT_BYTES;
        Waiting each = room ? whole : new Waiting(whole.trace().withoutText(), whole.json());
        if (!room) {
            droppedTexts.increment();
        }
        textBytes.addAndGet(each.textBytes());
        if (!waiting.offer(each)) {
            textBytes.addAndGet(-each.textBytes());
            droppedForTheQueue.increment();
        }
    }

    /** The store, if it is open; if not, it will be soon, or {@link #failure} says why not. */
    @Nullable
    TraceStore store() {
        TraceStore open = store;
        if (open == null && !wanted) {
            wanted = true;
            LockSupport.unpark(thread);
        }
        return open;
    }

    /** Why the store cannot be used; null if it can, or if that is not known yet. */
    public @Nullable String failure() {
        return failure;
    }

    /** Shows what becomes of traces. */
    public void showIn(Metrics metrics) {
        metrics.counter("penstock_traces_stored", "Traces that were stored.", Map.of(), stored::sum);
        metrics.counter(
                "penstock_traces_sampled_out",
                "Traces of good passes that were not stored because room or time was scarce: nine in ten.",
                Map.of(),
                sampledOut::sum);
        String dropped = "Traces that were not stored because the store is too slow (queue) or fails (store).";
        metrics.counter("penstock_traces_dropped", dropped, Map.of("why", "queue"), droppedForTheQueue::sum);
        metrics.counter("penstock_traces_dropped", dropped, Map.of("why", "store"), droppedForTheStore::sum);
        metrics.counter(
                "penstock_traces_texts_dropped",
                "Traces that were stored without their text, because too much text waited.",
                Map.of(),
                droppedTexts::sum);
        metrics.gauge(
                "penstock_traces_store_failing",
                "1 while traces cannot be stored.",
                Map.of(),
                () -> failure == null ? 0 : 1);
        metrics.gauge("penstock_traces_waiting", "Traces that wait to be stored.", Map.of(), waiting::size);
        metrics.gauge("penstock_traces_bytes", "What stored traces take on this node's disk.", Map.of(), () -> bytes);
    }

    /** How many traces were stored so far. */
    public long stored() {
        return stored.sum();
    }

    long sampledOut() {
        return sampledOut.sum();
    }

    /** How many found no room so far, because the store is too slow. */
    public long droppedForTheQueue() {
        return droppedForTheQueue.sum();
    }

    long droppedForTheStore() {
        return droppedForTheStore.sum();
    }

    private void run() {
        List<Waiting> batch = new ArrayList<>(BATCH);
        while (true) {
            boolean last = closing;
            long begun = THREADS.getCurrentThreadCpuTime();
            if (mayTry() || last) {
                waiting.drainTo(batch, BATCH);
            }
            if (!batch.isEmpty() || (wanted && store == null && mayTry())) {
                write(batch);
            }
            boolean more = batch.size() >= BATCH / 2;
            batch.forEach(each -> textBytes.addAndGet(-each.textBytes()));
            batch.clear();
            if (last && !more) {
                break;
            }
            if (!more) {
                tidy();
            }
            if (!last) {
                long used = THREADS.getCurrentThreadCpuTime() - begun;
                LockSupport.parkNanos(this, restNanos(used, more, isNearlyFull()));
            }
        }
        drop();
    }

    /**
     * How long it rests. Passes are sampled from the moment that half of the queue waits, so only what must not be lost
     * fills it further: then it does not rest.
     *
     * @param used what it computed since its last rest
     * @param more whether much is waiting
     */
    static long restNanos(long used, boolean more, boolean nearlyFull) {
        if (nearlyFull) {
            return 0;
        }
        return more ? Math.min(IDLE_NANOS, REST * used) : IDLE_NANOS;
    }

    private boolean isNearlyFull() {
        return waiting.size() > 3 * waiting.remainingCapacity();
    }

    private boolean mayTry() {
        return nanoTime.getAsLong() - retryAt >= 0;
    }

    private void write(List<Waiting> batch) {
        try {
            TraceStore open = open();
            if (!batch.isEmpty()) {
                open.add(batch.stream()
                        .map(each -> StoredTrace.of(each.trace(), each.json()))
                        .toList());
                stored.add(batch.size());
                failures = 0;
            }
            failure = null;
        } catch (RuntimeException e) {
            droppedForTheStore.add(batch.size());
            fails(e);
        }
    }

    private TraceStore open() {
        TraceStore open = store;
        if (open == null) {
            open = opening.get();
            store = open;
        }
        return open;
    }

    private void fails(RuntimeException e) {
        long now = nanoTime.getAsLong();
        if (failure == null || now - alarmAt >= 0) {
            alarmAt = now + ALARM_NANOS;
            LOG.error("traces are not stored: {}", e instanceof TraceStore.Unusable ? e.getMessage() : e, e);
        }
        failure = e instanceof TraceStore.Unusable ? String.valueOf(e.getMessage()) : "A fault in Penstock: " + e;
        failures++;
        retryAt = now + retryNanos(failures);
        drop();
    }

    /** How long it waits after so many failures, from 1, before it tries again. */
    static long retryNanos(int failures) {
        return Math.min(RETRY_NANOS << Math.min(failures - 1, MOST_DOUBLINGS), LONGEST_RETRY_NANOS);
    }

    private void drop() {
        TraceStore last = store;
        store = null;
        if (last != null) {
            last.close();
        }
    }

    private void tidy() {
        TraceStore open = store;
        long now = nanoTime.getAsLong();
        if (open != null && now - tidyAt >= 0) {
            tidyAt = now + TIDY_NANOS;
            try {
                open.tidy(clock.instant());
                bytes = open.bytes();
                scarce = open.taken() > SCARCE;
            } catch (RuntimeException e) {
                fails(e);
            }
        }
    }

    /** Writes what waits, and closes the store; waits for that for two seconds at most. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSING_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
