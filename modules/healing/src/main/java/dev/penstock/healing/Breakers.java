package dev.penstock.healing;

import dev.penstock.core.config.BreakerPolicy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/** The breakers of a node, by target. Safe on any thread. */
public final class Breakers {
    private final Map<String, BreakerPolicy> policies;
    private final LongSupplier nanoTime;
    private final Map<String, Breaker> breakers = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> openings = new ConcurrentHashMap<>();

    private volatile BiConsumer<Breaker, Breaker.News> listener = (_, _) -> {};

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
    void listen(BiConsumer<Breaker, Breaker.News> to) {
        listener = to;
    }

    private Breaker make(String target) {
        return new Breaker(
                target, policies.getOrDefault(target, BreakerPolicy.DEFAULT), this::told, nanoTime.getAsLong());
    }

    private void told(Breaker breaker, Breaker.News news) {
        if (news != Breaker.News.BACK) {
            openings.computeIfAbsent(breaker.target(), _ -> new LongAdder()).increment();
        }
        listener.accept(breaker, news);
    }
}
