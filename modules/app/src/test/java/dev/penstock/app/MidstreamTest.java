package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.config.BreakerPolicy;
import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.Midstream;
import dev.penstock.sim.Behaviour;
import dev.penstock.sim.Prefill;
import dev.penstock.sim.SimAnswer;
import dev.penstock.sim.SimScript;
import dev.penstock.testkit.StreamEnd;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a caller sees of a stream that breaks after its first content, and what the provider sees of how it is healed.
 * The simulator's models say the same to the same, and each says something else.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated("its deadlines are short")
class MidstreamTest {
    private static final List<String> PROVIDERS = List.of("openai", "anthropic");
    private static final List<String> FAULTS = List.of(
            "cut-clean@6",
            "cut-stream@6",
            "cut-utf8@6",
            "cut-line@6",
            "reset-stream@6",
            "stall@6",
            "malformed-chunk@6",
            "error-event@6",
            "error-data@6");
    /** Nearly every stream of these tests breaks. */
    static final BreakerPolicy NEVER_OPEN =
            new BreakerPolicy(true, 1_000_000, Duration.ofSeconds(10), 1, Duration.ofSeconds(5), 1_000);

    private static final Deadlines SHORT =
            new Deadlines(Duration.ofSeconds(2), Duration.ofMillis(400), Duration.ofMillis(250), Duration.ofSeconds(5));

    private final TestNode node = TestNode.start(setup());

    @AfterAll
    void close() {
        node.close();
    }

    @BeforeEach
    void reset() {
        node.sim().reset();
    }

    static Stream<Arguments> everyFault() {
        return everyWay(FAULTS.stream());
    }

    /** Without the one that also makes the model say something else, to have a character of several bytes to cut. */
    static Stream<Arguments> faultsOfTheSameText() {
        return everyWay(FAULTS.stream().filter(fault -> !fault.startsWith("cut-utf8")));
    }

    private static Stream<Arguments> everyWay(Stream<String> faults) {
        return faults.flatMap(fault -> Arrays.stream(Caller.values())
                .flatMap(caller -> PROVIDERS.stream().map(provider -> Arguments.of(fault, caller, provider))));
    }

    @ParameterizedTest(name = "{0} {1} to {2}")
    @MethodSource("faultsOfTheSameText")
    void theSameTargetBeginsAnewBehindWhatTheCallerHas(String fault, Caller caller, String provider) {
        node.sim().script(SimScript.next(fault));
        try (RawCall call = RawCall.post(node, caller.path(), caller.hello("restart-" + provider, true))) {
            call.readAll(5_000);
            assertWhole(call, caller, model(provider));
            JsonNode trace = node.trace(call.header("x-penstock-trace"));
            assertThat(trace.path("outcome").asText()).isEqualTo("retry");
            assertThat(trace.path("attempts")).hasSize(2);
            assertThat(trace.path("attempts").path(0).path("remedy").asText())
                    .contains("to begin anew behind what the caller has");
            assertThat(node.sim().log()).hasSize(2);
        }
    }

    @ParameterizedTest(name = "{0} {1} to {2}")
    @MethodSource("everyFault")
    void whereTheStreamIsHeldBackAnotherTargetAnswersUnseen(String fault, Caller caller, String provider) {
        node.sim().script(SimScript.next(fault, fault));
        try (RawCall call = RawCall.post(node, caller.path(), caller.hello("buffer-" + provider, true))) {
            call.readAll(5_000);
            assertWhole(call, caller, "sim-other");
            assertThat(call.header("x-penstock-outcome")).isEqualTo("fallback");
            assertThat(node.sim().log()).hasSize(3);
        }
    }

    @ParameterizedTest(name = "{0} {1} to {2}")
    @MethodSource("everyFault")
    void whatSaysSomethingElseIsNeverSplicedIn(String fault, Caller caller, String provider) {
        // What begins anew breaks as early, and the next target says something else.
        node.sim().script(SimScript.next(fault, fault));
        try (RawCall call = RawCall.post(node, caller.path(), caller.hello("depart-" + provider, true))) {
            call.readAll(5_000);
            assertThat(call.status()).isEqualTo(200);
            assertThat(caller.check(call.body())).isEqualTo(StreamEnd.ERROR);
            assertThat(call.whole()).as("has the mark of a clean end").isFalse();
            assertThat(SimAnswer.of(model(provider), "Hello"))
                    .startsWith(BrokenStreamsTest.withoutCuttable(caller.text(call.body())));
            JsonNode attempts = node.trace(call.header("x-penstock-trace")).path("attempts");
            assertThat(attempts).hasSize(3);
            assertThat(attempts.path(2).path("diagnosis").asText()).isEqualTo("departed");
        }
    }

