package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.config.Deadlines;
import dev.penstock.sim.AnswerFault;
import dev.penstock.sim.SimAnswer;
import dev.penstock.sim.StatusFault;
import dev.penstock.sim.ToolFault;
import dev.penstock.sim.WireFault;
import dev.penstock.testkit.OpenAiStreamRules;
import dev.penstock.testkit.StreamEnd;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What callers see when a provider's stream is wrong, by every fault that the simulator knows, for callers and targets
 * of each dialect. Read byte for byte: an official client would not tell a clean end from a cut.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated("its deadlines are short")
class BrokenStreamsTest {
    private static final List<String> PROVIDERS = List.of("openai", "anthropic");
    private static final Deadlines SHORT =
            new Deadlines(Duration.ofSeconds(2), Duration.ofMillis(250), Duration.ofMillis(250), Duration.ofSeconds(5));

    /** The answer is right and whole all the same. */
    private static final Set<String> HARMLESS =
            Set.of("no-done", "other-model", "slow-first-token@30", "slow-tokens@2", "unsupported-parameter");

    private final TestNode node = TestNode.start(setup());

    @AfterAll
    void close() {
        node.close();
    }

    static Stream<Arguments> wireFaults() {
        return everyWay(labels(WireFault.values()));
    }

    @ParameterizedTest(name = "{0} {1} to {2}")
    @MethodSource("wireFaults")
    void aStreamThatBreaksNeverLooksComplete(String fault, Caller caller, String provider) {
        try (RawCall call = RawCall.post(node, caller.path(), caller.hello(name(provider + "-" + fault), true))) {
            call.readAll(3_000);
            if (HARMLESS.contains(fault)) {
                assertWholeAnswer(call, caller, provider);
            } else if (call.status() == 200) {
                assertThat(caller.check(call.body())).isEqualTo(StreamEnd.ERROR);
                assertThat(call.whole()).as("has the mark of a clean end").isFalse();
                assertThat(call.end(1_000)).isEqualTo(RawCall.End.CLOSED);
                assertThat(SimAnswer.of(model(provider), "Hello"))
                        .as("what came is the begin of the answer")
                        .startsWith(withoutCuttable(caller.text(call.body())));
            } else {
                assertPlainError(call);
            }
        }
    }

    static Stream<Arguments> otherFaults() {
        return everyWay(Stream.of(
                        labels(AnswerFault.values()),
                        labels(ToolFault.values()),
                        Stream.of("slow-first-token@30", "slow-tokens@2"))
                .flatMap(labels -> labels));
    }

    @ParameterizedTest(name = "{0} {1} to {2}")
    @MethodSource("otherFaults")
    void aStreamWhoseAnswerIsStrangeIsValidOrAnError(String fault, Caller caller, String provider) {
        boolean tool =
                Arrays.stream(ToolFault.values()).anyMatch(one -> label(one).equals(fault));
        String route = name(provider + "-" + fault);
        String body = tool ? caller.withTool(route, true) : caller.hello(route, true);
        try (RawCall call = RawCall.post(node, caller.path(), body)) {
            call.readAll(3_000);
            if (HARMLESS.contains(fault) || (fault.equals("no-finish") && provider.equals("openai"))) {
                assertWholeAnswer(call, caller, provider);
            } else if (call.status() != 200) {
                assertPlainError(call);
            } else {
                StreamEnd end = caller.check(call.body());
                assertThat(call.whole()).as("has the mark of a clean end").isEqualTo(end == StreamEnd.COMPLETE);
            }
        }
    }

    /** Those that never end are left to the total deadline: see DeadlinesTest. */
    static Stream<Arguments> wireFaultsThatEnd() {
        return everyWay(labels(WireFault.values()).filter(fault -> !fault.equals("stall") && !fault.equals("silence")));
    }

    @ParameterizedTest(name = "{0} {1} to {2}")
    @MethodSource("wireFaultsThatEnd")
    void aWholeAnswerThatBreaksIsAnError(String fault, Caller caller, String provider) {
        try (RawCall call = RawCall.post(node, caller.path(), caller.hello(name(provider + "-" + fault), false))) {
            call.readAll(3_000);
            if (HARMLESS.contains(fault)) {
                assertThat(call.status()).isEqualTo(200);
                assertThat(caller.wholeText(call.body())).isEqualTo(SimAnswer.of(model(provider), "Hello"));
            } else {
                assertThat(call.status()).isGreaterThanOrEqualTo(500);
                assertPlainError(call);
            }
        }
    }

    @Test
    void theSecondOfTwoAnswersIsNotCompleteBecauseTheFirstIs() {
        String body = Caller.OPENAI.request("openai-cut-clean-30", true, "Hello", ",\"n\":2");
        try (RawCall call = RawCall.post(node, Caller.OPENAI.path(), body)) {
            call.readAll(3_000);
            assertThat(call.text()).contains("\"index\":1").contains("\"finish_reason\":\"stop\"");
            assertThat(OpenAiStreamRules.check(call.body(), false)).isEqualTo(StreamEnd.ERROR);
            assertThat(call.whole()).as("has the mark of a clean end").isFalse();
        }
    }

