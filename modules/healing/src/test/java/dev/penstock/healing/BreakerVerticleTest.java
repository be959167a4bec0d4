package dev.penstock.healing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Diagnosis.Fault;
import dev.penstock.core.config.BreakerPolicy;
import dev.penstock.healing.Breaker.Permit;
import dev.penstock.healing.Breaker.Word;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BreakerVerticleTest {
    private static final BreakerPolicy QUICK =
            new BreakerPolicy(true, 20, Duration.ofSeconds(10), 0.5, Duration.ofMillis(100), 10);

    private final Vertx vertx = Vertx.vertx();
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void aTargetThatAnswersItsProbeIsAskedAgain() throws Exception {
        Breakers one = deploy("one", QUICK);
        fail(one, "big");
        assertThat(one.word("big")).isEqualTo(Word.OPEN);

        probe(one, "big", Fault.NO_RESPONSE);
        assertThat(one.word("big")).isEqualTo(Word.HALF_OPEN);
        probe(one, "big", null);
        assertThat(one.word("big")).isEqualTo(Word.CLOSED);
        assertThat(one.word("small")).isEqualTo(Word.CLOSED);
        assertThat(one.openings("big")).isEqualTo(1);
        assertThat(lines.take()).isEqualTo("one: target big fails: it is left alone, with a probe each 100 ms");
        assertThat(lines.take()).isEqualTo("one: target big is back");

        // And it can fail again.
        fail(one, "big");
        probe(one, "big", null);
        assertThat(one.word("big")).isEqualTo(Word.CLOSED);
        assertThat(one.openings("big")).isEqualTo(2);
    }

    @Test
    void whatOneNodeFindsProtectsTheOthersAndEachProbesForItself() throws Exception {
        Breakers one = deploy("one", QUICK);
        Breakers two = deploy("two", QUICK);
        LinkedBlockingQueue<String> told = told();

        fail(one, "big");
        await("the other node hears of it", () -> two.openings("big") == 1);
        probe(two, "big", null);

        assertThat(two.word("big")).isEqualTo(Word.CLOSED);
        assertThat(one.word("big")).isNotEqualTo(Word.CLOSED);
        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("one big");
        fail(one, "other");
        assertThat(told.poll(10, TimeUnit.SECONDS))
                .as("who is told tells nobody")
                .isEqualTo("one other");
    }

    @Test
    void whatNewerVersionsSayIsPassedOver() throws Exception {
        Breakers one = deploy("one", QUICK);
        vertx.eventBus()
                .publish(BreakerVerticle.ADDRESS, message("penstock.breaker.openings.v9", "big"))
                .publish(BreakerVerticle.ADDRESS, message("penstock.breaker.openings.v1", "small"));

        await("the second is heard", () -> one.openings("small") == 1);
        assertThat(one.openings("big")).isZero();
    }

    private static JsonObject message(String type, String target) {
        return new JsonObject().put("type", type).put("node", "another").put("target", target);
    }

    private LinkedBlockingQueue<String> told() {
        LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
        vertx.eventBus()
                .<JsonObject>consumer(
                        BreakerVerticle.ADDRESS,
                        message -> told.add(message.body().getString("node") + " "
                                + message.body().getString("target")));
        return told;
    }

    private Breakers deploy(String node, BreakerPolicy policy) throws Exception {
        Breakers breakers = new Breakers(Map.of("big", policy), System::nanoTime);
        vertx.deployVerticle(
                        new BreakerVerticle(node, breakers, System::nanoTime, line -> lines.add(node + ": " + line)))
                .await(10, TimeUnit.SECONDS);
        return breakers;
    }

    private static void fail(Breakers breakers, String target) {
        for (int i = 0; i < BreakerRule.SILENT; i++) {
            Objects.requireNonNull(breakers.of(target).permit(System.nanoTime()))
                    .ended(Fault.NO_RESPONSE, System.nanoTime());
        }
    }

    /** Lets one through as soon as one may. */
    private static void probe(Breakers breakers, String target, @Nullable Fault end) {
        AtomicReference<@Nullable Permit> permit = new AtomicReference<>();
        await("a probe is let through", () -> {
            permit.set(breakers.of(target).permit(System.nanoTime()));
            return permit.get() != null;
        });
        Objects.requireNonNull(permit.get()).ended(end, System.nanoTime());
    }

    private static void await(String what, BooleanSupplier done) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(500_000);
        }
    }
}
