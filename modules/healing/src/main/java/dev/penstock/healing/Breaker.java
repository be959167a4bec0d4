package dev.penstock.healing;

import dev.penstock.core.Diagnosis;
import dev.penstock.core.config.BreakerPolicy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Whether one target is asked. Safe on any thread, without a lock: a look is one volatile read, a note one exchange.
 * When it has been open for its time, somebody else says so ({@link #halfOpen}); then one request at a time is let
 * through, as far apart as it was open for, until one is answered. Times are those of a monotonic clock in nanoseconds.
 */
public final class Breaker {
    /** What operators are told of it. */
    public enum Word {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    /** What becomes of one. */
    enum News {
        /** This node found that the target fails. */
        FOUND,
        /** Another node did. */
        HEARD,
        /** The target answered a probe. */
        BACK
    }

    /** What others found is believed once in this time: a node that alone is cut off must not stop all of them. */
    static final Duration HEARSAY = Duration.ofSeconds(60);

    private static final Duration LEAST_LEFT = Duration.ofMillis(1);

    private sealed interface State {
        /** {@code era} counts how often it was closed: what was begun before an opening says nothing after it. */
        record Closed(int era, TargetWindow lately) implements State {}

        record Open(int era, long until) implements State {}

        /** {@code probe} is what was let through, or null. */
        record HalfOpen(int era, @Nullable Permit probe) implements State {}
    }

    /** One attempt that is let through, and what came of it. Belongs to one thread. */
    public final class Permit {
        private final int era;
        private final boolean probe;
        private final long begun;
        private boolean streams;
        private boolean over;

        private Permit(int era, boolean probe, long begun) {
            this.era = era;
            this.probe = probe;
            this.begun = begun;
        }

        /** The first content of a stream is here, so long after the request was sent. Later calls say nothing. */
        public void streams(long nanosToFirst, long now) {
            if (streams || over) {
                return;
            }
            streams = true;
            boolean slow = usual.get().isSlow(nanosToFirst, policy.slowFactor());
            usual.updateAndGet(before -> before.and(nanosToFirst));
            if (probe) {
                // A slow one, too: it is there, and if it stays slow the rule finds out again.
                close(now);
            } else {
                note(
                        era,
                        lately -> lately.attemptEnded(slow ? Sign.FAULT : Sign.ALIVE, begun - made)
                                .streamBegun(),
                        now);
            }
        }

        /** The attempt is over; {@code diagnosis} is null for an answer. Later calls say nothing. */
        public void ended(@Nullable Diagnosis diagnosis, long now) {
            if (over) {
                return;
            }
            over = true;
            Sign sign = Sign.of(diagnosis);
            if (!probe) {
                note(era, lately -> streams ? lately.streamEnded(sign) : lately.attemptEnded(sign, begun - made), now);
            } else if (!streams) {
                judge(this, sign, now);
            }
        }
    }

    private final String target;
    /** Begins of attempts are counted from here. */
    private final long made;

    private final BreakerPolicy policy;
    private final BreakerRule rule;
    private final BiConsumer<Breaker, News> listener;
    private final AtomicReference<State> state;
    private final AtomicReference<UsualTime> usual = new AtomicReference<>(UsualTime.UNKNOWN);
    private final AtomicReference<@Nullable Long> lastHeard = new AtomicReference<>();

    /** {@code listener} is told by whoever brings something about, on any thread. */
    Breaker(String target, BreakerPolicy policy, BiConsumer<Breaker, News> listener, long now) {
        this.target = target;
        this.made = now;
        this.policy = policy;
        this.rule = new BreakerRule(policy, now);
        this.listener = listener;
        this.state = new AtomicReference<>(new State.Closed(0, TargetWindow.begin(rule.half(now))));
    }

    /** Lets an attempt through that begins now, or null: the target is to be passed over. */
    public @Nullable Permit permit(long now) {
        while (true) {
            State seen = state.get();
            switch (seen) {
                case State.Closed closed -> {
                    note(closed.era, TargetWindow::attemptBegun, now);
                    return new Permit(closed.era, false, now);
                }
                case State.Open _ -> {
                    return null;
                }
                case State.HalfOpen(int era, Permit probe) -> {
                    // Also while that one is under way: it may be stuck, for its whole deadline.
                    if (probe != null && now - probe.begun < policy.openFor().toNanos()) {
                        return null;
                    }
                    Permit next = new Permit(era, true, now);
                    if (state.compareAndSet(seen, new State.HalfOpen(era, next))) {
                        return next;
                    }
                }
            }
        }
    }

    /** How long until an attempt may be let through again, where none is now: a millisecond at least. */
    public Duration left(long now) {
        long until = switch (state.get()) {
            case State.Closed _ -> now;
            case State.Open open -> open.until;
            case State.HalfOpen half ->
                half.probe == null ? now : half.probe.begun + policy.openFor().toNanos();
        };
        Duration left = Duration.ofNanos(until - now);
        return left.compareTo(LEAST_LEFT) < 0 ? LEAST_LEFT : left;
    }

    public Word word() {
        return switch (state.get()) {
            case State.Closed _ -> Word.CLOSED;
            case State.Open _ -> Word.OPEN;
            case State.HalfOpen _ -> Word.HALF_OPEN;
        };
    }

    String target() {
        return target;
    }

    BreakerPolicy policy() {
        return policy;
    }

    /** Another node has found that the target fails. */
    void heard(long now) {
        Long last = lastHeard.get();
        if (!policy.enabled() || (last != null && now - last < HEARSAY.toNanos())) {
            return;
        }
        if (state.get() instanceof State.Closed closed && open(closed, News.HEARD, now)) {
            lastHeard.set(now);
        }
    }

    /** It has been open for its time. */
    void halfOpen() {
        if (state.get() instanceof State.Open open) {
            state.compareAndSet(open, new State.HalfOpen(open.era, null));
        }
    }

    private void note(int era, UnaryOperator<TargetWindow> change, long now) {
        while (state.get() instanceof State.Closed closed && closed.era == era) {
            TargetWindow next = change.apply(closed.lately.at(rule.half(now)));
            if (rule.opens(next)) {
                if (open(closed, News.FOUND, now)) {
                    return;
                }
            } else if (state.compareAndSet(closed, new State.Closed(era, next))) {
                return;
            }
        }
    }

    private boolean open(State.Closed from, News why, long now) {
        boolean opened = state.compareAndSet(
                from, new State.Open(from.era, now + policy.openFor().toNanos()));
        if (opened) {
            listener.accept(this, why);
        }
        return opened;
    }

    /** A failed one stays where it is: the next may come when its time is over. */
    private void judge(Permit probe, Sign sign, long now) {
        if (sign == Sign.ALIVE) {
            close(now);
        } else if (sign == Sign.NOTHING && state.get() instanceof State.HalfOpen halfOpen && halfOpen.probe == probe) {
            state.compareAndSet(halfOpen, new State.HalfOpen(halfOpen.era, null));
        }
    }

    private void close(long now) {
        while (state.get() instanceof State.HalfOpen halfOpen) {
            if (state.compareAndSet(halfOpen, new State.Closed(halfOpen.era + 1, TargetWindow.begin(rule.half(now))))) {
                listener.accept(this, News.BACK);
                return;
            }
        }
    }
}
