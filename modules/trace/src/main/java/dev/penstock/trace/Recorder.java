package dev.penstock.trace;

import dev.penstock.core.Trace;
import org.jspecify.annotations.Nullable;

/** Takes each request's story once it is over. Safe for several threads; never waits. */
public final class Recorder {
    private final TraceRing ring;
    private final TraceLog log;
    private final Metrics metrics;

    public Recorder(TraceRing ring, TraceLog log, Metrics metrics) {
        this.ring = ring;
        this.log = log;
        this.metrics = metrics;
    }

    /** {@code pauses} are those between the pieces of the request's stream, if it had one. */
    public void record(Trace trace, @Nullable Pauses pauses) {
        ring.add(trace);
        log.add(trace);
        metrics.add(trace, pauses);
    }
}
