package dev.penstock.gateway;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;

/**
 * The requests that are under way on one event loop. Looks at all their deadlines a few times a second: one timer for
 * all is cheaper than two or three for each.
 */
final class InFlight {
    /** How often deadlines are looked at; they are kept to within this. */
    private static final long TICK_MILLIS = 20;

    private final Vertx vertx;
    private final LongSupplier nanoTime;
    private final List<Exchange> exchanges = new ArrayList<>();
    private ObjLongConsumer<Exchange> deadlines = (_, _) -> {};
    private long timer = -1;

    InFlight(Vertx vertx, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.nanoTime = nanoTime;
    }

    /** From now on {@code deadlines} looks at each request, at a time of {@code nanoTime}. */
    void watch(ObjLongConsumer<Exchange> deadlines) {
        this.deadlines = deadlines;
    }

    void add(Exchange exchange) {
        exchange.slot = exchanges.size();
        exchanges.add(exchange);
        if (timer < 0) {
            timer = vertx.setPeriodic(TICK_MILLIS, _ -> tick());
        }
    }

    void remove(Exchange exchange) {
        int slot = exchange.slot;
        Exchange last = exchanges.removeLast();
        if (slot < exchanges.size()) {
            exchanges.set(slot, last);
            last.slot = slot;
        }
    }

    /** All of them as they are now. */
    List<Exchange> all() {
        return List.copyOf(exchanges);
    }

    private void tick() {
        if (exchanges.isEmpty()) {
            vertx.cancelTimer(timer);
            timer = -1;
            return;
        }
        long now = nanoTime.getAsLong();
        // Backwards: one that ends takes itself out, and the last takes its place.
        for (int i = exchanges.size() - 1; i >= 0; i--) {
            if (i < exchanges.size()) {
                deadlines.accept(exchanges.get(i), now);
            }
        }
    }
}
