package dev.penstock.shadow;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A copy that does nothing until a test tells it to be done, and knows what was done to it. */
class Copy implements ShadowCopy {
    final AtomicInteger drops = new AtomicInteger();
    final AtomicInteger sends = new AtomicInteger();
    private final String route;
    private final String candidate;
    private final long bytes;
    private volatile @Nullable Runnable done;

    Copy(String route) {
        this(route, "candidate", 1);
    }

    Copy(String route, String candidate, long bytes) {
        this.route = route;
        this.candidate = candidate;
        this.bytes = bytes;
    }

    boolean isUnderWay() {
        return done != null;
    }

    void isDone() {
        Runnable end = done;
        if (end == null) {
            throw new AssertionError("it was not sent");
        }
        end.run();
    }

    @Override
    public String route() {
        return route;
    }

    @Override
    public String candidate() {
        return candidate;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void send(Runnable whenDone) {
        sends.incrementAndGet();
        done = whenDone;
    }

    @Override
    public void dropped() {
        drops.incrementAndGet();
    }
}
