package dev.penstock.testkit.cluster;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what will be so, but not for ever. */
final class Awaiting {
    private static final long PAUSE_NANOS = 20_000_000;

    private Awaiting() {}

    /** {@code what} is asked for once it is too late. */
    static void within(Duration time, Supplier<String> what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + time.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + time.toMillis() + " ms: " + what.get());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
