package dev.penstock.store;

import dev.penstock.core.Escrow;
import dev.penstock.core.state.BudgetPeriod;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What this node may spend of a budget in one period, now: one number, which all event loops take from and give back
 * to.
 */
final class EscrowAccount {
    /** Below this, an account that is closed stays whatever is given back. */
    private static final long CLOSED = Long.MIN_VALUE / 2;

    private final long startMs;
    private final long endMs;
    private final AtomicLong available = new AtomicLong();
    /** The largest reservation within reach that was refused since somebody looked. */
    private final AtomicLong missed = new AtomicLong();

    /** So many units the node has or can still be granted. */
    private volatile long reach = Long.MAX_VALUE;

    EscrowAccount(BudgetPeriod period, Instant start) {
        boolean always = period == BudgetPeriod.NONE;
        this.startMs = always ? Long.MIN_VALUE : start.toEpochMilli();
        this.endMs = always ? Long.MAX_VALUE : period.end(start).toEpochMilli();
    }

    /** Units that are reserved; whoever settles first has settled. */
    static final class Hold implements Escrow.Hold {
        private static final VarHandle SETTLED = settledHandle();

        private final EscrowAccount account;
        private final long units;

        @SuppressWarnings("UnusedVariable") // Read and set through the handle.
        private volatile boolean settled;

        private Hold(EscrowAccount account, long units) {
            this.account = account;
            this.units = units;
        }

        private static VarHandle settledHandle() {
            try {
                return MethodHandles.lookup().findVarHandle(Hold.class, "settled", boolean.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        @Override
        public long units() {
            return units;
        }

        /** Gives back what was not spent. */
        void settle(long spent) {
            if (spent < 0 || spent > units) {
                throw new IllegalArgumentException("spent is " + spent + ", expected 0 to the " + units + " held");
            }
            if (!SETTLED.compareAndSet(this, false, true)) {
                throw new IllegalStateException("a hold of " + units + " units was settled before");
            }
            account.available.addAndGet(units - spent);
        }
    }

    /** Whether a time, in milliseconds, is in its period. */
    boolean covers(long nowMs) {
        return startMs <= nowMs && nowMs < endMs;
    }

    /** Whether its period is over at a time, in milliseconds. */
    boolean isOver(long nowMs) {
        return nowMs >= endMs;
    }

    Escrow.Reserved reserve(long units) {
        for (long there = available.get(); there >= units; there = available.get()) {
            if (available.weakCompareAndSetVolatile(there, there - units)) {
                return new Escrow.Held(new Hold(this, units));
            }
        }
        if (units > reach) {
            return new Escrow.Lacking(Escrow.Why.SPENT);
        }
        missed.accumulateAndGet(units, Math::max);
        return new Escrow.Lacking(Escrow.Why.NOT_YET);
    }

    /** Units that can be reserved. */
    long available() {
        return Math.max(0, available.get());
    }

    /** These units can be reserved from now on. */
    void add(long units) {
        available.addAndGet(units);
    }

    /** From now on nothing can be reserved. What could have been; none if it was closed before. */
    long close() {
        long there = available.getAndAdd(CLOSED);
        return Math.max(0, there);
    }

    /** The largest reservation within reach that was refused since this was asked before; 0 if none was. */
    long missed() {
        return missed.getAndSet(0);
    }

    /** Says how many units the node has or can still be granted. */
    void reach(long units) {
        reach = units;
    }
}
