package dev.penstock.trace;

import dev.penstock.core.Trace;
import org.jspecify.annotations.Nullable;

/** Takes each request's story once it is over. Safe for several threads; never waits. */
public final class Recorder {
    private final Stories stories;
    private final Metrics metrics;

    public Recorder(Stories stories, Metrics metrics) {
        this.stories = stories;
        this.metrics = metrics;
    }

    /** Takes the story of a copy that nobody saw: it does not count among the callers' requests. */
    public void recordShadow(Trace trace) {
        stories.add(trace);
        metrics.addCopy(trace);
    }

    /** {@code pauses} are those between the pieces of the request's stream, if it had one. */
    public void record(Trace trace, @Nullable Pauses pauses) {
        stories.add(trace);
        metrics.add(trace, pauses);
    }
}
