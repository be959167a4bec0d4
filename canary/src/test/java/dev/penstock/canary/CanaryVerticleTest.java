package dev.penstock.canary;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CanaryVerticleTest {
    private static final CanaryArm BASELINE = new CanaryArm("support", "new", Arm.BASELINE);
    private static final CanaryArm CANDIDATE = new CanaryArm("support", "new", Arm.CANDIDATE);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong nanos = new AtomicLong();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void nodesAddUpWhatEachCounted() throws Exception {
        CanaryVerticle one = deploy("one", 3, 1);
        CanaryVerticle two = deploy("two", 50, 20);

        Map<CanaryArm, Long> sum = Map.of(BASELINE, 53L, CANDIDATE, 21L);
        awaitTotals(one, sum);
        awaitTotals(two, sum);
    }

    @Test
    void aNodeAloneHasItsOwnCountsAtOnceAndOnce() throws Exception {
        CanaryVerticle alone = deploy("alone", 3, 1);
        assertThat(alone.totals()).isEqualTo(Map.of(BASELINE, 3L, CANDIDATE, 1L));

        LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
        vertx.eventBus()
                .<JsonObject>consumer(
                        CanaryVerticle.ADDRESS,
                        message -> told.add(message.body().getString("node")));
        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("alone");
        // With the second message, the first has arrived everywhere.
        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("alone");
        assertThat(alone.totals()).isEqualTo(Map.of(BASELINE, 3L, CANDIDATE, 1L));
    }

    @Test
    void whatNewerVersionsSayIsPassedOver() throws Exception {
        CanaryVerticle one = deploy("one", 3, 1);
        vertx.eventBus()
                .publish(CanaryVerticle.ADDRESS, message("penstock.canary.counts.v9", "newest", "candidate"))
                .publish(CanaryVerticle.ADDRESS, message("penstock.canary.counts.v1", "newer", "third", "candidate"));

        awaitTotals(one, Map.of(BASELINE, 3L, CANDIDATE, 101L));
    }

    @Test
    void aNodeThatIsSilentForTenSecondsDoesNotCount() throws Exception {
        CanaryVerticle one = deploy("one", 3, 1);
        String two = vertx.deployVerticle(verticle("two", 50, 20)).await(10, TimeUnit.SECONDS);
        awaitTotals(one, Map.of(BASELINE, 53L, CANDIDATE, 21L));

        vertx.undeploy(two).await(10, TimeUnit.SECONDS);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));

        awaitTotals(one, Map.of(BASELINE, 3L, CANDIDATE, 1L));
    }

    private static JsonObject message(String type, String node, String... arms) {
        JsonArray counts = new JsonArray();
        for (String arm : arms) {
            counts.add(new JsonObject()
                    .put("route", "support")
                    .put("candidate", "new")
                    .put("arm", arm)
                    .put("count", 100));
        }
        return new JsonObject().put("type", type).put("node", node).put("counts", counts);
    }

    private CanaryVerticle deploy(String node, int baseline, int candidate) throws Exception {
        CanaryVerticle verticle = verticle(node, baseline, candidate);
        vertx.deployVerticle(verticle).await(10, TimeUnit.SECONDS);
        return verticle;
    }

    private CanaryVerticle verticle(String node, int baseline, int candidate) {
        ArmCounts counts = new ArmCounts();
        counts.take(Canaries.state("support", "new"));
        for (int i = 0; i < baseline; i++) {
            counts.add(BASELINE);
        }
        for (int i = 0; i < candidate; i++) {
            counts.add(CANDIDATE);
        }
        return new CanaryVerticle(node, counts, nanos::get);
    }

    private static void awaitTotals(CanaryVerticle verticle, Map<CanaryArm, Long> expected) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!verticle.totals().equals(expected) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(500_000);
        }
        assertThat(verticle.totals()).isEqualTo(expected);
    }
}
