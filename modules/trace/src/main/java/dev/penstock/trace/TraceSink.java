package dev.penstock.trace;

import dev.penstock.core.Trace;

/** Is told of each request that is over. */
public interface TraceSink {
    /**
     * Takes a story. Called on one thread, in the order in which requests ended, and must not wait: all stories after
     * it do.
     *
     * @param json the whole story as a line of JSON, its line feed included; shared by all sinks, which must not change
     *     it
     */
    void take(Trace trace, byte[] json);
}
