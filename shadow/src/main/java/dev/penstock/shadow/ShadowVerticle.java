package dev.penstock.shadow;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes copies from the queue and sends them, all on its own event loop. It looks into the queue from time to time
 * instead of being woken: so an offer costs its thread nothing but the offer, and nobody waits for a copy. Deploy one
 * on every node.
 */
public final class ShadowVerticle extends VerticleBase {
    private static final Duration PERIOD = Duration.ofMillis(20);

    private final ShadowQueue queue;
    private final Function<String, @Nullable ShadowPlan> plans;
    private final LongSupplier nanoTime;
    private @Nullable ShadowSender sender;

    /** @param plans the plan for a route as it is now, or null where nothing is to be copied */
    public ShadowVerticle(ShadowQueue queue, Function<String, @Nullable ShadowPlan> plans, LongSupplier nanoTime) {
        this.queue = queue;
        this.plans = plans;
        this.nanoTime = nanoTime;
    }

    @Override
    public Future<?> start() {
        ShadowSender starting = new ShadowSender(queue, plans, task -> context.runOnContext(_ -> task.run()), nanoTime);
        vertx.setPeriodic(PERIOD.toMillis(), _ -> starting.run());
        sender = starting;
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        Objects.requireNonNull(sender).stop();
        return Future.succeededFuture();
    }
}
