package dev.penstock.shadow;

import dev.penstock.shadow.ShadowQueue.Waiting;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends what waits, the oldest of each route first, no more at once than the route's plan says. Belongs to one thread;
 * only what it gives to a copy may be run on another.
 */
final class ShadowSender {
    /** Longer than this a copy does not wait: it would be compared with answers of another time. */
    static final Duration MOST_WAIT = Duration.ofSeconds(30);

    private final ShadowQueue queue;
    private final Function<String, @Nullable ShadowPlan> plans;
    private final Executor own;
    private final LongSupplier nanoTime;
    private final Map<String, Queue<Waiting>> waiting = new HashMap<>();
    private final Map<String, Integer> underWay = new HashMap<>();

    /** @param own runs what it is given on this sender's thread, later */
    ShadowSender(ShadowQueue queue, Function<String, @Nullable ShadowPlan> plans, Executor own, LongSupplier nanoTime) {
        this.queue = queue;
        this.plans = plans;
        this.own = own;
        this.nanoTime = nanoTime;
    }

    /** Sends what may be sent and drops what need not wait any longer. */
    void run() {
        for (Waiting offer = queue.poll(); offer != null; offer = queue.poll()) {
            waiting.computeIfAbsent(offer.copy().route(), _ -> new ArrayDeque<>())
                    .add(offer);
        }
        long now = nanoTime.getAsLong();
        for (Iterator<Map.Entry<String, Queue<Waiting>>> routes =
                        waiting.entrySet().iterator();
                routes.hasNext(); ) {
            Map.Entry<String, Queue<Waiting>> route = routes.next();
            run(route.getKey(), route.getValue(), now);
            if (route.getValue().isEmpty()) {
                routes.remove();
            }
        }
    }

    private void run(String route, Queue<Waiting> ofRoute, long now) {
        ShadowPlan plan = plans.apply(route);
        for (Waiting next = ofRoute.peek(); next != null; next = ofRoute.peek()) {
            if (plan == null || !plan.candidate().equals(next.copy().candidate())) {
                queue.drop(ofRoute.remove(), ShadowDrop.ENDED);
            } else if (now - next.sinceNanos() > MOST_WAIT.toNanos()) {
                queue.drop(ofRoute.remove(), ShadowDrop.TOO_OLD);
            } else if (underWay.getOrDefault(route, 0) < plan.concurrency()) {
                send(route, ofRoute.remove());
            } else {
                return;
            }
        }
    }

    private void send(String route, Waiting next) {
        queue.sends(next);
        underWay.merge(route, 1, Integer::sum);
        AtomicBoolean over = new AtomicBoolean();
        try {
            next.copy().send(() -> {
                if (over.compareAndSet(false, true)) {
                    own.execute(() -> isDone(route, next));
                }
            });
        } catch (RuntimeException bug) {
            if (over.compareAndSet(false, true)) {
                leave(route);
                queue.threw(next);
            }
            // For whoever hears what nobody caught; the other copies go on.
            own.execute(() -> {
                throw bug;
            });
        }
    }

    private void isDone(String route, Waiting copy) {
        queue.isDone(copy);
        leave(route);
        run();
    }

    private void leave(String route) {
        underWay.merge(route, -1, (before, change) -> before + change == 0 ? null : before + change);
    }

    /** Drops all that waits; what is under way goes on. */
    void stop() {
        queue.stop();
        waiting.values().forEach(ofRoute -> ofRoute.forEach(copy -> queue.drop(copy, ShadowDrop.STOPPED)));
        waiting.clear();
    }
}
