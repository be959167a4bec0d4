package dev.penstock.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Share;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShadowVerticleTest {
    private static final ShadowPlan PLAN = new ShadowPlan("support", "candidate", new Share(Share.WHOLE), 1, "r1");

    private final Vertx vertx = Vertx.vertx();
    private final ShadowQueue queue = new ShadowQueue(() -> 0);
    private final ShadowVerticle verticle = new ShadowVerticle(queue, route -> PLAN, () -> 0);

    @AfterEach
    void close() throws TimeoutException {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void whatIsOfferedIsSentAndTheNextWhenItIsDoneAllOnOneEventLoop() throws TimeoutException {
        deploy();
        Promise<Thread> first = Promise.promise();
        Promise<Thread> second = Promise.promise();

        queue.offer(sending(done -> {
            first.complete(Thread.currentThread());
            Thread.ofPlatform().start(done);
        }));
        queue.offer(sending(done -> {
            second.complete(Thread.currentThread());
            done.run();
        }));

        Thread loop = first.future().await(10, TimeUnit.SECONDS);
        assertThat(loop).isNotSameAs(Thread.currentThread());
        assertThat(second.future().await(10, TimeUnit.SECONDS)).isSameAs(loop);
    }

    @Test
    void aCopyThatHoldsUpItsThreadDoesNotHoldUpOffers() throws TimeoutException, InterruptedException {
        deploy();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        queue.offer(sending(_ -> {
            held.countDown();
            awaitUninterruptibly(released);
        }));
        assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();

        for (int i = 0; i < ShadowQueue.MOST_COPIES; i++) {
            assertThat(queue.offer(new Copy("support"))).isNull();
        }
        assertThat(queue.offer(new Copy("support"))).isEqualTo(ShadowDrop.FULL_COUNT);
        released.countDown();
    }

    @Test
    void whenItIsStoppedAllThatWaitsIsDropped() throws TimeoutException {
        deploy();
        Promise<Void> sent = Promise.promise();
        queue.offer(sending(_ -> sent.complete()));
        Copy waits = new Copy("support");
        queue.offer(waits);
        sent.future().await(10, TimeUnit.SECONDS);

        vertx.undeploy(verticle.deploymentID()).await(10, TimeUnit.SECONDS);

        assertThat(waits.drops).hasValue(1);
        assertThat(queue.offer(new Copy("support"))).isEqualTo(ShadowDrop.STOPPED);
        assertThat(queue.dropped(ShadowDrop.STOPPED)).isEqualTo(2);
    }

    private void deploy() throws TimeoutException {
        vertx.deployVerticle(verticle).await(10, TimeUnit.SECONDS);
    }

    private static Copy sending(Consumer<Runnable> send) {
        return new Copy("support") {
            @Override
            public void send(Runnable whenDone) {
                send.accept(whenDone);
            }
        };
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
