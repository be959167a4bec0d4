package dev.penstock.canary;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Tells the other nodes this node's counts once a second, and hears theirs. One on every node. */
public final class CanaryVerticle extends VerticleBase {
    /** Where nodes tell their counts on the event bus. */
    public static final String ADDRESS = "penstock.canary.counts";

    private static final String TYPE = "penstock.canary.counts.v1";
    private static final long PERIOD_MS = 1_000;

    private final String node;
    private final ArmCounts own;
    private final LongSupplier nanoTime;
    private final ClusterCounts cluster;

    /**
     * @param node this node's name, which no other has
     * @param nanoTime a monotonic clock
     */
    public CanaryVerticle(String node, ArmCounts own, LongSupplier nanoTime) {
        this.node = node;
        this.own = own;
        this.nanoTime = nanoTime;
        this.cluster = new ClusterCounts(own);
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(PERIOD_MS, _ -> {
            cluster.forgetOld(nanoTime.getAsLong());
            vertx.eventBus().publish(ADDRESS, message());
        });
        return vertx.eventBus()
                .<JsonObject>consumer(ADDRESS, message -> hear(message.body()))
                .completion();
    }

    /** The counts of this node and of those heard of in the last ten seconds. On any thread. */
    public Map<CanaryArm, Long> totals() {
        return cluster.totals(nanoTime.getAsLong());
    }

    private JsonObject message() {
        JsonArray counts = new JsonArray();
        own.counts()
                .forEach((arm, count) -> counts.add(new JsonObject()
                        .put("route", arm.route())
                        .put("candidate", arm.candidate())
                        .put("arm", arm.arm().word())
                        .put("count", count)));
        return new JsonObject().put("type", TYPE).put("node", node).put("counts", counts);
    }

    private void hear(JsonObject message) {
        String from = message.getString("node");
        if (!TYPE.equals(message.getString("type")) || node.equals(from)) {
            return;
        }
        Map<CanaryArm, Long> counts = new HashMap<>();
        for (Object entry : message.getJsonArray("counts")) {
            JsonObject count = (JsonObject) entry;
            Arm.of(count.getString("arm"))
                    .ifPresent(arm -> counts.put(
                            new CanaryArm(count.getString("route"), count.getString("candidate"), arm),
                            count.getLong("count")));
        }
        cluster.hear(from, counts, nanoTime.getAsLong());
    }
}
