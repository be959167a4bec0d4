package dev.penstock.admission;

import java.util.concurrent.atomic.AtomicInteger;

/** How many may be inside at once. Safe for several threads; nobody waits. */
public final class Slots {
    private final AtomicInteger taken = new AtomicInteger();

    /** Takes a slot if fewer than so many are taken. */
    public boolean take(int limit) {
        if (taken.incrementAndGet() <= limit) {
            return true;
        }
        taken.decrementAndGet();
        return false;
    }

    /** Gives a slot back that {@link #take} gave. */
    public void giveBack() {
        taken.decrementAndGet();
    }

    /** How many are taken now. */
    public int taken() {
        return taken.get();
    }
}
