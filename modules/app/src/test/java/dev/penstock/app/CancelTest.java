package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.sim.Behaviour;
import dev.penstock.sim.Latency;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A caller that goes away: its provider's call ends at once, because every token costs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated("its deadlines are short")
class CancelTest {
    private static final Duration BOUND = Duration.ofMillis(50);
    private static final int TRIES = 3;
    private static final Behaviour TALKATIVE =
            new Behaviour(Latency.NONE, new Latency.Fixed(Duration.ofMillis(10)), 2_000);

    private final TestNode node = TestNode.start(Setup.bothDialects()
            .model("sim-small", TALKATIVE)
            .model("sim-large", TALKATIVE)
            .route("silent-openai", "openai/sim-other!silence")
            .route("silent-anthropic", "anthropic/sim-other!silence"));

    @AfterAll
    void close() {
        node.close();
    }

    @ParameterizedTest
    @CsvSource({"OPENAI, openai", "OPENAI, anthropic", "ANTHROPIC, openai", "ANTHROPIC, anthropic"})
    void inTheMiddleOfAStream(Caller caller, String route) {
        assertCancelled(caller, caller.hello(route, true), true);
    }

    @ParameterizedTest
    @CsvSource({"OPENAI, silent-openai", "ANTHROPIC, silent-openai", "OPENAI, silent-anthropic"})
    void beforeTheFirstByte(Caller caller, String route) {
        assertCancelled(caller, caller.hello(route, true), false);
    }

    @ParameterizedTest
    @CsvSource({"OPENAI, silent-openai", "ANTHROPIC, anthropic"})
    void whileAWholeAnswerIsAwaited(Caller caller, String route) {
        assertCancelled(caller, caller.hello(route, false), false);
    }

    /** Their streams go on for 20 seconds, so that none can end by itself before it is found cancelled. */
    @ParameterizedTest
    @MethodSource
    void whenAnOfficialClientClosesItsStream(OfficialStream stream, String route) throws Exception {
        node.sim().reset();
        int logged = logged();
        CountDownLatch chunks = new CountDownLatch(3);
        try (AutoCloseable _ = stream.begin(node, route, chunks)) {
            Eventually.that("three chunks came", () -> chunks.getCount() == 0);
        }
        assertCancelledEverywhere(logged);
    }

    static Stream<Arguments> whenAnOfficialClientClosesItsStream() {
        return Arrays.stream(OfficialStream.values())
                .flatMap(stream -> Stream.of("openai", "anthropic").map(route -> Arguments.of(stream, route)));
    }

    private void assertCancelled(Caller caller, String body, boolean begun) {
        Duration best = Duration.ofDays(1);
        for (int i = 0; i < TRIES && best.compareTo(BOUND) > 0; i++) {
            Duration noticed = cancel(caller, body, begun);
            best = noticed.compareTo(best) < 0 ? noticed : best;
        }
        assertThat(best).as("from the close to the end of the provider's call").isLessThanOrEqualTo(BOUND);
    }

    private Duration cancel(Caller caller, String body, boolean begun) {
        node.sim().reset();
        int logged = logged();
        Instant closed;
        try (RawCall call = RawCall.post(node, caller.path(), body)) {
            Eventually.that("the provider has it", () -> !node.sim().log().isEmpty());
            if (begun) {
                call.readUntil("sim-");
            }
            closed = Instant.now();
        }
        assertCancelledEverywhere(logged);
        return Duration.between(
                closed, Objects.requireNonNull(node.lastAttempt().ended()));
    }

    /** @param logged how many requests were logged before this one */
    private void assertCancelledEverywhere(int logged) {
        Eventually.that("the provider's call ended", () -> node.lastAttempt().ended() != null);
        assertThat(node.lastAttempt().how()).isEqualTo("client-cancelled");
        Eventually.that("nothing is under way", () -> node.inFlight() == 0);
        Eventually.that("it is logged", () -> logged() > logged);
        String line = node.requestLog().lines().toList().getLast();
        var trace = node.trace(TestNode.json(line).path("trace").asText());
        assertThat(trace.path("outcome").asText()).isEqualTo("cancelled");
        assertThat(trace.path("attempts")).hasSize(1);
    }

    private int logged() {
        return node.requestLog().lines().toList().size();
    }
}
