package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.config.AnswerChecks;
import dev.penstock.core.config.ContractStream;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Fallback;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.ToolResultRule;
import dev.penstock.sim.SimScript;
import dev.penstock.testkit.StreamEnd;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of answers that do not satisfy the contract of their route, whole and in streams. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractsTest {
    private static final String SCHEMA = """
        {"type": "object", "required": ["level"], "additionalProperties": false,
         "properties": {"level": {"type": "integer"}}}
        """;
    private static final List<String> WRONG = List.of("truncated-json", "wrong-schema", "html-content");

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
        Setup setup = Setup.empty().contract("level", SCHEMA);
        for (String model : List.of("openai/sim-small", "anthropic/sim-large", "openai/sim-other")) {
            setup.jsonTarget(model);
        }
        ContractTerms usual = ContractTerms.USUAL;
        ContractTerms clarify =
                new ContractTerms(AnswerChecks.NONE, false, 0, new Fallback.Clarify("Which gate do you mean?"));
        ContractTerms ready = new ContractTerms(AnswerChecks.NONE, true, 0, new Fallback.Answer("{\"level\":0}"));
        AnswerChecks english = new AnswerChecks(Set.of("en"), 50, false, true, false);
        for (String target : List.of("openai/sim-small", "anthropic/sim-large")) {
            String of = target.startsWith("openai") ? "openai" : "anthropic";
            setup.route(
                            of,
                            route -> route.contract("level", usual).healing(Healing.DEFAULT),
                            target,
                            "openai/sim-other")
                    .route(
                            of + "-alone",
                            route -> route.contract("level", usual).healing(Healing.DEFAULT),
                            target)
                    .route(of + "-clarify", route -> route.contract("level", clarify), target)
                    .route(of + "-ready", route -> route.contract("level", ready), target);
        }
        ContractTerms narrow = new ContractTerms(
                AnswerChecks.NONE, true, 1, new Fallback.Refuse(), ToolResultRule.LABEL, ContractStream.HOLD, true);
        setup.route("narrow", route -> route.contract("level", narrow).healing(Healing.DEFAULT), "anthropic/sim-large");
        return setup.route(
                "short",
                route -> route.contract(null, new ContractTerms(english, true, 1, new Fallback.Refuse()))
                        .healing(Healing.DEFAULT),
                "openai/sim-prose");
    }

    static Stream<Arguments> ways() {
        return Arrays.stream(Caller.values())
                .flatMap(caller -> Stream.of("openai", "anthropic")
                        .flatMap(of -> Stream.of(true, false).map(stream -> Arguments.of(caller, of, stream))));
    }

    static Stream<Arguments> wrongWays() {
        return ways().flatMap(way ->
                WRONG.stream().map(fault -> Arguments.of(way.get()[0], way.get()[1], way.get()[2], fault)));
    }

    @ParameterizedTest(name = "{0} to {1} stream {2}")
    @MethodSource("ways")
    void theContractIsSentAlongAndAValidAnswerIsPassedOn(Caller caller, String of, boolean stream) {
        try (RawCall call = ask(caller, of, stream)) {
            JsonNode trace = assertSatisfied(call, caller, stream);
            assertThat(call.header("x-penstock-outcome")).isEqualTo("pass");
            JsonNode contract = trace.path("attempts").path(0).path("contract");
            assertThat(contract.path("result").asText()).isEqualTo("valid");
            assertThat(contract.path("asked_by").asText()).isEqualTo("json_schema");
        }
    }

    @ParameterizedTest(name = "{0} to {1} stream {2}")
    @MethodSource("ways")
    void aFenceAndTheWordsAroundItAreTakenAway(Caller caller, String of, boolean stream) {
        node.sim().script(SimScript.next("fenced-json"));
        try (RawCall call = ask(caller, of, stream)) {
            JsonNode trace = assertSatisfied(call, caller, stream);
            assertThat(call.header("x-penstock-outcome")).isEqualTo("pass");
            JsonNode contract = trace.path("attempts").path(0).path("contract");
            assertThat(contract.path("result").asText()).isEqualTo("repaired");
            assertThat(contract.path("repairs").path(0).asText()).isEqualTo("fence");
            assertThat(node.sim().log()).hasSize(1);
        }
    }

    @ParameterizedTest(name = "{3} {0} to {1} stream {2}")
    @MethodSource("wrongWays")
    void anInvalidAnswerIsAskedForAgainWithWhatWasWrong(Caller caller, String of, boolean stream, String fault) {
        node.sim().script(SimScript.next(fault));
        try (RawCall call = ask(caller, of, stream)) {
            JsonNode trace = assertSatisfied(call, caller, stream);
            assertThat(trace.path("outcome").asText()).isEqualTo("retry");
            assertThat(trace.path("attempts")
                            .path(0)
                            .path("contract")
                            .path("checks")
                            .isEmpty())
                    .isFalse();
            assertThat(trace.path("attempts").path(0).path("remedy").asText())
                    .startsWith("change: ")
                    .contains("told what was wrong");
            assertThat(node.sim().log()).hasSize(2);
        }
    }

    @ParameterizedTest(name = "{3} {0} to {1} stream {2}")
    @MethodSource("wrongWays")
    void afterOneCorrectionTheNextTargetIsAsked(Caller caller, String of, boolean stream, String fault) {
        node.sim().script(SimScript.next(fault, fault));
        try (RawCall call = ask(caller, of, stream)) {
            assertSatisfied(call, caller, stream);
            assertThat(call.header("x-penstock-outcome")).isEqualTo("fallback");
            assertThat(call.header("x-penstock-target")).isEqualTo("openai/sim-other");
            assertThat(node.sim().log()).hasSize(3);
        }
    }

    @ParameterizedTest(name = "{3} {0} to {1} stream {2}")
    @MethodSource("wrongWays")
    void whatNothingHealsIsRefusedAndTheChecksAreNamed(Caller caller, String of, boolean stream, String fault) {
        node.sim().script(SimScript.next(fault, fault));
        try (RawCall call = ask(caller, of + "-alone", stream)) {
            assertThat(call.status()).isEqualTo(502);
            assertThat(call.header("x-penstock-outcome")).isEqualTo("refuse");
            assertThat(call.header("x-should-retry")).isEqualTo("false");
            assertThat(call.text()).contains("The answer does not satisfy its contract: ");
            assertThat(node.trace(call.header("x-penstock-trace")).toString()).doesNotContain("502 Bad Gateway");
        }
    }

    @ParameterizedTest(name = "{0} to {1} stream {2}")
    @MethodSource("ways")
    void theUserIsAskedWhereTheRouteSaysSo(Caller caller, String of, boolean stream) {
        node.sim().script(SimScript.next("wrong-schema"));
        try (RawCall call = ask(caller, of + "-clarify", stream)) {
            assertThat(call.status()).isEqualTo(200);
            assertThat(call.header("x-penstock-outcome")).isEqualTo("clarify");
            assertThat(text(call, caller, stream)).isEqualTo("Which gate do you mean?");
        }
    }

    @ParameterizedTest(name = "{0} to {1} stream {2}")
    @MethodSource("ways")
    void aTextThatStandsReadyIsGiven(Caller caller, String of, boolean stream) {
        node.sim().script(SimScript.next("wrong-schema"));
        try (RawCall call = ask(caller, of + "-ready", stream)) {
            assertThat(call.status()).isEqualTo(200);
            assertThat(call.header("x-penstock-outcome")).isEqualTo("fallback");
            assertThat(text(call, caller, stream)).isEqualTo("{\"level\":0}");
        }
    }

    @ParameterizedTest
    @EnumSource(Caller.class)
    void aRefusalIsNotHeldAgainstTheContract(Caller caller) {
        node.sim().script(SimScript.next("refusal"));
        try (RawCall call = ask(caller, "openai", false)) {
            assertThat(call.status()).isEqualTo(200);
            assertThat(call.header("x-penstock-outcome")).isEqualTo("refuse");
            assertThat(node.sim().log()).hasSize(1);
        }
    }

    @Test
    void aCorrectionMayGoWithoutTheHistory() {
        node.sim().script(SimScript.next("wrong-schema"));
        String history = "[{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"Hi\"},"
                + "{\"role\":\"assistant\",\"content\":\"Hello.\"},{\"role\":\"user\"";
        String body = Caller.OPENAI.hello("narrow", false).replace("[{\"role\":\"user\"", history);
        try (RawCall call = RawCall.post(node, Caller.OPENAI.path(), body)) {
            call.readAll(5_000);
            JsonNode trace = assertSatisfied(call, Caller.OPENAI, false);
            assertThat(trace.at("/attempts/0/remedy").asText())
                    .endsWith("told what was wrong, without the turns before the last");
        }
        assertThat(TestNode.json(String.valueOf(node.sim().log().getFirst().body()))
                        .path("messages"))
                .hasSize(3);
        JsonNode sent = node.lastSent();
        assertThat(sent.path("system").toString()).contains("Be brief.");
        assertThat(sent.path("messages").toString())
                .contains("Hello")
                .doesNotContain("Hello.")
                .doesNotContain("Hi");
    }

    @Test
    void checksHoldWithoutASchemaToo() {
        try (RawCall call = ask(Caller.OPENAI, "short", false)) {
            assertThat(call.status()).isEqualTo(502);
            assertThat(call.text()).contains("max_chars");
        }
    }

    private RawCall ask(Caller caller, String route, boolean stream) {
        RawCall call = RawCall.post(node, caller.path(), caller.hello(route, stream));
        call.readAll(5_000);
        return call;
    }

    private JsonNode assertSatisfied(RawCall call, Caller caller, boolean stream) {
        assertThat(call.status()).isEqualTo(200);
        JsonNode said = TestNode.json(text(call, caller, stream));
        assertThat(said.path("level").isIntegralNumber()).as("%s", said).isTrue();
        return node.trace(call.header("x-penstock-trace"));
    }

    private static String text(RawCall call, Caller caller, boolean stream) {
        if (stream) {
            assertThat(caller.check(call.body())).isEqualTo(StreamEnd.COMPLETE);
            assertThat(call.whole()).isTrue();
            return caller.text(call.body());
        }
        return caller.wholeText(call.body());
    }
}
