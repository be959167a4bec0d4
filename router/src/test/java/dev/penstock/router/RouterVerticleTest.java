package dev.penstock.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes on one event bus: what they say to each other in a cluster goes the same way. */
class RouterVerticleTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong nanoTime = new AtomicLong();

    @AfterEach
    void close() throws TimeoutException {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void whatOneNodeSeesBothExpect() throws TimeoutException {
        OutputLengths lengthsOfA = new OutputLengths();
        OutputLengths lengthsOfB = new OutputLengths();
        RouterVerticle a = deployed("a", lengthsOfA);
        RouterVerticle b = deployed("b", lengthsOfB);

        lengthsOfA.saw("support", 100);
        lengthsOfB.saw("support", 300);
        lengthsOfB.saw("support", 500);

        untilTrue(() -> a.expected().tokens("support", 7) == 300 && b.expected().tokens("support", 7) == 300);
    }

    @Test
    void aNodeAloneExpectsWhatItSees() throws TimeoutException {
        OutputLengths lengths = new OutputLengths();
        RouterVerticle alone = deployed("alone", lengths);
        assertThat(alone.expected().tokens("support", 7)).isEqualTo(7);

        lengths.saw("support", 100);

        untilTrue(() -> alone.expected().tokens("support", 7) == 100);
    }

    @Test
    void aNodeThatIsGoneIsForgottenWhenItsTimeIsOver() throws TimeoutException {
        OutputLengths lengthsOfB = new OutputLengths();
        RouterVerticle a = deployed("a", new OutputLengths());
        RouterVerticle b = deployed("b", lengthsOfB);
        lengthsOfB.saw("support", 100);
        untilTrue(() -> a.expected().tokens("support", 7) == 100);

        vertx.undeploy(b.deploymentID()).await(10, TimeUnit.SECONDS);

        // Its last word may be heard after it is gone, and lives as long as any other.
        untilTrue(() -> {
            nanoTime.addAndGet(SharedLengths.TIME_TO_LIVE.toNanos() + 1);
            return a.expected().tokens("support", 7) == 7;
        });
    }

    private RouterVerticle deployed(String node, OutputLengths lengths) throws TimeoutException {
        RouterVerticle verticle =
                new RouterVerticle(node, lengths, () -> Set.of("support"), nanoTime::get, Duration.ofMillis(5));
        vertx.deployVerticle(verticle).await(10, TimeUnit.SECONDS);
        return verticle;
    }

    /** Looks again each time a node says something, which it does at every tick. */
    private void untilTrue(BooleanSupplier condition) throws TimeoutException {
        Promise<Void> holds = Promise.promise();
        vertx.eventBus().<JsonObject>consumer(RouterVerticle.ADDRESS, _ -> {
            if (condition.getAsBoolean()) {
                holds.tryComplete();
            }
        });
        holds.future().await(10, TimeUnit.SECONDS);
    }
}
