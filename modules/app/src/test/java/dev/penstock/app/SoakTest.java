package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.penstock.sim.FaultRate;
import dev.penstock.sim.FaultSpec;
import dev.penstock.sim.SimScript;
import dev.penstock.testkit.StreamEnd;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** Many requests of all kinds, with providers that fail in all ways: nothing may be left behind. */
@Isolated("what it measures must not depend on other tests")
class SoakTest {
    private static final int AT_ONCE = 64;
    private static final long HEAP_SLACK = 24L << 20;
    /** Both ends of a connection are in this process, and pools keep what they needed at their busiest moment. */
    private static final long DESCRIPTOR_SLACK = 150;

    /** About one attempt in eleven fails, in all the ways that end by themselves. */
    private static final String[] FAULTS = {
        "server-error", "bad-gateway-html", "rate-limit-ms@1", "overloaded", "reset", "reset-stream@2", "cut-stream@3",
        "cut-clean@3", "cut-utf8@2", "cut-line@2", "malformed-chunk@3", "error-event@2", "no-done", "empty-choices"
    };

    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger errors = new AtomicInteger();
    private final AtomicInteger cancelled = new AtomicInteger();
    private final AtomicReference<@Nullable String> wrong = new AtomicReference<>();

    @Test
    @Timeout(120)
    void aFewThousandMixedRequestsWithFaultsLeaveNothingBehind() throws InterruptedException {
        soak(4_000, 20261121);
    }

    @Test
    @Tag("long")
    @Timeout(1_800)
    void twoHundredThousandMixedRequestsWithFaultsLeaveNothingBehind() throws InterruptedException {
        soak(200_000, 20261122);
    }

    private void soak(int requests, long seed) throws InterruptedException {
        try (TestNode node = TestNode.start(Setup.empty()
                        .route("one", "openai/sim-small", "anthropic/sim-large")
                        .route("two", "anthropic/sim-large", "openai/sim-small")
                        .forgetful()
                        .loops(2));
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            FaultRate[] rates = new FaultRate[FAULTS.length];
            for (int i = 0; i < FAULTS.length; i++) {
                rates[i] = new FaultRate(FaultSpec.parse(FAULTS[i]), 0.0065);
            }
            node.sim().script(SimScript.rates(rates));
            // As many as are counted, so that every pool has been as large as it gets.
            run(node, client, requests, seed);
            Level before = settled(node);
            run(node, client, requests, seed + 1);
            Level after = settled(node);

            assertThat(wrong.get()).isNull();
            assertThat(answers.get()).isGreaterThan(requests * 8 / 10);
            assertThat(errors.get()).isGreaterThan(requests / 200);
            assertThat(cancelled.get()).isPositive();
            assertThat(after.heap())
                    .as("heap in bytes, %s before", before.heap())
                    .isLessThan(before.heap() + HEAP_SLACK);
            assertThat(after.descriptors())
                    .as("open files and sockets, %s before", before.descriptors())
                    .isLessThan(before.descriptors() + DESCRIPTOR_SLACK);
        }
    }

    private void run(TestNode node, HttpClient client, int requests, long seed) throws InterruptedException {
        Random random = new Random(seed);
        Semaphore room = new Semaphore(AT_ONCE);
        for (int i = 0; i < requests && wrong.get() == null; i++) {
            Caller caller = random.nextBoolean() ? Caller.OPENAI : Caller.ANTHROPIC;
            boolean stream = random.nextBoolean();
            String text = "Request " + i + " " + "word ".repeat(random.nextInt(200));
            boolean cancel = random.nextInt(50) == 0;
            HttpRequest request = node.request(
                            caller.path(), caller.request(random.nextBoolean() ? "one" : "two", stream, text, ""))
                    .build();
            room.acquire();
            CompletableFuture<HttpResponse<byte[]>> answer =
                    client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
            var _ = answer.whenComplete((response, failure) -> {
                room.release();
                if (failure != null) {
                    // Cancelled by this test, or a stream that the node broke after content: never ends cleanly.
                    (answer.isCancelled() ? cancelled : errors).incrementAndGet();
                } else {
                    judge(caller, stream, response);
                }
            });
            if (cancel) {
                answer.cancel(true);
            }
        }
        room.acquire(AT_ONCE);
    }

    private void judge(Caller caller, boolean stream, HttpResponse<byte[]> response) {
        try {
            if (response.statusCode() != 200) {
                assertThat(TestNode.json(new String(response.body(), UTF_8)).has("error"))
                        .isTrue();
                errors.incrementAndGet();
                return;
            }
            if (stream) {
                assertThat(caller.check(response.body())).isEqualTo(StreamEnd.COMPLETE);
            } else {
                TestNode.json(new String(response.body(), UTF_8));
            }
            answers.incrementAndGet();
        } catch (AssertionError bad) {
            wrong.compareAndSet(null, bad.getMessage() + "\n" + new String(response.body(), UTF_8));
        }
    }

    private record Level(long heap, long descriptors) {}

    /** Heap after collections, and open descriptors, once nothing is under way. */
    private static Level settled(TestNode node) {
        Eventually.that("nothing is under way", () -> node.inFlight() == 0);
        UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long[] lowest = {Long.MAX_VALUE};
        long[] rounds = {0};
        Eventually.within(Duration.ofSeconds(20), "the heap settles", () -> {
            System.gc();
            long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            boolean settled = used > lowest[0] - (1 << 20) && rounds[0]++ > 3;
            lowest[0] = Math.min(lowest[0], used);
            return settled;
        });
        return new Level(lowest[0], system.getOpenFileDescriptorCount());
    }
}
