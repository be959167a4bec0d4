package dev.penstock.control;

import java.util.concurrent.atomic.AtomicReference;

/** Whether this node should be sent requests. Safe for several threads. */
public final class Readiness {
    /** Where a node is between its start and its end. */
    public enum State {
        STARTING,
        /** Operators can reach it; it does not serve before the journals of a majority of the voters are in. */
        AWAITING_JOURNALS,
        READY,
        STOPPING
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.STARTING);

    public State state() {
        return state.get();
    }

    public void set(State now) {
        state.set(now);
    }
}
