package dev.penstock.trace;

import dev.penstock.core.Trace;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes a line for each request, off the path: a request puts its trace into a bounded queue and goes on. Where the
 * queue is full, because whoever reads the log is slow, the line is dropped and counted.
 */
public final class TraceLog implements AutoCloseable {
    /**
     * How long the writer sleeps when there is nothing to write. It is not woken: waking costs the path a system call.
     */
    private static final long IDLE_NANOS = 20_000_000;

    private final ArrayBlockingQueue<Trace> queue;
    private final OutputStream out;
    private final LongAdder dropped = new LongAdder();
    private final Thread writer;
    private volatile boolean closing;

    /** At most {@code capacity} traces wait for {@code out}, which this closes. */
    public TraceLog(OutputStream out, int capacity) {
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.out = new BufferedOutputStream(out, 1 << 16);
        this.writer = Thread.ofPlatform().name("penstock-log").daemon().start(this::write);
    }

    public void add(Trace trace) {
        if (!queue.offer(trace)) {
            dropped.increment();
        }
    }

    /** How many lines were dropped so far. */
    public long dropped() {
        return dropped.sum();
    }

    /** Writes what is waiting, then ends. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(writer);
        try {
            writer.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        try (out) {
            while (true) {
                boolean last = closing;
                Trace trace = queue.poll();
                if (trace != null) {
                    TraceJson.line(trace, out);
                } else {
                    out.flush();
                    if (last) {
                        return;
                    }
                    LockSupport.parkNanos(this, IDLE_NANOS);
                }
            }
        } catch (IOException e) {
            // Nobody reads the log any more. Requests go on; what would have been logged is counted as dropped.
            dropped.add(queue.size() + 1L);
            queue.clear();
        }
    }
}
