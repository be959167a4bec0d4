package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.config.AnswerChecks;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Fallback;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.ReviewTerms;
import dev.penstock.testkit.StreamEnd;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** On a route whose risk is high, tool calls are proposals, whole and in streams. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProposalsTest {
    private static final String EDIT = ",\"tool_calls\":[{\"name\":\"%s\",\"arguments\":%s}]";

    private final TestNode node = TestNode.start(setup());
    private final Decider decider = new Decider(node);

    @AfterAll
    void close() {
        node.close();
    }

    @BeforeEach
    void reset() {
        node.sim().reset();
        node.liftAll();
    }

    private static Setup setup() {
        Setup setup = Setup.empty();
        ReviewTerms high = new ReviewTerms(true, Duration.ofHours(1));
        AnswerChecks calls = new AnswerChecks(null, null, false, false, true);
        ContractTerms checked = new ContractTerms(calls, true, 0, new Fallback.Escalate("Wait for us."));
        for (String target : new String[] {"openai/sim-small", "anthropic/sim-large"}) {
            String of = target.replaceAll("/.*", "");
            setup.route(of, route -> route.reviews(high).healing(Healing.DEFAULT), target)
                    .route(of + "-checked", route -> route.reviews(high).contract(null, checked), target);
        }
        return setup;
    }

    static Stream<Arguments> ways() {
        return Arrays.stream(Caller.values())
                .flatMap(caller -> Stream.of("openai", "anthropic")
                        .flatMap(of -> Stream.of(true, false).map(stream -> Arguments.of(caller, of, stream))));
    }

    @ParameterizedTest(name = "{0} to {1} stream {2}")
    @MethodSource("ways")
    void anAnswerThatCallsNoToolIsPassedOn(Caller caller, String of, boolean stream) {
        try (RawCall call = ask(caller, caller.hello(of, stream))) {
            assertThat(call.status()).isEqualTo(200);
            assertThat(call.header("x-penstock-outcome")).isEqualTo("pass");
            assertThat(call.header("x-penstock-review")).isEmpty();
            assertThat(text(call, caller, stream)).isNotEmpty();
        }
    }

    @ParameterizedTest(name = "{0} to {1} stream {2}")
    @MethodSource("ways")
    void aToolCallIsHeldUntilAPersonApprovesIt(Caller caller, String of, boolean stream) {
        try (RawCall call = ask(caller, caller.withTool(of, stream))) {
            String id = proposed(call, caller, stream);
            assertThat(call.text()).doesNotContain("get_level");
            JsonNode full = decider.read(id);
            assertThat(full.path("why")).extracting(JsonNode::asText).containsExactly("get_level");
            assertThat(full.path("story")
                            .path("attempts")
                            .path(0)
                            .path("finish")
                            .asText())
                    .isEqualTo("tool_calls");
            assertThat(name(caller, full.path("proposed"))).isEqualTo("get_level");

            decider.decide(id, "approve", "");
            JsonNode told = decider.told(id);
            assertThat(told.path("answer")).isEqualTo(full.path("proposed"));
        }
    }

    @ParameterizedTest(name = "{0} to {1} stream {2}")
    @MethodSource("ways")
    void aPersonMayCallOtherwiseWithinTheToolsSchemas(Caller caller, String of, boolean stream) {
        try (RawCall call = ask(caller, caller.withTool(of, stream))) {
            String id = proposed(call, caller, stream);

            JsonNode unknown = decider.refused(id, "edit", EDIT.formatted("open_gate", "{}"));
            assertThat(unknown.at("/errors/0/field").asText()).isEqualTo("tool_calls[0].name");
            assertThat(unknown.at("/errors/0/expected").asText()).isEqualTo("one of get_level");
            JsonNode invalid = decider.refused(id, "edit", EDIT.formatted("get_level", "{\"metres\":\"high\"}"));
            assertThat(invalid.at("/errors/0/field").asText()).isEqualTo("tool_calls[0].arguments.metres");
            assertThat(decider.told(id).path("status").asText()).isEqualTo("open");

            JsonNode before = decider.read(id).path("proposed");
            decider.decide(id, "edit", EDIT.formatted("get_level", "{\"gate\":\"north\",\"metres\":2}"));
            JsonNode answer = decider.told(id).path("answer");
            assertThat(name(caller, answer)).isEqualTo("get_level");
            assertThat(arguments(caller, answer)).isEqualTo(TestNode.json("{\"gate\":\"north\",\"metres\":2}"));
            assertThat(callId(caller, answer)).isEqualTo(callId(caller, before)).isNotEmpty();
            assertThat(answer.path("model")).isEqualTo(before.path("model"));
        }
    }

    @ParameterizedTest
    @EnumSource(Caller.class)
    void whatIsRejectedIsSaidInWords(Caller caller) {
        try (RawCall call = ask(caller, caller.withTool("openai", false))) {
            String id = proposed(call, caller, false);
            decider.decide(id, "reject", ",\"text\":\"Not today.\"");
            JsonNode told = decider.told(id);
            assertThat(told.path("decision").asText()).isEqualTo("reject");
            assertThat(caller.said(told.path("answer"))).isEqualTo("Not today.");
        }
    }

    @ParameterizedTest
    @EnumSource(Caller.class)
    void aToolThatIsStoppedMeanwhileIsNotApproved(Caller caller) {
        try (RawCall call = ask(caller, caller.withTool("openai", false))) {
            String id = proposed(call, caller, false);
            node.kill("tool", "get_level");
            assertThat(decider.refused(id, "approve", "")
                            .at("/errors/0/expected")
                            .asText())
                    .isEqualTo("no call of a tool that a kill stops");
            assertThat(decider.refused(id, "edit", EDIT.formatted("get_level", "{}"))
                            .at("/errors/0/value")
                            .asText())
                    .isEqualTo("get_level");
        }
    }

    @ParameterizedTest(name = "{0} to {1} stream {2}")
    @MethodSource("ways")
    void theContractComesFirstAndItsTextIsSaid(Caller caller, String of, boolean stream) {
        try (RawCall call = ask(caller, caller.withTool(of + "-checked", stream))) {
            proposed(call, caller, stream);
            assertThat(text(call, caller, stream)).isEqualTo("Wait for us.");
            JsonNode trace = node.trace(call.header("x-penstock-trace"));
            assertThat(trace.path("attempts")
                            .path(0)
                            .path("contract")
                            .path("result")
                            .asText())
                    .isEqualTo("valid");
        }
    }

    @ParameterizedTest
    @EnumSource(Caller.class)
    void whatTheAnswerCostIsToldAlthoughItIsHeld(Caller caller) {
        try (RawCall call = ask(caller, caller.withTool("openai", false))) {
            proposed(call, caller, false);
            JsonNode trace = node.trace(call.header("x-penstock-trace"));
            JsonNode tokens = trace.path("attempts").path(0).path("tokens");
            assertThat(tokens.path("output").asInt()).isPositive();
            assertThat(call.header("x-penstock-cost-microdollars"))
                    .isEqualTo(trace.path("cost_microdollars").asText());
            JsonNode usage = TestNode.json(call.text()).path("usage");
            assertThat(usage.path(caller == Caller.OPENAI ? "completion_tokens" : "output_tokens"))
                    .isEqualTo(tokens.path("output"));
        }
    }

    @ParameterizedTest(name = "{0} to {1} stream {2}")
    @MethodSource("ways")
    void aProposalThatCannotBeStoredIsRefusedAndNotPassedOn(Caller caller, String of, boolean stream) {
        String large = "x".repeat(300_000);
        String body = caller.withTool(of, stream).replace("Look at", large + " Look at");
        try (RawCall call = ask(caller, body)) {
            assertThat(call.status()).isEqualTo(502);
            assertThat(call.header("x-penstock-outcome")).isEqualTo("refuse");
            assertThat(call.header("x-should-retry")).isEqualTo("false");
            assertThat(call.text())
                    .contains("which a person must approve on this route. No review could be opened: the request is"
                            + " larger than the 256 KiB of a review.")
                    .doesNotContain("get_level");
        }
    }

    private static String name(Caller caller, JsonNode answer) {
        return called(caller, answer).path("name").asText();
    }

    private static JsonNode arguments(Caller caller, JsonNode answer) {
        return caller == Caller.OPENAI
                ? TestNode.json(called(caller, answer).path("arguments").asText())
                : called(caller, answer).path("input");
    }

    private static String callId(Caller caller, JsonNode answer) {
        return caller == Caller.OPENAI
                ? answer.at("/choices/0/message/tool_calls/0/id").asText()
                : called(caller, answer).path("id").asText();
    }

    private static JsonNode called(Caller caller, JsonNode answer) {
        if (caller == Caller.OPENAI) {
            return answer.at("/choices/0/message/tool_calls/0/function");
        }
        for (JsonNode block : answer.path("content")) {
            if (block.path("type").asText().equals("tool_use")) {
                return block;
            }
        }
        throw new AssertionError("no call in " + answer);
    }

    private static String proposed(RawCall call, Caller caller, boolean stream) {
        assertThat(call.status()).as(call.text()).isEqualTo(200);
        assertThat(call.header("x-penstock-outcome")).isEqualTo("escalate");
        assertThat(text(call, caller, stream)).isNotEmpty();
        assertThat(call.header("x-penstock-review")).startsWith("test.");
        return call.header("x-penstock-review");
    }

    private RawCall ask(Caller caller, String body) {
        RawCall call = RawCall.post(node, caller.path(), body);
        call.readAll(5_000);
        return call;
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
