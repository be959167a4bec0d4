package dev.penstock.admission;

import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Refusal;

/**
 * The part of {@link BufferedBytes} that one thing in memory has. Whoever lets go of the thing frees its room. That may
 * be done more than once, and nothing can be taken after it, so that no bytes are given back twice or never. Belongs to
 * one event loop.
 */
public final class Room {
    /** By how much {@link #follow} may be wrong. */
    private static final int SLACK = 16 << 10;

    private final BufferedBytes budget;
    private long held;
    private boolean freed;

    Room(BufferedBytes budget) {
        this.budget = budget;
    }

    /** Makes it larger or smaller; false if there are not so many bytes: then it stays as it is. */
    public boolean resize(long bytes) {
        if (bytes > held && (freed || !budget.take(bytes - held))) {
            return false;
        }
        if (bytes < held) {
            budget.giveBack(held - bytes);
        }
        held = bytes;
        return true;
    }

    /** As {@link #resize}, for what changes all the time: small differences are not worth counting. */
    public boolean follow(long bytes) {
        return Math.abs(bytes - held) < SLACK || resize(bytes);
    }

    /** Gives all of it back, for good. */
    public void free() {
        resize(0);
        freed = true;
    }

    /** What it holds, as a room of its own that outlives this one. */
    public Room handOver() {
        Room next = new Room(budget);
        next.held = held;
        held = 0;
        freed = true;
        return next;
    }

    public long held() {
        return held;
    }

    /** Why a request that could not have its room is not served. */
    public Refusal refusal() {
        return budget.refusal();
    }

    /** Why an attempt that could not have so much room is over. */
    public AttemptFailure failure(long bytes) {
        return budget.failure(bytes);
    }
}