    @ParameterizedTest(name = "{0} {1} to {2}")
    @MethodSource("faultsOfTheSameText")
    void theNextTargetGoesOnWhereTheStreamBroke(String fault, Caller caller, String provider) {
        node.sim().script(SimScript.next(fault));
        node.sim().script(SimScript.model("sim-next", Behaviour.USUAL.withPrefill(Prefill.CONTINUES)));
        try (RawCall call = RawCall.post(node, caller.path(), caller.hello("continue-" + provider, true))) {
            call.readAll(5_000);
            assertThat(caller.check(call.body())).isEqualTo(StreamEnd.COMPLETE);
            JsonNode attempts = node.trace(call.header("x-penstock-trace")).path("attempts");
            assertThat(attempts).hasSize(2);
            assertThat(attempts.path(0).path("remedy").asText()).endsWith("to go on where the stream broke");
            String first = SimAnswer.of(model(provider), "Hello");
            assertThat(IntStream.rangeClosed(1, first.length())
                            .mapToObj(i -> first.substring(0, i).stripTrailing())
                            .map(begun -> begun + SimAnswer.continued("sim-next", "Hello", begun)))
                    .as("the first model's begin, and the next one's words for that begin")
                    .contains(caller.text(call.body()));
        }
    }

    @ParameterizedTest(name = "{0} {1} to {2}")
    @MethodSource("faultsOfTheSameText")
    void aTargetThatRefusesToGoOnIsNotSeen(String fault, Caller caller, String provider) {
        node.sim().script(SimScript.next(fault));
        node.sim().script(SimScript.model("sim-next", Behaviour.USUAL.withPrefill(Prefill.REJECTS)));
        try (RawCall call = RawCall.post(node, caller.path(), caller.hello("continue-" + provider, true))) {
            call.readAll(5_000);
            assertWhole(call, caller, model(provider));
            assertThat(node.sim().log()).hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource(Caller.class)
    void aCallOfAToolIsNotGoneOnWith(Caller caller) {
        node.sim().script(SimScript.next("cut-tool-arguments"));
        try (RawCall call = RawCall.post(node, caller.path(), caller.withTool("restart-openai", true))) {
            call.readAll(5_000);
            assertThat(caller.check(call.body())).isEqualTo(StreamEnd.ERROR);
            assertThat(node.sim().log()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Caller.class)
    void whereTheRouteSaysSoTheCallerIsToldAtOnce(Caller caller) {
        node.sim().script(SimScript.next("cut-stream@6"));
        try (RawCall call = RawCall.post(node, caller.path(), caller.hello("error-openai", true))) {
            call.readAll(5_000);
            assertThat(caller.check(call.body())).isEqualTo(StreamEnd.ERROR);
            assertThat(node.sim().log()).hasSize(1);
        }
    }

    private static void assertWhole(RawCall call, Caller caller, String model) {
        assertThat(call.status()).isEqualTo(200);
        assertThat(caller.check(call.body())).isEqualTo(StreamEnd.COMPLETE);
        assertThat(call.whole()).as("has the mark of a clean end").isTrue();
        assertThat(caller.text(call.body())).isEqualTo(SimAnswer.of(model, "Hello"));
    }

    private static Setup setup() {
        Setup setup = Setup.empty();
        for (String provider : PROVIDERS) {
            String model = provider + "/" + model(provider);
            String next = (provider.equals("openai") ? "anthropic" : "openai") + "/sim-next";
            String other = (provider.equals("openai") ? "anthropic" : "openai") + "/sim-other";
            for (String target : List.of(model, other, next)) {
                setup.breaker(target, NEVER_OPEN);
            }
            setup.route("restart-" + provider, route -> route.deadlines(SHORT).healing(mode(Midstream.RESTART)), model);
            setup.route(
                    "depart-" + provider,
                    route -> route.deadlines(SHORT).healing(mode(Midstream.CONTINUE)),
                    model,
                    other);
            setup.prefillTarget(next)
                    .route(
                            "continue-" + provider,
                            route -> route.deadlines(SHORT).healing(mode(Midstream.CONTINUE)),
                            model,
                            next);
            setup.route(
                    "buffer-" + provider,
                    route -> route.deadlines(SHORT).healing(mode(Midstream.BUFFER)),
                    model,
                    other);
            setup.route("error-" + provider, route -> route.deadlines(SHORT).healing(mode(Midstream.ERROR)), model);
        }
        return setup;
    }

    private static Healing mode(Midstream midstream) {
        return new Healing(1, Duration.ofSeconds(2), midstream, Set.of(), Map.of());
    }

    private static String model(String provider) {
        return provider.equals("openai") ? "sim-small" : "sim-large";
    }
}
