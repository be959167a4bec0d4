package dev.penstock.store;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** Threads for what waits: for a disk, for another node, for Hazelcast. */
final class Threads {
    static final Executor WAITING = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("penstock-waiting").factory());

    private Threads() {}
}
