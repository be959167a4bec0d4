package dev.penstock.trace;

import dev.penstock.core.Trace;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The latest traces, in memory. Safe for several threads; adding never waits. */
public final class TraceRing {
    private final AtomicReferenceArray<@Nullable Trace> traces;
    private final AtomicLong added = new AtomicLong();

    /** {@code capacity} traces are kept; an older one goes when a new one comes. */
    public TraceRing(int capacity) {
        this.traces = new AtomicReferenceArray<>(capacity);
    }

    public void add(Trace trace) {
        traces.setRelease((int) (added.getAndIncrement() % traces.length()), trace);
    }

    /**
     * The trace with this id, or null if it is not among the latest. Looks at every one: for people, not for the path.
     */
    public @Nullable Trace find(String id) {
        for (int i = 0; i < traces.length(); i++) {
            Trace trace = traces.getAcquire(i);
            if (trace != null && trace.id().equals(id)) {
                return trace;
            }
        }
        return null;
    }
}
