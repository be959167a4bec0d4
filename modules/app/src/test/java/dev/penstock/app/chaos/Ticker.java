package dev.penstock.app.chaos;

import java.util.concurrent.locks.LockSupport;

/** The time of a history: microseconds since it began. */
final class Ticker {
    private final long begun = System.nanoTime();

    long us() {
        return (System.nanoTime() - begun) / 1_000;
    }

    /** Waits until then; not at all if it is past. */
    void await(long us) {
        for (long left = us - us(); left > 0; left = us - us()) {
            LockSupport.parkNanos(left * 1_000);
        }
    }
}
