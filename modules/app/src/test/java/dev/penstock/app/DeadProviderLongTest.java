package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Healing;
import dev.penstock.sim.FaultRate;
import dev.penstock.sim.FaultSpec;
import dev.penstock.sim.SimScript;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The first of two targets says nothing for a minute, with the breakers that a target has where nothing is said. Prints
 * the line for docs/benchmarks.md; {@link BreakersTest} has a short one of these.
 */
@Tag("long")
class DeadProviderLongTest {
    private static final int CALLERS = 4;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration LONG = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofMillis(300);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(15);
    private static final String OPEN = "penstock_breaker_open{target=\"openai/sim-small\"}";
    private static final String SILENT =
            "penstock_attempts_total{result=\"timeout_answer\",route=\"route\",target=\"openai/sim-small\"}";

    @Test
    void aMinuteOfSilenceCostsNobodyAnAnswer() {
        Setup setup = Setup.empty()
                .route(
                        "route",
                        route -> route.deadlines(new Deadlines(LONG, LONG, LONG, ANSWER, LONG))
                                .healing(Healing.DEFAULT),
                        "openai/sim-small",
                        "anthropic/sim-other");
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong asked = new AtomicLong();
        AtomicLong failed = new AtomicLong();
        try (TestNode node = TestNode.start(setup)) {
            List<CompletableFuture<Void>> callers = IntStream.range(0, CALLERS)
                    .mapToObj(_ -> CompletableFuture.runAsync(() -> {
                        while (!over.get()) {
                            asked.incrementAndGet();
                            int status = node.post(Caller.OPENAI.path(), Caller.OPENAI.hello("route", false))
                                    .statusCode();
                            failed.addAndGet(status == 200 ? 0 : 1);
                            LockSupport.parkNanos(PAUSE_NANOS);
                        }
                    }))
                    .toList();
            Eventually.that("it is asked", () -> asked.get() > 200);
            silence(node, 1);
            Eventually.within(
                    MINUTE.plusSeconds(10), "a minute passes", afterNanos(System.nanoTime() + MINUTE.toNanos()));
            silence(node, 0);
            long back = System.nanoTime();
            Eventually.that("it is back", () -> node.metric(OPEN) == 0);
            double tookSeconds = (System.nanoTime() - back) / 1e9;
            over.set(true);
            callers.forEach(CompletableFuture::join);
            double silent = node.metric(SILENT);

            System.out.printf(
                    "%d requests, %d failed; %.0f attempts reached the target that was dead for %d s; it was back %.1f"
                            + " s after its recovery%n",
                    asked.get(), failed.get(), silent, MINUTE.toSeconds(), tookSeconds);
            assertThat(failed.get()).isZero();
            // Five in a row, what was under way besides, and a probe each five seconds.
            assertThat(silent).isLessThanOrEqualTo(5 + CALLERS + MINUTE.toSeconds() / 5.0 + 1);
            assertThat(tookSeconds).isLessThan(10);
        }
    }

    private static BooleanSupplier afterNanos(long due) {
        return () -> System.nanoTime() - due >= 0;
    }

    private static void silence(TestNode node, double share) {
        node.sim().script(SimScript.rates(new FaultRate(FaultSpec.parse("silence"), share, "sim-small")));
    }
}
