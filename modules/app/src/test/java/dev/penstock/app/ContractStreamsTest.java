package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.config.AnswerChecks;
import dev.penstock.core.config.ContractStream;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Fallback;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.ToolResultRule;
import dev.penstock.sim.Behaviour;
import dev.penstock.sim.Latency;
import dev.penstock.sim.SimScript;
import dev.penstock.testkit.StreamEnd;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams that are given on while they are held against their contract. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractStreamsTest {
    /** The simulator parts its pieces where a space is. */
    private static final String SCHEMA = """
        {"type": "object", "required": ["the gate", "its level"], "additionalProperties": false,
         "properties": {"the gate": {"type": "string"}, "its level": {"type": "integer"}}}\
        """;
    /** Each answer of the simulator comes in pieces of their own. */
    private static final Behaviour SLOW = new Behaviour(Latency.NONE, new Latency.Fixed(Duration.ofMillis(15)), 5);

    private final TestNode node = TestNode.start(setup());

    @AfterAll
    void close() {
        node.close();
    }

    @BeforeEach
    void reset() {
        node.sim().reset();
    }

    private static Setup setup() {
        Setup setup =
                Setup.empty().contract("level", SCHEMA).model("sim-small", SLOW).model("sim-large", SLOW);
        for (String target : new String[] {"openai/sim-small", "anthropic/sim-large"}) {
            setup.jsonTarget(target)
                    .breaker(target, MidstreamTest.NEVER_OPEN)
                    .route(
                            target.substring(0, target.indexOf('/')),
                            route -> route.contract("level", terms(AnswerChecks.NONE))
                                    .healing(Healing.DEFAULT),
                            target);
        }
        return setup.route(
                "short",
                route -> route.contract(null, terms(new AnswerChecks(null, 20, false, false, false)))
                        .healing(Healing.DEFAULT),
                "openai/sim-small");
    }

    private static ContractTerms terms(AnswerChecks checks) {
        return new ContractTerms(
                checks, true, 1, new Fallback.Refuse(), ToolResultRule.LABEL, ContractStream.CHECK, false);
    }

    static Stream<Arguments> ways() {
        return Arrays.stream(Caller.values())
                .flatMap(caller -> Stream.of("openai", "anthropic").map(of -> Arguments.of(caller, of)));
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("ways")
    void aValidAnswerIsGivenOnWhileItComes(Caller caller, String of) {
        try (RawCall call = RawCall.post(node, caller.path(), caller.hello(of, true))) {
            call.readUntil("{");
            assertThat(call.whole())
                    .as("is there to its end with its first piece")
                    .isFalse();
            call.readAll(5_000);
            assertThat(caller.check(call.body())).isEqualTo(StreamEnd.COMPLETE);
            JsonNode value = TestNode.json(caller.text(call.body()));
            assertThat(value.path("its level").isInt()).isTrue();
            assertThat(attempts(call)).hasSize(1);
            assertThat(attempts(call).path(0).path("contract").path("result").asText())
                    .isEqualTo("valid");
        }
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("ways")
    void whatBeginsOtherwiseIsHeldBackAndRepaired(Caller caller, String of) {
        node.sim().script(SimScript.next("fenced-json"));
        try (RawCall call = RawCall.post(node, caller.path(), caller.hello(of, true))) {
            call.readAll(5_000);
            assertThat(caller.check(call.body())).isEqualTo(StreamEnd.COMPLETE);
            assertThat(TestNode.json(caller.text(call.body())).path("its level").isInt())
                    .isTrue();
            assertThat(attempts(call)
                            .path(0)
                            .path("contract")
                            .path("repairs")
                            .path(0)
                            .asText())
                    .isEqualTo("fence");
        }
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("ways")
    void whatIsHeldBackIsAskedForAgain(Caller caller, String of) {
        node.sim().script(SimScript.next("html-content"));
        try (RawCall call = RawCall.post(node, caller.path(), caller.hello(of, true))) {
            call.readAll(5_000);
            assertThat(caller.check(call.body())).isEqualTo(StreamEnd.COMPLETE);
            assertThat(attempts(call)).hasSize(2);
        }
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("ways")
    void theFirstWrongMemberEndsTheStreamWithAnError(Caller caller, String of) {
        node.sim().script(SimScript.next("wrong-schema"));
        try (RawCall call = RawCall.post(node, caller.path(), caller.hello(of, true))) {
            call.readAll(5_000);
            assertBrokenOff(call, caller, "schema");
            assertThat(caller.text(call.body())).isEqualTo("{\"the");
        }
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("ways")
    void whatIsCutByALimitOnTokensHasNoCleanEnd(Caller caller, String of) {
        node.sim().script(SimScript.next("truncated-json"));
        try (RawCall call = RawCall.post(node, caller.path(), caller.hello(of, true))) {
            call.readAll(5_000);
            assertBrokenOff(call, caller, "truncated");
        }
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("ways")
    void aStreamThatIsCutHasNoCleanEnd(Caller caller, String of) {
        node.sim().script(SimScript.next("cut-stream@4"));
        try (RawCall call = RawCall.post(node, caller.path(), caller.hello(of, true))) {
            call.readAll(5_000);
            assertThat(caller.check(call.body())).isEqualTo(StreamEnd.ERROR);
        }
    }

    @Test
    void anAnswerThatBecomesTooLongIsEndedThere() {
        try (RawCall call = RawCall.post(node, Caller.OPENAI.path(), Caller.OPENAI.hello("short", true))) {
            call.readAll(5_000);
            assertBrokenOff(call, Caller.OPENAI, "max_chars");
            assertThat(Caller.OPENAI.text(call.body())).hasSizeBetween(1, 20);
        }
    }

    private void assertBrokenOff(RawCall call, Caller caller, String check) {
        assertThat(call.status()).isEqualTo(200);
        assertThat(caller.check(call.body())).isEqualTo(StreamEnd.ERROR);
        assertThat(call.whole()).as("has the mark of a clean end").isFalse();
        assertThat(call.text()).contains("The answer does not satisfy its contract: " + check);
        assertThat(attempts(call)
                        .path(0)
                        .path("contract")
                        .path("checks")
                        .path(0)
                        .asText())
                .startsWith(check);
        assertThat(attempts(call)).hasSize(1);
    }

    private JsonNode attempts(RawCall call) {
        return node.trace(call.header("x-penstock-trace")).path("attempts");
    }
}