    static Stream<Arguments> faultsBeforeContent() {
        Stream<String> wire = Stream.of(
                "cut-clean@0",
                "cut-stream@0",
                "cut-utf8@0",
                "cut-line@0",
                "reset",
                "reset-stream@0",
                "stall@0",
                "silence",
                "malformed-chunk@0",
                "error-event@0",
                "error-data@0",
                "slow-first-token@3000");
        Set<StatusFault> requestsOwn = EnumSet.of(
                StatusFault.INVALID_REQUEST,
                StatusFault.REQUEST_TOO_LARGE,
                StatusFault.CONTEXT_LENGTH,
                StatusFault.PROMPT_FILTERED,
                StatusFault.UNSUPPORTED_PARAMETER);
        Stream<String> status = Arrays.stream(StatusFault.values())
                .filter(fault -> !requestsOwn.contains(fault))
                .map(BrokenStreamsTest::label);
        return everyWay(Stream.concat(wire, status));
    }

    @ParameterizedTest(name = "{0} {1} to {2}")
    @MethodSource("faultsBeforeContent")
    void anotherTargetAnswersUnseenWhileThereIsNoContent(String fault, Caller caller, String provider) {
        String body = caller.hello(name(provider + "-" + fault + "-healed"), true);
        try (RawCall call = RawCall.post(node, caller.path(), body)) {
            call.readAll(3_000);
            assertThat(call.status()).isEqualTo(200);
            assertThat(caller.check(call.body())).isEqualTo(StreamEnd.COMPLETE);
            assertThat(caller.text(call.body())).isEqualTo(SimAnswer.of("sim-other", "Hello"));
            assertThat(call.header("x-penstock-outcome")).isEqualTo("fallback");
            JsonNode trace = node.trace(call.header("x-penstock-trace"));
            assertThat(trace.path("outcome").asText()).isEqualTo("fallback");
            if (trace.has("skipped")) {
                // It asked another caller to leave it alone for a time.
                assertThat(trace.path("skipped").path(0).asText()).contains("left alone for");
                return;
            }
            assertThat(call.header("x-penstock-attempts")).isEqualTo("2");
            assertThat(trace.path("attempts")).hasSize(2);
            assertThat(trace.path("attempts")
                            .path(0)
                            .path("failure")
                            .path("kind")
                            .asText())
                    .as("why the first target failed")
                    .isNotEmpty();
            assertThat(trace.path("attempts").path(1).path("target").asText()).endsWith("sim-other");
        }
    }

    private static Setup setup() {
        Setup setup = Setup.empty();
        Stream<String> all = Stream.of(wireFaults(), otherFaults())
                .flatMap(faults -> faults)
                .map(arguments -> (String) arguments.get()[0])
                .distinct();
        List<String> beforeContent = faultsBeforeContent()
                .map(arguments -> (String) arguments.get()[0])
                .distinct()
                .toList();
        List<String> faults = Stream.concat(all, Stream.of("cut-clean@30")).toList();
        for (String provider : PROVIDERS) {
            String model = provider + "/" + model(provider);
            String other = (provider.equals("openai") ? "anthropic" : "openai") + "/sim-other";
            for (String fault : faults) {
                setup.route(name(provider + "-" + fault), route -> route.deadlines(SHORT), model + "!" + fault);
            }
            for (String fault : beforeContent) {
                setup.route(
                        name(provider + "-" + fault + "-healed"),
                        route -> route.deadlines(SHORT),
                        model + "!" + fault,
                        other);
            }
        }
        return setup;
    }

    private static void assertWholeAnswer(RawCall call, Caller caller, String provider) {
        assertThat(call.status()).isEqualTo(200);
        assertThat(caller.check(call.body())).isEqualTo(StreamEnd.COMPLETE);
        assertThat(call.whole()).as("has the mark of a clean end").isTrue();
        assertThat(caller.text(call.body())).isEqualTo(SimAnswer.of(model(provider), "Hello"));
    }

    private static void assertPlainError(RawCall call) {
        assertThat(call.whole()).isTrue();
        assertThat(call.header("content-type")).isEqualTo("application/json");
        assertThat(TestNode.json(call.text()).path("error").path("message").asText())
                .isNotBlank();
    }

    /** The fault {@code cut-utf8} writes a character of several bytes before each word, to have one to cut. */
    static String withoutCuttable(String text) {
        return text.startsWith("水門sim") ? text.replace("水門", "") : text;
    }

    private static String model(String provider) {
        return provider.equals("openai") ? "sim-small" : "sim-large";
    }

    private static Stream<Arguments> everyWay(Stream<String> faults) {
        return faults.flatMap(fault -> Arrays.stream(Caller.values())
                .flatMap(caller -> PROVIDERS.stream().map(provider -> Arguments.of(fault, caller, provider))));
    }

    private static Stream<String> labels(Enum<?>[] faults) {
        return Arrays.stream(faults).map(BrokenStreamsTest::label);
    }

    private static String label(Enum<?> fault) {
        return fault.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    private static String name(String route) {
        return route.replace('@', '-');
    }
}
