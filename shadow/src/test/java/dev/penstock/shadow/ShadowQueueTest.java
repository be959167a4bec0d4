package dev.penstock.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.shadow.ShadowQueue.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShadowQueueTest {
    private final ShadowQueue queue = new ShadowQueue(3, 100, () -> 0);

    @Test
    void itTakesAsManyCopiesAsMayWaitAndDropsTheNext() {
        for (int i = 0; i < 3; i++) {
            assertThat(queue.offer(new Copy("support"))).isNull();
        }
        Copy tooMany = new Copy("support");

        assertThat(queue.offer(tooMany)).isEqualTo(ShadowDrop.FULL_COUNT);
        assertThat(tooMany.drops).hasValue(1);
        assertThat(queue.waiting()).isEqualTo(3);
        assertThat(queue.bytes()).isEqualTo(3);
        assertThat(queue.offered()).isEqualTo(4);
        assertThat(queue.dropped(ShadowDrop.FULL_COUNT)).isEqualTo(1);
    }

    @Test
    void itHoldsAsManyBytesAsItMayAndDropsWhatGoesBeyond() {
        assertThat(queue.offer(new Copy("support", "candidate", 60))).isNull();
        Copy tooLarge = new Copy("support", "candidate", 41);

        assertThat(queue.offer(tooLarge)).isEqualTo(ShadowDrop.FULL_BYTES);
        assertThat(tooLarge.drops).hasValue(1);
        assertThat(queue.dropped(ShadowDrop.FULL_BYTES)).isEqualTo(1);
        assertThat(queue.bytes()).isEqualTo(60);
        assertThat(queue.offer(new Copy("support", "candidate", 40))).isNull();
        assertThat(queue.bytes()).isEqualTo(100);
        assertThat(queue.waiting()).isEqualTo(2);
    }

    @Test
    void theMemoryOfACopyCountsUntilItIsDone() {
        queue.offer(new Copy("support", "candidate", 100));
        Waiting copy = polled();
        queue.sends(copy);

        assertThat(queue.waiting()).isZero();
        assertThat(queue.offer(new Copy("support"))).isEqualTo(ShadowDrop.FULL_BYTES);
        queue.isDone(copy);
        assertThat(queue.bytes()).isZero();
        assertThat(queue.offer(new Copy("support"))).isNull();
    }

    @Test
    void aCopyThatChangesItsMindAboutItsSizeDoesNotLeak() {
        AtomicLong size = new AtomicLong(10);
        queue.offer(new Copy("support") {
            @Override
            public long bytes() {
                return size.get();
            }
        });
        size.set(50);
        queue.drop(polled(), ShadowDrop.ENDED);

        assertThat(queue.bytes()).isZero();
    }

    @Test
    void aStoppedQueueDropsWhatWaitsAndWhatComes() {
        Copy waits = new Copy("support");
        Copy comes = new Copy("support");
        queue.offer(waits);

        queue.stop();

        assertThat(queue.offer(comes)).isEqualTo(ShadowDrop.STOPPED);
        assertThat(waits.drops).hasValue(1);
        assertThat(comes.drops).hasValue(1);
        assertThat(queue.dropped(ShadowDrop.STOPPED)).isEqualTo(2);
        assertThat(queue.waiting()).isZero();
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void offersOfSeveralThreadsStayWithinTheBoundsAndEachIsCountedOnce() throws InterruptedException {
        int each = 5_000;
        AtomicInteger drops = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++) {
                    if (queue.offer(new Copy("support", "candidate", 30)) != null) {
                        drops.incrementAndGet();
                    }
                }
            }));
        }
        int sent = 0;
        int most = 0;
        List<Waiting> held = new ArrayList<>();
        while (threads.stream().anyMatch(Thread::isAlive)) {
            for (Waiting next = queue.poll(); next != null; next = queue.poll()) {
                queue.sends(next);
                held.add(next);
                sent++;
            }
            most = Math.max(most, held.size());
            held.forEach(queue::isDone);
            held.clear();
        }
        for (Waiting next = queue.poll(); next != null; next = queue.poll()) {
            queue.sends(next);
            queue.isDone(next);
            sent++;
        }

        assertThat(most).as("copies of 30 bytes in 100").isLessThanOrEqualTo(3);
        assertThat(queue.offered()).isEqualTo(4L * each);
        assertThat(sent + drops.get()).isEqualTo(4 * each);
        assertThat(queue.sent()).isEqualTo(sent);
        assertThat(queue.done()).isEqualTo(sent);
        assertThat(Stream.of(ShadowDrop.values()).mapToLong(queue::dropped).sum())
                .isEqualTo(drops.get());
        assertThat(queue.waiting()).isZero();
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void stoppingWhileOthersOfferLeavesNothingBehind() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            ShadowQueue stopping = new ShadowQueue(1_000, 1_000, () -> 0);
            List<Copy> copies =
                    Stream.generate(() -> new Copy("support")).limit(200).toList();
            Thread offers = Thread.ofPlatform().start(() -> copies.forEach(stopping::offer));
            while (stopping.offered() < 100) {
                Thread.onSpinWait();
            }
            stopping.stop();
            offers.join();

            assertThat(copies).allSatisfy(copy -> assertThat(copy.drops).hasValue(1));
            assertThat(stopping.waiting()).isZero();
            assertThat(stopping.bytes()).isZero();
        }
    }

    private Waiting polled() {
        return Objects.requireNonNull(queue.poll());
    }
}
