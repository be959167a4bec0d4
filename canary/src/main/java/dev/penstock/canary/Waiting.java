package dev.penstock.canary;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What waits to be taken away. What finds no room is dropped and counted. Safe for several threads; never waits. */
final class Waiting<T> {
    private final int most;
    private final ConcurrentLinkedQueue<T> all = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final LongAdder dropped = new LongAdder();

    /** {@code most} is how many may wait. */
    Waiting(int most) {
        this.most = most;
    }

    void add(T one) {
        if (count.get() >= most) {
            dropped.increment();
            return;
        }
        count.incrementAndGet();
        all.add(one);
    }

    /** All that wait, in the order in which they came. */
    List<T> drain() {
        List<T> drained = new ArrayList<>();
        for (T one = all.poll(); one != null; one = all.poll()) {
            count.decrementAndGet();
            drained.add(one);
        }
        return drained;
    }

    long dropped() {
        return dropped.sum();
    }
}
