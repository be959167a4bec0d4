package dev.penstock.store;

import java.time.Duration;
import java.util.concurrent.Executor;

/** The one thread of a store, and its alarm clock. */
interface Loop extends Executor, AutoCloseable {
    /** Runs a task on the thread, so much later. */
    void after(Duration delay, Runnable task);

    /** Runs no more tasks. */
    @Override
    void close();
}
