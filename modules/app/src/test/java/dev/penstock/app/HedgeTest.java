package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.Midstream;
import dev.penstock.sim.Behaviour;
import dev.penstock.sim.Latency;
import dev.penstock.sim.LoggedAttempt;
import dev.penstock.sim.SimAnswer;
import dev.penstock.sim.SimScript;
import dev.penstock.testkit.StreamEnd;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A second target is asked beside a first one that is slower than it usually is; the first to answer is the one. */
@Isolated("its deadlines are short")
class HedgeTest {
    private static final int ENOUGH = 100;
    private static final double SHARE = 0.1;
    private static final String SLOW = "slow-first-token@4000";
    private static final String CANCELLED = "client-cancelled";
    private static final Deadlines SHORT =
            new Deadlines(Duration.ofSeconds(2), Duration.ofMillis(900), Duration.ofMillis(500), Duration.ofSeconds(9));
    private static final Deadlines BRIEF =
            new Deadlines(Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofMillis(500), Duration.ofMillis(400));
    private static final Behaviour SOON = behaviour(2);

    private final TestNode node = TestNode.start(Setup.empty()
            .route(
                    "hedged",
                    route -> route.deadlines(SHORT).healing(hedging(SHARE)),
                    "openai/sim-small",
                    "anthropic/sim-large")
            .route(
                    "brief",
                    route -> route.deadlines(BRIEF).healing(hedging(SHARE)),
                    "openai/sim-small",
                    "anthropic/sim-large")
            .route("plain", route -> route.healing(hedging(0)), "openai/sim-small", "anthropic/sim-large")
            .model("sim-small", SOON)
            .model("sim-large", SOON));

    @AfterEach
    void close() {
        node.close();
    }

    static Stream<Arguments> everyForm() {
        return Stream.of(Caller.values())
                .flatMap(caller -> Stream.of(true, false).map(stream -> Arguments.of(caller, stream)));
    }

    @ParameterizedTest(name = "{0}, streamed: {1}")
    @MethodSource("everyForm")
    void theSecondAnswersAndTheFirstIsCancelled(Caller caller, boolean stream) {
        warmUp(caller, stream);
        node.sim().script(SimScript.next(SLOW));
        try (RawCall call = RawCall.post(node, caller.path(), caller.hello("hedged", stream))) {
            call.readAll(3_000);
            assertThat(call.status()).isEqualTo(200);
            assertThat(text(caller, stream, call)).isEqualTo(SimAnswer.of("sim-large", "Hello"));
            assertThat(call.header("x-penstock-target")).isEqualTo("anthropic/sim-large");
            assertThat(call.header("x-penstock-outcome")).isEqualTo("fallback");
            assertThat(call.header("x-penstock-attempts")).isEqualTo("2");
            JsonNode trace = node.trace(call.header("x-penstock-trace"));
            assertThat(trace.path("overhead_us").asLong()).isNotNegative();
            JsonNode attempts = trace.path("attempts");
            assertThat(attempts).hasSize(2);
            assertThat(attempts.path(0).path("diagnosis").asText()).isEqualTo("outrun");
            assertThat(attempts.path(0).path("remedy").asText())
                    .isEqualTo("The target 'anthropic/sim-large' came first.");
            assertThat(attempts.path(1).path("target").asText()).isEqualTo("anthropic/sim-large");
        }
        Eventually.that("the first is cancelled", () -> ended().contains(CANCELLED));
    }

    @Test
    void whereTheFirstIsSoonerAfterAllItIsThatOne() {
        warmUp(Caller.OPENAI, true);
        node.sim().script(SimScript.next("slow-first-token@300", SLOW));
        try (RawCall call = RawCall.post(node, Caller.OPENAI.path(), Caller.OPENAI.hello("hedged", true))) {
            call.readAll(3_000);
            assertThat(Caller.OPENAI.text(call.body())).isEqualTo(SimAnswer.of("sim-small", "Hello"));
            assertThat(call.header("x-penstock-outcome")).isEqualTo("pass");
            JsonNode attempts = node.trace(call.header("x-penstock-trace")).path("attempts");
            assertThat(attempts).hasSize(2);
            assertThat(attempts.path(0).path("target").asText()).isEqualTo("anthropic/sim-large");
            assertThat(attempts.path(0).path("diagnosis").asText()).isEqualTo("outrun");
        }
    }

    @Test
    void whereTheSecondFailsTheFirstGoesOn() {
        warmUp(Caller.OPENAI, true);
        node.sim().script(SimScript.next("slow-first-token@300", "server-error"));
        try (RawCall call = RawCall.post(node, Caller.OPENAI.path(), Caller.OPENAI.hello("hedged", true))) {
            call.readAll(3_000);
            assertThat(Caller.OPENAI.text(call.body())).isEqualTo(SimAnswer.of("sim-small", "Hello"));
            JsonNode attempts = node.trace(call.header("x-penstock-trace")).path("attempts");
            assertThat(attempts).hasSize(2);
            assertThat(attempts.path(0).path("remedy").asText()).isEqualTo("hedge: openai/sim-small is asked already");
        }
    }

