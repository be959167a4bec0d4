package dev.penstock.trace.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.ArmNote;
import dev.penstock.core.Choices;
import dev.penstock.core.Outcome;
import dev.penstock.core.Trace;
import dev.penstock.trace.TraceJson;
import dev.penstock.trace.Traces;
import dev.penstock.trace.store.TraceReader.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class TraceWriterTest {
    private final MemoryTraces memory = new MemoryTraces(10_000);

    private static TraceWriter writer(Supplier<TraceStore> opening, int waiting) {
        return new TraceWriter(opening, () -> Samples.NOON, System::nanoTime, waiting);
    }

    private static void take(TraceWriter writer, int from, int to, Outcome outcome) {
        take(writer, from, to, outcome, Choices.NONE);
    }

    private static void take(TraceWriter writer, int from, int to, Outcome outcome, Choices choices) {
        for (int i = from; i < to; i++) {
            Trace trace = Traces.of(
                    "node-" + i, Samples.NOON.plusMillis(i), "shop", "r", "p@1", outcome, List.of(), 1_000, choices);
            writer.take(trace, TraceJson.line(trace));
        }
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("the time is over").isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static <T> T read(Answer<T> answer) {
        return switch (answer) {
            case Answer.Read<T>(T value) -> value;
            case Answer.NotRead<T>(String why) -> throw new AssertionError(why);
        };
    }

    @Test
    void whatIsTakenIsStoredWithinASecondAndCanBeRead() throws Exception {
        try (TraceWriter writer = writer(() -> memory, 4_096);
                TraceReader reader = new TraceReader(writer, () -> Samples.NOON)) {
            take(writer, 0, 1_500, Outcome.PASS);
            until(() -> writer.stored() == 1_500);

            assertThat(read(reader.find("node-7").toCompletableFuture().get())).isPresent();
            assertThat(read(reader.query(Samples.query(Map.of()))
                            .toCompletableFuture()
                            .get()))
                    .hasSize(50)
                    .first()
                    .satisfies(found -> assertThat(found.place().id()).isEqualTo("node-1499"));
        }
    }

    @Test
    void closingWritesWhatWaits() {
        TraceWriter writer = writer(() -> memory, 4_096);
        take(writer, 0, 2_500, Outcome.FAILED);
        writer.close();

        assertThat(writer.stored()).isEqualTo(2_500);
        assertThat(memory.find("node-2499")).isPresent();
    }

    /** A disk that hangs: what is beyond the queue is dropped and counted, and nobody waits, at the end neither. */
    @Test
    void aStoreThatHangsDropsWhatHasNoRoomAndHoldsNobodyUp() throws InterruptedException {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        TraceWriter writer = writer(
                () -> {
                    hanging.countDown();
                    try {
                        released.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    return memory;
                },
                100);
        take(writer, 0, 1, Outcome.FAILED);
        hanging.await();
        long begun = System.nanoTime();
        take(writer, 1, 1_000, Outcome.FAILED);
        assertThat(writer.droppedForTheQueue()).isEqualTo(899);
        writer.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
        released.countDown();
        until(() -> writer.stored() == 101);
    }

    @Test
    void underPressurePassesAreSampledAndAllElseIsKept() throws InterruptedException {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        TraceWriter writer = writer(
                () -> {
                    hanging.countDown();
                    try {
                        released.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    return memory;
                },
                4_000);
        take(writer, 0, 1, Outcome.FALLBACK);
        hanging.await();
        take(writer, 1, 2_002, Outcome.FALLBACK);
        assertThat(writer.sampledOut()).isZero();
        take(writer, 10_000, 11_000, Outcome.PASS);
        take(writer, 20_000, 20_500, Outcome.REFUSE);
        assertThat(writer.sampledOut()).isBetween(850L, 950L);
        take(writer, 30_000, 30_400, Outcome.PASS, inRollout("ttft"));
        assertThat(writer.sampledOut()).as("what was bad in a rollout is kept").isBetween(850L, 950L);
        take(writer, 40_000, 40_100, Outcome.PASS, inRollout());
        assertThat(writer.sampledOut()).isBetween(930L, 1_050L);
        released.countDown();
        writer.close();

        assertThat(writer.stored()).isEqualTo(4_002 - writer.sampledOut());
        assertThat(writer.droppedForTheQueue()).isZero();
    }

    private static Choices inRollout(String... bad) {
        ArmNote note = new ArmNote("rollout", 0, true, false, "r", 50_000, 7, 1, List.of(bad));
        return new Choices("candidate", null, null, List.of(), List.of(), null, null, null, note);
    }

    /** In milliseconds. A sixth of a core is for stored traces, unless what must not be lost waits; no rest is long. */
    @ParameterizedTest
    @CsvSource({
        "2, false, false, 200",
        "2, true, false, 10",
        "30, true, false, 150",
        "80, true, false, 200",
        "80, true, true, 0"
    })
    void theMoreItComputesTheLongerItRests(long used, boolean more, boolean nearlyFull, long rest) {
        assertThat(Duration.ofNanos(TraceWriter.restNanos(used * 1_000_000, more, nearlyFull)))
                .hasMillis(rest);
    }

    @Test
    void aStoreThatFailsIsOpenedAgain() throws Exception {
        AtomicBoolean full = new AtomicBoolean(true);
        Supplier<TraceStore> opening = () -> {
            if (full.get()) {
                throw new TraceStore.Unusable("The disk is full.", null);
            }
            return memory;
        };
        try (TraceWriter writer = writer(opening, 4_096);
                TraceReader reader = new TraceReader(writer, () -> Samples.NOON)) {
            take(writer, 0, 10, Outcome.PASS);
            until(() -> writer.droppedForTheStore() == 10);
            assertThat(writer.failure()).isEqualTo("The disk is full.");
            assertThat(reader.find("node-1").toCompletableFuture().get())
                    .isEqualTo(new Answer.NotRead<Optional<byte[]>>("The disk is full."));

            full.set(false);
            take(writer, 10, 20, Outcome.PASS);
            until(() -> writer.stored() == 10);
            assertThat(writer.failure()).isNull();
            assertThat(read(reader.find("node-10").toCompletableFuture().get())).isPresent();
        }
    }

    @Test
    void aStoreThatFailsOnIsOpenedMoreAndMoreSeldom() {
        assertThat(IntStream.of(1, 2, 3, 5, 6, 7, 1_000_000)
                        .mapToLong(failures -> Duration.ofNanos(TraceWriter.retryNanos(failures))
                                .toSeconds()))
                .containsExactly(1L, 2L, 4L, 16L, 30L, 30L, 30L);
    }

    /** No file can be made in it: the node's start does not know of it, and it goes on once it can. */
    @Test
    void aDirectoryThatIsNoneFailsUntilItIsOne(@TempDir Path dir) throws Exception {
        Path inTheWay = Files.writeString(dir.resolve("traces"), "a file");
        TracePlace place = new TracePlace.Directory(inTheWay, Duration.ofDays(1), 1L << 30);
        try (TraceWriter writer = new TraceWriter(place, () -> Samples.NOON, System::nanoTime)) {
            take(writer, 0, 1, Outcome.PASS);
            until(() -> writer.droppedForTheStore() == 1);
            assertThat(writer.failure()).contains(inTheWay.toString());

            Files.delete(inTheWay);
            take(writer, 1, 2, Outcome.PASS);
            until(() -> writer.stored() == 1);
        }
    }
}
