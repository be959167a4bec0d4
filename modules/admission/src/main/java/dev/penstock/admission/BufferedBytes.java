package dev.penstock.admission;

import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Refusal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The node's one budget of memory for what is large and held for requests: bodies of callers, bodies for providers,
 * answers. Safe for several threads.
 */
public final class BufferedBytes {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final long limit;
    private final AtomicLong inUse = new AtomicLong();

    public BufferedBytes(long limit) {
        this.limit = limit;
    }

    public long inUse() {
        return inUse.get();
    }

    /** Room for one thing; none is taken yet. */
    public Room room() {
        return new Room(this);
    }

    Refusal refusal() {
        return new Refusal.Overloaded("buffered_bytes (" + limit + ")", RETRY_AFTER);
    }

    AttemptFailure failure(long bytes) {
        return new AttemptFailure.NoRoom(bytes, limit);
    }

    /** Takes more, or nothing at all. A taker that is too large takes nothing from others, not for a moment. */
    boolean take(long bytes) {
        long now = inUse.get();
        while (bytes <= limit - now) {
            long seen = inUse.compareAndExchange(now, now + bytes);
            if (seen == now) {
                return true;
            }
            now = seen;
        }
        return false;
    }

    void giveBack(long bytes) {
        inUse.addAndGet(-bytes);
    }
}
