package dev.penstock.app;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits for what will be so, but not for ever. */
final class Eventually {
    private static final Duration USUAL = Duration.ofSeconds(30);

    private Eventually() {}

    static void that(String what, BooleanSupplier condition) {
        within(USUAL, what, condition);
    }

    static void within(Duration time, String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + time.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + time.toMillis() + " ms: " + what);
            }
            LockSupport.parkNanos(500_000);
        }
    }

    /** The first value that is not null. */
    static <T> T value(String what, Supplier<@Nullable T> source) {
        long deadline = System.nanoTime() + USUAL.toNanos();
        while (true) {
            T value = source.get();
            if (value != null) {
                return value;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + USUAL.toMillis() + " ms: " + what);
            }
            LockSupport.parkNanos(500_000);
        }
    }
}
