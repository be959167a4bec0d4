package dev.penstock.gateway;

import dev.penstock.admission.BufferedBytes;
import dev.penstock.killswitch.Kills;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where copies of requests are sent: with connections and memory of its own, so that a candidate that is slow or dead
 * takes nothing from users. All but the constructor belongs to the event loop that sends copies, and ends with it.
 */
final class ShadowLane {
    private static final Duration TICK = Duration.ofMillis(100);
    /**
     * How long a copy that failed keeps its place: a candidate that fails at once is not asked thousands of times a
     * second.
     */
    private static final Duration AFTER_FAILURE = Duration.ofMillis(250);
    /** The most memory for bodies that are made for candidates and for what they answer. */
    private static final long BYTES = 16L << 20;

    private final Vertx vertx;
    private final DataPlane plane;
    private final Set<ShadowCall> underWay = new HashSet<>();
    private @Nullable Calls calls;

    ShadowLane(Vertx vertx, DataPlane plane) {
        this.vertx = vertx;
        this.plane = plane;
    }

    void send(ShadowRequest copy, Runnable done) {
        ask(copy, end -> {
            switch (end.trace().outcome()) {
                case FAILED, REFUSE -> vertx.setTimer(AFTER_FAILURE.toMillis(), _ -> done.run());
                case PASS, RETRY, FALLBACK, CLARIFY, ESCALATE, CANCELLED -> done.run();
            }
        });
    }

    /** The same, told how it ended as soon as it has. */
    void ask(ShadowRequest copy, Consumer<CopyEnd> done) {
        ShadowCall call = new ShadowCall(copy, plane);
        underWay.add(call);
        call.start(calls(), end -> {
            underWay.remove(call);
            done.accept(end);
        });
    }

    /** Made here and not before: what is opened now belongs to the event loop that we are on. */
    private Calls calls() {
        if (calls == null) {
            Upstreams upstreams = Upstreams.open(vertx, plane, _ -> new AtomicInteger());
            calls = new Calls(
                    upstreams, new BufferedBytes(BYTES), plane.config().limits(), plane.nanoTime(), plane.clock());
            vertx.setPeriodic(TICK.toMillis(), _ -> tick());
            Context own = vertx.getOrCreateContext();
            plane.features().killSwitch().onCut(cutting -> own.runOnContext(_ -> cut(Kills.of(cutting))));
        }
        return calls;
    }

    private void cut(Kills cutting) {
        List.copyOf(underWay).forEach(call -> call.cut(cutting));
    }

    private void tick() {
        long now = plane.nanoTime().getAsLong();
        List.copyOf(underWay).forEach(call -> call.tick(now));
    }
}