    @Test
    void theSecondCannotEndTheRequest() {
        warmUp(Caller.OPENAI, true);
        node.sim().script(SimScript.next("slow-first-token@300", "invalid-request"));
        try (RawCall call = RawCall.post(node, Caller.OPENAI.path(), Caller.OPENAI.hello("hedged", true))) {
            call.readAll(3_000);
            assertThat(call.status()).isEqualTo(200);
            assertThat(Caller.OPENAI.text(call.body())).isEqualTo(SimAnswer.of("sim-small", "Hello"));
            assertThat(call.header("x-penstock-outcome")).isEqualTo("pass");
        }
    }

    @Test
    void whereTheTimeIsOverBothSaySo() {
        warmUp("brief", Caller.OPENAI, true);
        node.sim().script(SimScript.next(SLOW, SLOW));
        try (RawCall call = RawCall.post(node, Caller.OPENAI.path(), Caller.OPENAI.hello("brief", true))) {
            call.readAll(3_000);
            assertThat(call.status()).isEqualTo(504);
            assertThat(node.trace(call.header("x-penstock-trace"))
                            .path("attempts")
                            .findValuesAsText("diagnosis"))
                    .containsOnly("out_of_time");
        }
    }

    @Test
    void whereBothFailTheLadderGoesOn() {
        warmUp(Caller.OPENAI, true);
        node.sim().script(SimScript.next("silence", "server-error"));
        try (RawCall call = RawCall.post(node, Caller.OPENAI.path(), Caller.OPENAI.hello("hedged", true))) {
            call.readAll(5_000);
            assertThat(Caller.OPENAI.text(call.body())).isEqualTo(SimAnswer.of("sim-large", "Hello"));
            JsonNode attempts = node.trace(call.header("x-penstock-trace")).path("attempts");
            assertThat(attempts.findValuesAsText("diagnosis")).containsExactly("server_error", "no_response");
            assertThat(attempts).hasSize(3);
        }
    }

    @Test
    void aStreamThatTheSecondBeganGoesOnAtTheFirst() {
        warmUp(Caller.OPENAI, true);
        node.sim().script(SimScript.next(SLOW, "cut-stream@6"));
        try (RawCall call = RawCall.post(node, Caller.OPENAI.path(), Caller.OPENAI.hello("hedged", true))) {
            call.readAll(5_000);
            assertThat(Caller.OPENAI.check(call.body())).isEqualTo(StreamEnd.COMPLETE);
            assertThat(Caller.OPENAI.text(call.body())).isEqualTo(SimAnswer.of("sim-large", "Hello"));
            assertThat(node.trace(call.header("x-penstock-trace")).path("attempts"))
                    .hasSize(3);
        }
    }

    @Test
    void aCallerWhoGoesAwayEndsBoth() {
        warmUp(Caller.OPENAI, true);
        node.sim().script(SimScript.next(SLOW, SLOW));
        try (RawCall _ = RawCall.post(node, Caller.OPENAI.path(), Caller.OPENAI.hello("hedged", true))) {
            Eventually.that("both are asked", () -> node.sim().log().size() == 2);
        }
        Eventually.that("both are cancelled", () -> ended().equals(List.of(CANCELLED, CANCELLED)));
    }

    @Test
    void noMoreThanItsShareOfRequestsIsAskedTwice() {
        warmUp(Caller.OPENAI, true);
        node.sim().script(SimScript.model("sim-small", behaviour(60)));
        int requests = 60;
        for (int i = 0; i < requests; i++) {
            say("hedged", Caller.OPENAI, true);
        }
        List<LoggedAttempt> log = node.sim().log();
        long beside = log.stream()
                .filter(attempt -> "sim-large".equals(attempt.model()))
                .count();
        // Ten at most were saved up from before.
        assertThat(beside).isPositive().isLessThanOrEqualTo(10 + Math.round(SHARE * requests));
    }

    @Test
    void nobodyIsAskedBesideWhereTheRouteDoesNotSaySo() {
        for (int i = 0; i < ENOUGH + 10; i++) {
            node.post(Caller.OPENAI.path(), Caller.OPENAI.hello("plain", false));
        }
        node.sim().reset();
        node.sim().script(SimScript.model("sim-small", behaviour(300)));
        node.post(Caller.OPENAI.path(), Caller.OPENAI.hello("plain", false));
        assertThat(node.sim().log()).hasSize(1);
    }

    private List<String> ended() {
        return node.sim().log().stream().map(LoggedAttempt::how).toList();
    }

    /** So that it is known how long the first target usually takes. */
    private void warmUp(Caller caller, boolean stream) {
        warmUp("hedged", caller, stream);
    }

    private void warmUp(String route, Caller caller, boolean stream) {
        for (int i = 0; i < ENOUGH; i++) {
            say(route, caller, stream);
        }
        node.sim().reset();
    }

    private void say(String route, Caller caller, boolean stream) {
        assertThat(node.post(caller.path(), caller.hello(route, stream)).statusCode())
                .isEqualTo(200);
    }

    private static String text(Caller caller, boolean stream, RawCall call) {
        return stream ? caller.text(call.body()) : caller.said(TestNode.json(new String(call.body(), UTF_8)));
    }

    private static Behaviour behaviour(int millis) {
        return new Behaviour(new Latency.Fixed(Duration.ofMillis(millis)), Latency.NONE, SimAnswer.USUAL_WORDS);
    }

    private static Healing hedging(double share) {
        return new Healing(1, Duration.ofSeconds(2), Midstream.CONTINUE, Set.of(), Map.of(), share, true);
    }
}
