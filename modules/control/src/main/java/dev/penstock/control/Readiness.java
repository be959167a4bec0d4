package dev.penstock.control;

import java.util.concurrent.atomic.AtomicReference;

/** Whether this node should be sent requests. Safe for several threads. */
public final class Readiness {
    /** Where a node is between its start and its end. */
    public enum State {
        STARTING,
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
