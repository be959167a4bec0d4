package dev.penstock.healing;

import dev.penstock.core.config.BreakerPolicy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** The breakers of a node, by target. Safe on any thread. */
public final class Breakers {
    private final Map<String, BreakerPolicy> policies;
    private final LongSupplier nanoTime;
    private final Map<String, Breaker> breakers = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> openings = new ConcurrentHashMap<>();

    private volatile Breaker.Listener listener = new Breaker.Listener() {
        @Override
        public void opened(Breaker breaker, boolean found) {}

        @Override
        public void closed(Breaker breaker) {}
    };

    /**
     * @param policies of the targets that have one of their own
     * @param nanoTime a monotonic clock
     */
    public Breakers(Map<String, BreakerPolicy> policies, LongSupplier nanoTime) {
        this.policies = Map.copyOf(policies);
        this.nanoTime = nanoTime;
    }

    /** The breaker of a target. */
    public Breaker of(String target) {
        Breaker breaker = breakers.get(target);
        return breaker != null ? breaker : breakers.computeIfAbsent(target, this::make);
    }

    /** How a target's breaker is. */
    public Breaker.Word word(String target) {
        Breaker breaker = breakers.get(target);
        return breaker == null ? Breaker.Word.CLOSED : breaker.word();
    }

    /** How often a target's breaker was opened. */
    public long openings(String target) {
        LongAdder count = openings.get(target);
        return count == null ? 0 : count.sum();
    }

    /** One listener, before any attempt: what it was not told, it never hears. */
    void listen(Breaker.Listener to) {
        listener = to;
    }

    private Breaker make(String target) {
        LongAdder count = openings.computeIfAbsent(target, _ -> new LongAdder());
        Breaker.Listener counting = new Breaker.Listener() {
            @Override
            public void opened(Breaker breaker, boolean found) {
                count.increment();
                listener.opened(breaker, found);
            }

            @Override
            public void closed(Breaker breaker) {
                listener.closed(breaker);
            }
        };
        return new Breaker(
                target, policies.getOrDefault(target, BreakerPolicy.DEFAULT), counting, nanoTime.getAsLong());
    }
}
