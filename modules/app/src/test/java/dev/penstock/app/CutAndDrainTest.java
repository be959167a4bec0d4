package dev.penstock.app;

import static dev.penstock.app.TestNode.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.sim.Behaviour;
import dev.penstock.sim.Latency;
import dev.penstock.sim.LoggedAttempt;
import dev.penstock.sim.SimAnswer;
import dev.penstock.testkit.StreamEnd;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is under way when a kill comes: it may end, or it is ended now, and asked of another target where it can be. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated("its deadlines are short")
class CutAndDrainTest {
    private static final Duration BOUND = Duration.ofMillis(50);
    private static final int TRIES = 3;
    private static final String CUT =
            "\"inflight\":\"cut\",\"reason\":\"internal5eC3e7\",\"public_reason\":\"Back soon\"";
    private static final Duration PACE = Duration.ofMillis(10);

    private final TestNode node = TestNode.start(Setup.bothDialects()
            .loops(2)
            .model("sim-small", new Behaviour(Latency.NONE, new Latency.Fixed(PACE), 2_000))
            .model("sim-large", new Behaviour(Latency.NONE, new Latency.Fixed(PACE), 2_000))
            .model("sim-brief", new Behaviour(Latency.NONE, new Latency.Fixed(PACE), 40))
            .model("sim-late", new Behaviour(new Latency.Fixed(Duration.ofSeconds(20)), Latency.NONE, 5))
            .prompt("support", "You are kind.")
            .route("prompted", route -> route.prompt("support@1"), "openai/sim-small")
            .route("brief-openai", "openai/sim-brief")
            .route("brief-anthropic", "anthropic/sim-brief")
            .route("late-openai", "openai/sim-late", "anthropic/sim-other")
            .route("late-anthropic", "anthropic/sim-late", "openai/sim-other")
            .route("late-alone", "openai/sim-late"));

    @AfterEach
    void lift() {
        node.liftAll();
        node.sim().reset();
    }

    @AfterAll
    void close() {
        node.close();
    }

