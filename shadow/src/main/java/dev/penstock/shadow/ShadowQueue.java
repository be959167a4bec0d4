package dev.penstock.shadow;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Copies that wait to be sent, and what became of all of them. Any thread may offer one; it never waits.
 *
 * <p>The memory of a copy counts until it is done or dropped: a candidate that hangs must not fill the node.
 */
public final class ShadowQueue {
    public static final int MOST_COPIES = 256;
    public static final long MOST_BYTES = 16L << 20;

    private final int mostCopies;
    private final long mostBytes;
    private final LongSupplier nanoTime;
    private final ConcurrentLinkedQueue<Waiting> offers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final LongAdder offered = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder done = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final Map<ShadowDrop, LongAdder> dropped = new EnumMap<>(ShadowDrop.class);
    private volatile boolean stopped;

    /** @param bytes what was counted for it, whatever it says later */
    record Waiting(ShadowCopy copy, long bytes, long sinceNanos) {}

    public ShadowQueue(LongSupplier nanoTime) {
        this(MOST_COPIES, MOST_BYTES, nanoTime);
    }

    public ShadowQueue(int mostCopies, long mostBytes, LongSupplier nanoTime) {
        this.mostCopies = mostCopies;
        this.mostBytes = mostBytes;
        this.nanoTime = nanoTime;
        for (ShadowDrop why : ShadowDrop.values()) {
            dropped.put(why, new LongAdder());
        }
    }

    /** Takes a copy, or drops it at once and says why. */
    public @Nullable ShadowDrop offer(ShadowCopy copy) {
        offered.increment();
        Waiting offer = new Waiting(copy, copy.bytes(), nanoTime.getAsLong());
        // Counted first and looked at then: together offers may find it full a moment early, but never go beyond.
        boolean roomForOne = waiting.incrementAndGet() <= mostCopies;
        boolean roomForBytes = bytes.addAndGet(offer.bytes) <= mostBytes;
        if (!roomForOne) {
            return drop(offer, ShadowDrop.FULL_COUNT);
        }
        if (!roomForBytes) {
            return drop(offer, ShadowDrop.FULL_BYTES);
        }
        offers.add(offer);
        // Looked at last, so that nothing stays behind that came after the queue was emptied.
        if (stopped) {
            stop();
            return ShadowDrop.STOPPED;
        }
        return null;
    }

    /** Takes no more, and drops what waits here. */
    void stop() {
        stopped = true;
        for (Waiting offer = poll(); offer != null; offer = poll()) {
            drop(offer, ShadowDrop.STOPPED);
        }
    }

    /** The next that was offered, which still counts as waiting; null if there is none. */
    @Nullable
    Waiting poll() {
        return offers.poll();
    }

    /** Drops one that waits. */
    ShadowDrop drop(Waiting offer, ShadowDrop why) {
        waiting.decrementAndGet();
        counter(why).increment();
        letGo(offer);
        return why;
    }

    /** One that waited is sent now. */
    void sends(Waiting offer) {
        waiting.decrementAndGet();
        sent.increment();
    }

    /** One that was sent is over. */
    void isDone(Waiting offer) {
        done.increment();
        bytes.addAndGet(-offer.bytes);
    }

    /** One threw instead of being sent. */
    void threw(Waiting offer) {
        failed.increment();
        letGo(offer);
    }

    private void letGo(Waiting offer) {
        bytes.addAndGet(-offer.bytes);
        offer.copy.dropped();
    }

    private LongAdder counter(ShadowDrop why) {
        return Objects.requireNonNull(dropped.get(why));
    }

    /** How many copies were ever offered. */
    public long offered() {
        return offered.sum();
    }

    /** How many were sent. */
    public long sent() {
        return sent.sum();
    }

    /** How many of those sent are over. */
    public long done() {
        return done.sum();
    }

    /** How many threw when they should have been sent. */
    public long failed() {
        return failed.sum();
    }

    /** How many were dropped for a reason. */
    public long dropped(ShadowDrop why) {
        return counter(why).sum();
    }

    /** How many wait now. */
    public int waiting() {
        return waiting.get();
    }

    /** The memory that those hold which wait or are under way. */
    public long bytes() {
        return bytes.get();
    }
}
