package dev.penstock.trace;

import dev.penstock.core.Trace;
import dev.penstock.core.TraceText;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each request's story, off the path: a line of JSON for the request log, of which the latest can be asked for,
 * and for every {@link TraceSink}. A request puts its trace into a bounded queue and goes on. Where the queue is full,
 * because whoever reads the log is slow, the story is dropped and counted.
 */
public final class Stories implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Stories.class);

    /** What one of the latest stories takes of memory, on average. */
    public static final int BYTES_FOR_A_STORY = TraceRing.STORY_BYTES;

    /**
     * How long the writer sleeps when there is nothing to write. It is not woken: waking costs the path a system call.
     */
    private static final long IDLE_NANOS = 20_000_000;

    /**
     * How many traces may wait to be written. One takes 700 bytes usually, so that all take 3 MB. The largest, of two
     * targets that failed with messages of 1,000 characters each, has some 4,000 characters, 8 KB where they are not
     * Latin: then all take 32 MB.
     */
    private static final int WAITING = 4_096;

    /** What texts that wait may take of memory: those that find no room are not stored. */
    private static final long TEXT_BYTES = 16 << 20;

    private final ArrayBlockingQueue<Trace> waiting;
    private final TraceRing latest;
    private final OutputStream log;
    private final List<TraceSink> sinks = new CopyOnWriteArrayList<>();
    private final AtomicLong textBytes = new AtomicLong();
    private final LongAdder textsDropped = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final Thread writer;
    private volatile boolean closing;

    /**
     * @param latest how many stories can be asked for
     * @param log gets the lines; this closes it
     */
    public Stories(int latest, OutputStream log) {
        this(latest, log, WAITING);
    }

    /** {@code waiting} is how many traces may wait to be written. */
    Stories(int latest, OutputStream log, int waiting) {
        this.latest = new TraceRing(latest);
        this.log = new BufferedOutputStream(log, 1 << 16);
        this.waiting = new ArrayBlockingQueue<>(waiting);
        this.writer = Thread.ofPlatform().name("penstock-stories").daemon().start(this::write);
    }

    /** Tells a sink of all stories from now on. */
    public void to(TraceSink sink) {
        sinks.add(sink);
    }

    void add(Trace trace) {
        TraceText text = trace.text();
        boolean room = text == null || textBytes.addAndGet(text.bytes()) <= TEXT_BYTES;
        if (!room) {
            textsDropped.increment();
        }
        if (!waiting.offer(room ? trace : trace.withoutText())) {
            dropped.increment();
            forget(trace);
        } else if (!room) {
            forget(trace);
        }
    }

    private void forget(Trace trace) {
        if (trace.text() != null) {
            textBytes.addAndGet(-trace.text().bytes());
        }
    }

    /** The story of a trace as a line of JSON, or null if it is not among the latest. */
    public byte @Nullable [] find(String id) {
        for (Trace trace : waiting) {
            if (trace.id().equals(id)) {
                return TraceJson.line(trace);
            }
        }
        return latest.find(id);
    }

    /** How many stories went on without the text that was to be stored, because too much of it waited. */
    public long textsDropped() {
        return textsDropped.sum();
    }

    /** How many stories were dropped so far. */
    public long dropped() {
        return dropped.sum();
    }

    /** Writes what is waiting, then ends; waits for that for two seconds at most. */
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
        Line line = new Line();
        boolean logged = true;
        while (true) {
            boolean last = closing;
            Trace trace = waiting.peek();
            if (trace != null) {
                boolean written = write(trace, line);
                // Only now, or nobody would find it meanwhile.
                waiting.remove();
                if (written) {
                    logged = logged && log(line);
                    tell(trace, line);
                }
                forget(trace);
            } else {
                logged = logged && flushed(last);
                if (last) {
                    return;
                }
                LockSupport.parkNanos(this, IDLE_NANOS);
            }
        }
    }

    /** A fault of ours in one story must not end all others. */
    private boolean write(Trace trace, Line line) {
        line.reset();
        try {
            TraceJson.line(trace, line);
            latest.add(line.bytes(), line.size());
            return true;
        } catch (RuntimeException bug) {
            LOG.error("a fault in Penstock lost the story of request {}", trace.id(), bug);
            dropped.increment();
            return false;
        }
    }

    private void tell(Trace trace, Line line) {
        if (sinks.isEmpty()) {
            return;
        }
        byte[] json = line.toByteArray();
        for (TraceSink sink : sinks) {
            try {
                sink.take(trace, json);
            } catch (RuntimeException bug) {
                LOG.error("a fault in Penstock kept the story of request {} from one of its readers", trace.id(), bug);
            }
        }
    }

    /** False if nobody reads the log any more: requests go on, and so do the latest stories. */
    private boolean log(Line line) {
        try {
            line.writeTo(log);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean flushed(boolean last) {
        try {
            log.flush();
            if (last) {
                log.close();
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Bytes that are written over by the next line. */
    private static final class Line extends ByteArrayOutputStream {
        byte[] bytes() {
            return buf;
        }
    }
}