    static Stream<Arguments> ways() {
        return Stream.of(Caller.values())
                .flatMap(caller -> Stream.of("openai", "anthropic").map(provider -> Arguments.of(caller, provider)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aStreamThatDrainsEndsComplete(Caller caller, String provider) {
        try (RawCall call = RawCall.post(node, caller.path(), caller.hello("brief-" + provider, true))) {
            call.readUntil("sim-brief");
            node.kill("route", "brief-" + provider);
            assertThat(node.inFlight()).isEqualTo(1);
            call.readAll(3_000);
            assertThat(caller.check(call.body())).isEqualTo(StreamEnd.COMPLETE);
            assertThat(call.whole()).isTrue();
            assertThat(caller.text(call.body())).isEqualTo(SimAnswer.of("sim-brief", "Hello", 40, 0));
            assertThat(node.post(caller.path(), caller.hello("brief-" + provider, true))
                            .statusCode())
                    .isEqualTo(503);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aStreamWithContentIsCutWithAnErrorThatLooksLikeNoEnd(Caller caller, String provider) {
        Duration best = Duration.ofDays(1);
        for (int i = 0; i < TRIES && best.compareTo(BOUND) > 0; i++) {
            Duration noticed = cutInTheMiddle(caller, provider);
            best = noticed.compareTo(best) < 0 ? noticed : best;
        }
        assertThat(best).as("from the kill to the end of the provider's call").isLessThanOrEqualTo(BOUND);
    }

    private Duration cutInTheMiddle(Caller caller, String provider) {
        node.sim().reset();
        try (RawCall call = RawCall.post(node, caller.path(), caller.hello(provider, true))) {
            call.readUntil("sim-");
            Instant cut = Instant.now();
            node.kill("provider", provider, CUT);
            call.readAll(3_000);
            assertCut(call, caller);
            LoggedAttempt attempt = node.lastAttempt();
            Eventually.that(
                    "the provider's call ended", () -> node.lastAttempt().ended() != null);
            assertThat(node.lastAttempt().how()).isEqualTo("client-cancelled");
            assertThat(attempt.id()).isEqualTo(1);
            assertNothingIsHeld();
            node.lift("provider", provider);
            return Duration.between(
                    cut, Objects.requireNonNull(node.lastAttempt().ended()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "global, all",
        "route, prompted",
        "release, ''",
        "prompt, support",
        "prompt, support@1",
        "model, sim-small",
        "target, openai/sim-small",
        "key, app"
    })
    void everyScopeCuts(String scope, String key) {
        try (RawCall call = RawCall.post(node, Caller.OPENAI.path(), Caller.OPENAI.hello("prompted", true))) {
            call.readUntil("sim-small");
            node.kill(scope, key.isEmpty() ? call.header("x-penstock-release") : key, CUT);
            call.readAll(3_000);
            assertCut(call, Caller.OPENAI);
        }
        assertNothingIsHeld();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aCutOfAToolEndsTheStreamsThatOfferIt(Caller caller, String provider) {
        String offer = caller.withTool(provider, true).replace("Look at get_level", "Hello");
        try (RawCall offers = RawCall.post(node, caller.path(), offer);
                RawCall other = RawCall.post(node, caller.path(), caller.hello("brief-" + provider, true))) {
            offers.readUntil("sim-");
            other.readUntil("sim-brief");
            node.kill("tool", "another", CUT);
            node.kill("tool", "get_level", CUT);
            offers.readAll(3_000);
            assertCut(offers, caller);
            other.readAll(3_000);
            assertThat(caller.check(other.body())).isEqualTo(StreamEnd.COMPLETE);
        }
        assertNothingIsHeld();
    }

    @Test
    void anAttemptThatOffersAToolThatIsCutIsMadeAnewWithoutIt() throws Exception {
        var answer = node.later(Caller.OPENAI.path(), Caller.OPENAI.withTool("late-openai", false));
        Eventually.that("the first is asked", () -> !node.sim().log().isEmpty());
        node.kill("tool", "get_level", CUT);
        assertThat(answer.get().statusCode()).isEqualTo(200);
        assertThat(header(answer.get(), "x-penstock-attempts")).isEqualTo("2");
        assertThat(node.lastSent().has("tools")).isFalse();
    }

    @Test
    void whatIsNotStoppedGoesOn() {
        try (RawCall stopped = RawCall.post(node, Caller.OPENAI.path(), Caller.OPENAI.hello("openai", true));
                RawCall other =
                        RawCall.post(node, Caller.ANTHROPIC.path(), Caller.ANTHROPIC.hello("brief-anthropic", true))) {
            stopped.readUntil("sim-small");
            other.readUntil("sim-brief");
            node.kill("provider", "openai", CUT);
            stopped.readAll(3_000);
            assertCut(stopped, Caller.OPENAI);
            other.readAll(3_000);
            assertThat(Caller.ANTHROPIC.check(other.body())).isEqualTo(StreamEnd.COMPLETE);
        }
    }

    static Stream<Arguments> before() {
        return ways().flatMap(
                        way -> Stream.of(false, true).map(stream -> Arguments.of(way.get()[0], way.get()[1], stream)));
    }

    @ParameterizedTest
    @MethodSource("before")
    void whatHasNoContentYetIsAskedOfTheNextTarget(Caller caller, String provider, boolean stream) throws Exception {
        var answer = node.later(caller.path(), caller.hello("late-" + provider, stream));
        Eventually.that("the first is asked", () -> !node.sim().log().isEmpty());
        node.kill("target", provider + "/sim-late", CUT);
        byte[] body = answer.get().body().getBytes(UTF_8);
        assertThat(answer.get().statusCode()).isEqualTo(200);
        if (stream) {
            assertThat(caller.check(body)).isEqualTo(StreamEnd.COMPLETE);
        }
        assertThat(stream ? caller.text(body) : caller.wholeText(body)).isEqualTo(SimAnswer.of("sim-other", "Hello"));
        assertThat(header(answer.get(), "x-penstock-outcome")).isEqualTo("fallback");
        assertThat(header(answer.get(), "x-penstock-attempts")).isEqualTo("2");
        assertThat(failure(node.trace(answer.get())).path("kind").asText()).isEqualTo("killed");
        Eventually.that(
                "the first call ended", () -> node.sim().log().getFirst().ended() != null);
        assertThat(node.sim().log().getFirst().how()).isEqualTo("client-cancelled");
        assertNothingIsHeld();
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI, late-alone, target, openai/sim-late, false",
        "ANTHROPIC, late-alone, target, openai/sim-late, true",
        "OPENAI, late-openai, route, late-openai, true",
        "ANTHROPIC, late-openai, route, late-openai, false"
    })
    void whereNothingIsLeftToAskItSaysSo(Caller caller, String route, String scope, String key, boolean stream)
            throws Exception {
        var answer = node.later(caller.path(), caller.hello(route, stream));
        Eventually.that("it is asked", () -> !node.sim().log().isEmpty());
        node.kill(scope, key, CUT);
        assertToldPlainly(answer.get());
        assertNothingIsHeld();
    }

    private void assertToldPlainly(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(TestNode.json(answer.body()).path("error").path("message").asText())
                .isEqualTo("Back soon");
        assertThat(header(answer, "x-should-retry")).isEqualTo("false");
        assertThat(header(answer, "x-penstock-outcome")).isEqualTo("refuse");
        assertThat(header(answer, "x-penstock-attempts")).isEqualTo("1");
    }

    private void assertCut(RawCall call, Caller caller) {
        assertThat(caller.check(call.body())).isEqualTo(StreamEnd.ERROR);
        assertThat(call.text()).contains("Back soon").doesNotContain("internal5eC3e7");
        assertThat(call.whole()).as("has the mark of a clean end").isFalse();
        assertThat(call.end(1_000)).isEqualTo(RawCall.End.CLOSED);
        JsonNode trace = node.trace(call.header("x-penstock-trace"));
        assertThat(trace.path("outcome").asText()).isEqualTo("failed");
        assertThat(failure(trace).path("kind").asText()).isEqualTo("killed");
    }

    private static JsonNode failure(JsonNode trace) {
        return trace.path("attempts").path(0).path("failure");
    }

    private void assertNothingIsHeld() {
        Eventually.that("nothing is under way", () -> node.inFlight() == 0);
        Eventually.that("no memory is held", () -> node.metric("penstock_buffered_bytes") == 0);
    }
}
