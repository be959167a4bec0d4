package dev.penstock.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Refusal;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BufferedBytesTest {
    private final BufferedBytes budget = new BufferedBytes(100_000);

    @Test
    void allRoomsTogetherAreBounded() {
        Room one = budget.room();
        Room other = budget.room();
        assertThat(one.resize(60_000)).isTrue();
        assertThat(other.resize(40_001)).isFalse();
        assertThat(other.held()).isZero();
        assertThat(other.resize(40_000)).isTrue();
        assertThat(one.resize(60_001)).isFalse();
        assertThat(one.resize(10_000)).isTrue();
        assertThat(other.resize(90_000)).isTrue();
        assertThat(budget.inUse()).isEqualTo(100_000);
    }

    @Test
    void whatIsFreedTwiceIsGivenBackOnceAndNothingIsTakenAfterIt() {
        Room one = budget.room();
        Room other = budget.room();
        one.resize(10_000);
        other.resize(5_000);
        one.free();
        one.free();
        assertThat(budget.inUse()).isEqualTo(5_000);
        assertThat(one.resize(1)).isFalse();
        assertThat(budget.inUse()).isEqualTo(5_000);
    }

    @Test
    void whatIsHandedOverOutlivesTheRoom() {
        Room room = budget.room();
        room.resize(10_000);
        Room next = room.handOver();
        room.free();
        assertThat(budget.inUse()).isEqualTo(10_000);
        next.free();
        assertThat(budget.inUse()).isZero();
    }

    @Test
    void smallChangesAreNotFollowed() {
        Room room = budget.room();
        assertThat(room.follow(16_000)).isTrue();
        assertThat(room.held()).isZero();
        assertThat(room.follow(17_000)).isTrue();
        assertThat(room.follow(1_000)).isTrue();
        assertThat(room.held()).isEqualTo(17_000);
        assertThat(room.follow(0)).isTrue();
        assertThat(room.held()).isZero();
        assertThat(room.follow(100_001)).isFalse();
    }

    @Test
    void whoHasNoRoomIsToldWhetherThereEverCanBe() {
        Room room = budget.room();
        assertThat(room.refusal())
                .isInstanceOfSatisfying(
                        Refusal.Overloaded.class,
                        refusal -> assertThat(refusal.message()).contains("buffered_bytes (100000)"));
        assertThat(((AttemptFailure.NoRoom) room.failure(100_000)).mayPass()).isTrue();
        assertThat(((AttemptFailure.NoRoom) room.failure(100_001)).mayPass()).isFalse();
    }

    @Test
    void severalThreadsNeverHaveMoreThanThereIs() throws InterruptedException {
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(_ -> Thread.ofPlatform().start(() -> takeAndFree(begin)))
                .toList();
        begin.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(budget.inUse()).isZero();
    }

    private void takeAndFree(CountDownLatch begin) {
        try {
            begin.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (int i = 0; i < 20_000; i++) {
            Room room = budget.room();
            room.resize(40_000);
            if (budget.inUse() > 100_000) {
                throw new AssertionError("more than there is");
            }
            room.free();
        }
    }
}
