package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Limits;
import dev.penstock.sim.Behaviour;
import dev.penstock.sim.Latency;
import dev.penstock.sim.SimAnswer;
import dev.penstock.testkit.StreamEnd;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A caller that does not read: the node stops reading too, and so the provider stops writing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated("what it measures must not depend on other tests")
class BackPressureTest {
    private static final int WORDS = 100_000;
    private static final int FEWER_WORDS = 40_000;
    private static final Duration STALL = Duration.ofMillis(400);

    private static final Deadlines HASTY =
            new Deadlines(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(2));

    private final TestNode node = TestNode.start(Setup.bothDialects()
            .model("sim-small", new Behaviour(Latency.NONE, Latency.NONE, FEWER_WORDS))
            .model("sim-large", new Behaviour(Latency.NONE, Latency.NONE, WORDS))
            .route("hasty", route -> route.deadlines(HASTY), "openai/sim-small"));

    @AfterAll
    void close() {
        node.close();
    }

    /** Two answers make some 25 megabytes; an Anthropic one is smaller, so that its bound says less. */
    @ParameterizedTest
    @CsvSource({
        "OPENAI, openai, sim-small, ',\"n\":2', 50000",
        "OPENAI, anthropic, sim-large, '', 99000",
        "ANTHROPIC, anthropic, sim-large, '', 99000"
    })
    void theProviderWaitsForTheCaller(Caller caller, String route, String model, String more, int bound) {
        node.sim().reset();
        String body = caller.request(route, true, "Hello", more).replace("100000", "10000000");
        try (RawCall call = RawCall.connectNarrow(node.node().dataPort(), 131_072)) {
            call.send(RawCall.head(caller.path(), "content-length: " + body.length()) + body);
            Eventually.that("the provider writes", () -> chunks() > 0);
            int stalledAt = stalled();
            assertThat(stalledAt).as("events that the provider could write").isLessThan(bound);
            assertThat(node.lastAttempt().how()).isEqualTo("open");

            call.readAll(10_000);
            assertThat(caller.check(call.body())).isEqualTo(StreamEnd.COMPLETE);
            assertThat(caller.text(call.body()))
                    .startsWith(SimAnswer.of(model, "Hello", route.equals("openai") ? FEWER_WORDS : WORDS, 0));
        }
        Eventually.that("nothing is under way", () -> node.inFlight() == 0);
    }

    @Test
    void aCallerThatNeverReadsIsLeftWhenItsTimeIsOver() {
        node.sim().reset();
        String body = Caller.OPENAI.request("hasty", true, "Hello", ",\"n\":2");
        try (RawCall call = RawCall.connectNarrow(node.node().dataPort(), 4_096)) {
            call.send(RawCall.head(Caller.OPENAI.path(), "content-length: " + body.length())
                    + body.replace("100000", "999999"));
            Eventually.that("the provider writes", () -> chunks() > 0);
            Eventually.that(
                    "the provider's call ended", () -> node.lastAttempt().ended() != null);
            assertThat(node.lastAttempt().how()).isEqualTo("client-cancelled");
            assertThat(node.inFlight()).isZero();
            Eventually.within(Duration.ofSeconds(5), "the node has closed the connection", call::isClosedThere);
        }
    }

    /** To ask whether the connection is closed writes a byte: it is never silent. */
    @Test
    void aCallerThatSendsBytesAndReadsNothingHoldsAWholeAnswerForALimitedTimeOnly() {
        Duration second = Duration.ofSeconds(1);
        Limits usual = Limits.DEFAULT;
        Limits limits = new Limits(
                usual.bodyBytes(),
                usual.headerBytes(),
                usual.concurrentRequests(),
                usual.answerBytes(),
                usual.bufferedBytes(),
                second,
                second,
                usual.stopGrace());
        try (BigProvider provider = new BigProvider();
                TestNode patient = TestNode.start(Setup.empty()
                        .limits(limits)
                        .provider("big", provider.port())
                        .route(
                                "big",
                                route -> route.deadlines(new Deadlines(second, second, second, second)),
                                "big/any"));
                RawCall call = RawCall.connectNarrow(patient.node().dataPort(), 4_096)) {
            provider.says("a".repeat(16 << 20), true, 1);
            String body = Caller.OPENAI.hello("big", false);
            call.send(RawCall.head(Caller.OPENAI.path(), "content-length: " + body.length()) + body);
            Eventually.that("the answer is held", () -> patient.metric("penstock_buffered_bytes") > 16 << 20);
            Eventually.within(Duration.ofSeconds(20), "the node has closed the connection", call::isClosedThere);
            Eventually.that("no memory is held", () -> patient.metric("penstock_buffered_bytes") == 0);
        }
    }

    /** How many chunks were written when no more came for a while. */
    private int stalled() {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        int last = chunks();
        long since = System.nanoTime();
        while (System.nanoTime() - since < STALL.toNanos()) {
            LockSupport.parkNanos(1_000_000);
            if (chunks() != last) {
                last = chunks();
                since = System.nanoTime();
            }
            assertThat(System.nanoTime()).as("time until the provider waits").isLessThan(deadline);
        }
        return last;
    }

    private int chunks() {
        return node.sim().log().isEmpty() ? 0 : node.lastAttempt().chunks();
    }
}
