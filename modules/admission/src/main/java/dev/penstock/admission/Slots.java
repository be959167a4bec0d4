package dev.penstock.admission;

import java.util.concurrent.atomic.AtomicInteger;

/** How many may be inside at once. Safe for several threads; nobody waits. */
public final class Slots {
    private final int limit;
    private final AtomicInteger taken = new AtomicInteger();

    public Slots(int limit) {
        this.limit = limit;
    }

    /** Takes a slot if one is free. */
    public boolean take() {
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
