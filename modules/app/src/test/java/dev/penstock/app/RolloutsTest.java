package dev.penstock.app;

import static dev.penstock.app.TestNode.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.Dialect;
import dev.penstock.core.Share;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.Limits;
import dev.penstock.core.config.Midstream;
import dev.penstock.core.rollout.Exposure;
import dev.penstock.core.rollout.RolloutMode;
import dev.penstock.sim.SimAnswer;
import dev.penstock.sim.SimScript;
import dev.penstock.testkit.StreamEnd;
import io.vertx.core.Future;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Nobody sees a bad candidate of a rollout, and what it did counts against it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolloutsTest {
    private static final String SCHEMA = """
        {"type": "object", "required": ["level"], "additionalProperties": false,
         "properties": {"level": {"type": "integer"}}}
        """;
    private static final Share NEARLY_ALL = new Share(999_999);
    private static final Share NEARLY_NONE = new Share(1);
    private static final String BASELINE = "sim-small";
    private static final String OTHER = "{\"purpose\":\"a test's\",\"targets\":[\"openai/sim-other\"]}";

    private static final Deadlines SHORT = new Deadlines(
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10));

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
        Setup setup = Setup.empty()
                .contract("level", SCHEMA)
                .jsonTarget("openai/" + BASELINE)
                .jsonTarget("openai/sim-other")
                .jsonTarget("anthropic/sim-large")
                .provider(Setup.provider("nobody", Dialect.OPENAI, 1, 10, 10));
        for (String target : List.of("openai/sim-other", "anthropic/sim-large", "nobody/sim-other")) {
            setup.route("of-" + target.replace('/', '-'), target)
                    .breaker(target, MidstreamTest.NEVER_OPEN)
                    .route("plain-" + provider(target), route -> route.deadlines(SHORT), "openai/" + BASELINE)
                    .route(
                            "contract-" + provider(target),
                            route -> route.contract("level", ContractTerms.USUAL),
                            "openai/" + BASELINE);
        }
        setup.route("of-sim-mini", "openai/sim-mini");
        for (String route : List.of("rests", "late", "tools", "less-time")) {
            setup.route(route, "openai/" + BASELINE);
        }
        return setup.route("no-time", route -> route.deadlines(total(Duration.ofMillis(300))), "openai/" + BASELINE)
                .route("two", "openai/" + BASELINE, "openai/sim-other")
                .route("shares", "openai/sim-rested")
                .route(
                        "no-wait",
                        route -> route.healing(new Healing(1, Duration.ZERO, Midstream.ERROR, Set.of(), Map.of())),
                        "openai/sim-rested")
                .breaker("openai/" + BASELINE, MidstreamTest.NEVER_OPEN);
    }

    private static Deadlines total(Duration total) {
        return new Deadlines(SHORT.connect(), SHORT.firstToken(), SHORT.betweenTokens(), SHORT.answer(), total);
    }

    private static String provider(String target) {
        return target.substring(0, target.indexOf('/'));
    }

    /** A fault of the candidate's only attempt, and what it counts as. */
    static Stream<Arguments> faults() {
        Stream<Arguments> errors = Stream.of(
                        "server-error", "invalid-request", "authentication", "context-length", "reset", "silence")
                .map(fault -> Arguments.of(fault, "error"));
        Stream<Arguments> empty = Stream.of(Arguments.of("empty-content", "error empty"));
        return Stream.concat(errors, empty)
                .flatMap(row -> ways().map(way ->
                        Arguments.of(row.get()[0], row.get()[1], way.get()[0], way.get()[1], way.get()[2])));
    }

    static Stream<Arguments> ways() {
        return Arrays.stream(Caller.values())
                .flatMap(caller -> Stream.of("openai", "anthropic")
                        .flatMap(of -> Stream.of(true, false).map(stream -> Arguments.of(caller, of, stream))));
    }

    @ParameterizedTest(name = "{0} {2} to {3} stream {4}")
    @MethodSource("faults")
    void theCallerOfABrokenCandidateGetsTheBaselinesAnswer(
            String fault, String bad, Caller caller, String of, boolean stream) {
        String candidate = rollout("plain-" + of, of);
        node.sim().script(SimScript.next(fault));
        try (RawCall call = RawCall.post(node, caller.path(), caller.hello("plain-" + of, stream))) {
            JsonNode trace = assertBaselineAnswered(call, caller, stream);
            JsonNode note = trace.path("arm_note");
            assertThat(trace.path("arm").asText()).isEqualTo("candidate");
            assertThat(note.path("candidate").asBoolean()).isTrue();
            assertThat(note.path("release").asText()).isEqualTo(candidate);
            assertThat(note.path("own_attempts").asInt()).isEqualTo(1);
            assertThat(note.path("chance").asInt()).isEqualTo(NEARLY_ALL.millionths());
            assertThat(words(note)).isEqualTo(bad);
            assertThat(trace.at("/attempts/0/remedy").asText()).isEqualTo("baseline: the current release answers");
            assertThat(told(trace.path("trace").asText()))
                    .contains("The candidate failed, so the current release answered.");
        }
    }

    @ParameterizedTest(name = "{0} to {1} stream {2}")
    @MethodSource("ways")
    void aBrokenContractIsNotAskedAgainButAnsweredByTheBaseline(Caller caller, String of, boolean stream) {
        rollout("contract-" + of, of, ",\"contract\":\"level\"");
        node.sim().script(SimScript.next("wrong-schema"));
        String ask = caller.request("contract-" + of, stream, "Answer with JSON", "");
        try (RawCall call = RawCall.post(node, caller.path(), ask)) {
            call.readAll(5_000);
            assertThat(call.status()).as(call.text()).isEqualTo(200);
            String said = stream ? caller.text(call.body()) : caller.wholeText(call.body());
            assertThat(TestNode.json(said).path("level").isInt()).as(said).isTrue();
            JsonNode trace = node.trace(call.header("x-penstock-trace"));
            assertThat(trace.path("outcome").asText()).isEqualTo("fallback");
            assertThat(trace.path("attempts")).hasSize(2);
            assertThat(words(trace.path("arm_note"))).isEqualTo("error contract");
            assertThat(told(trace.path("trace").asText()))
                    .contains("The candidate's answer broke its contract, so the current release answered.");
        }
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({"OPENAI, openai", "ANTHROPIC, openai", "OPENAI, anthropic", "ANTHROPIC, anthropic"})
    void aStreamThatBreaksBeforeItsFirstContentIsHealed(Caller caller, String of) {
        rollout("plain-" + of, of);
        node.sim().script(SimScript.next("error-event@0"));
        try (RawCall call = RawCall.post(node, caller.path(), caller.hello("plain-" + of, true))) {
            assertThat(words(assertBaselineAnswered(call, caller, true).path("arm_note")))
                    .isEqualTo("error");
        }
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({"OPENAI, openai", "ANTHROPIC, openai", "OPENAI, anthropic", "ANTHROPIC, anthropic"})
    void aStreamThatBreaksAfterItsFirstContentIsToldAndCounts(Caller caller, String of) {
        rollout("plain-" + of, of, ",\"healing\":{\"midstream\":\"error\"}");
        node.sim().script(SimScript.next("cut-stream@6"));
        try (RawCall call = RawCall.post(node, caller.path(), caller.hello("plain-" + of, true))) {
            call.readAll(5_000);
            assertThat(caller.check(call.body())).isEqualTo(StreamEnd.ERROR);
            JsonNode trace = node.trace(call.header("x-penstock-trace"));
            assertThat(trace.path("attempts")).hasSize(1);
            assertThat(words(trace.path("arm_note"))).isEqualTo("error stream");
        }
    }

    @ParameterizedTest
    @EnumSource(Caller.class)
    void aCandidateThatRefusesTheConnectionIsHealed(Caller caller) {
        rollout("plain-nobody", "nobody");
        for (boolean stream : new boolean[] {false, true}) {
            try (RawCall call = RawCall.post(node, caller.path(), caller.hello("plain-nobody", stream))) {
                assertThat(words(assertBaselineAnswered(call, caller, stream).path("arm_note")))
                        .isEqualTo("error");
            }
        }
    }

    @Test
    void aCandidateThatCannotBeAskedIsBadAndTheBaselineAnswers() {
        String candidate = node.publish("rests", "{\"purpose\":\"a test's\",\"targets\":[\"openai/sim-mini\"]}");
        node.rollout("rests", candidate, NEARLY_ALL, Exposure.UNLIMITED, RolloutMode.LIVE);
        node.sim().script(SimScript.next("rate-limit@20"));
        JsonNode limited = node.trace(post("rests"));
        assertThat(limited.at("/arm_note/own_attempts").asInt()).isEqualTo(1);
        HttpResponse<String> answer = post("rests");
        JsonNode trace = node.trace(answer);
        assertThat(header(answer, "x-penstock-outcome")).isEqualTo("fallback");
        assertThat(trace.at("/arm_note/own_attempts").asInt()).isZero();
        assertThat(words(trace.path("arm_note"))).isEqualTo("error");
        assertThat(trace.path("attempts")).hasSize(1);
        assertThat(told(header(answer, "x-penstock-trace")))
                .contains("The candidate could not be asked, so the current release answered.");
    }

    @Test
    void aCandidateWhoseTargetRestsWaitsForItAsTheBaselineDoes() {
        String candidate = node.publish("shares", "{\"purpose\":\"a test's\",\"targets\":[\"openai/sim-rested\"]}");
        node.rollout("shares", candidate, NEARLY_ALL, Exposure.UNLIMITED, RolloutMode.LIVE);
        node.sim().script(SimScript.next("rate-limit-ms@1500"));
        assertThat(post("no-wait").statusCode()).isEqualTo(429);

        HttpResponse<String> answer = post("shares");
        JsonNode trace = node.trace(answer);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(header(answer, "x-penstock-release")).isEqualTo(candidate);
        assertThat(trace.path("attempts")).hasSize(1);
        assertThat(words(trace.path("arm_note"))).isEmpty();
    }

    @Test
    void whatTheModelDeclinesOrCutsCountsAndIsPassedOn() {
        rollout("plain-openai", "openai");
        node.sim().script(SimScript.next("refusal"));
        JsonNode refused = node.trace(post("plain-openai"));
        assertThat(words(refused.path("arm_note"))).isEqualTo("refusal");
        assertThat(refused.path("attempts")).hasSize(1);

        node.sim().script(SimScript.next("truncated-json"));
        assertThat(words(node.trace(post("plain-openai")).path("arm_note"))).isEqualTo("truncated");
    }

    @ParameterizedTest(name = "{0} stream {1}")
    @CsvSource({"OPENAI, false", "OPENAI, true", "ANTHROPIC, false", "ANTHROPIC, true"})
    void aToolCallThatIsMalformedCounts(Caller caller, boolean stream) {
        rollout("tools", "openai");
        for (String fault : List.of("tool-arguments-braces", "tool-unknown-name")) {
            node.sim().script(SimScript.next(fault));
            assertThat(words(node.trace(post("tools", caller, caller.withTool("tools", stream)))
                            .path("arm_note")))
                    .as(fault)
                    .isEqualTo("tool_call");
        }
        assertThat(words(node.trace(post("tools", caller, caller.withTool("tools", stream)))
                        .path("arm_note")))
                .isEmpty();
    }

    @Test
    void whatTheBaselineDoesCountsForTheBaseline() {
        String candidate = node.publish("plain-openai", OTHER);
        node.rollout("plain-openai", candidate, NEARLY_NONE, Exposure.UNLIMITED, RolloutMode.LIVE);
        node.sim().script(SimScript.next("server-error"));
        HttpResponse<String> answer = node.post(Caller.OPENAI.path(), Caller.OPENAI.hello("plain-openai", false));
        JsonNode note = node.trace(answer).path("arm_note");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(note.path("candidate").asBoolean()).isFalse();
        assertThat(note.path("release").asText()).isNotEqualTo(candidate);
        assertThat(words(note)).isEqualTo("error");
    }

    @Test
    void theBaselineIsJudgedUpToItsFirstFailureAsTheCandidateIs() {
        String candidate = node.publish("two", OTHER);
        node.rollout("two", candidate, NEARLY_NONE, Exposure.UNLIMITED, RolloutMode.LIVE);
        node.sim().script(SimScript.next("server-error", "truncated-json"));
        HttpResponse<String> answer = post("two");
        JsonNode trace = node.trace(answer);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(trace.path("attempts")).hasSize(2);
        assertThat(trace.at("/arm_note/candidate").asBoolean()).isFalse();
        assertThat(trace.at("/arm_note/own_attempts").asInt()).isOne();
        assertThat(words(trace.path("arm_note"))).isEqualTo("error");
    }

    @Test
    void whatIsNotOverAtItsHorizonIsBadThenAndStaysSo() {
        String candidate = node.publish("late", OTHER);
        node.rollout("late", candidate, NEARLY_ALL, Exposure.UNLIMITED, RolloutMode.DRY_RUN);
        node.sim().script(SimScript.next("slow-first-token@1300"));
        HttpResponse<String> answer = post("late");
        assertThat(header(answer, "x-penstock-outcome")).isEqualTo("pass");
        assertThat(words(node.trace(answer).path("arm_note"))).isEqualTo("error");
    }

    /**
     * The candidate of either route gives 300 ms and takes longer; only the first route's current release gives more.
     */
    @ParameterizedTest
    @CsvSource({"less-time, 200, fallback", "no-time, 504, failed"})
    void aCandidateThatTakesTooLongIsHealedInWhatTimeTheBaselineGives(String route, int status, String outcome) {
        String candidate = node.publish(
                route,
                "{\"purpose\":\"a test's\",\"targets\":[\"openai/sim-other\"],\"deadlines\":{\"total\":\"300ms\"}}");
        node.rollout(route, candidate, NEARLY_ALL, Exposure.UNLIMITED, RolloutMode.LIVE);
        node.sim().script(SimScript.next("silence"));
        HttpResponse<String> answer = post(route);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(header(answer, "x-penstock-outcome")).isEqualTo(outcome);
        assertThat(words(node.trace(answer).path("arm_note"))).isEqualTo("error");
    }

    @Test
    void whatANodeEndsWhenItStopsIsNotAskedAnew() {
        Limits usual = Limits.DEFAULT;
        Setup stops = Setup.empty()
                .route("silent", "openai/" + BASELINE)
                .route("of-other", "openai/sim-other")
                .limits(new Limits(
                        usual.bodyBytes(),
                        usual.headerBytes(),
                        usual.concurrentRequests(),
                        usual.answerBytes(),
                        usual.bufferedBytes(),
                        usual.bodyTimeout(),
                        usual.idleTimeout(),
                        Duration.ofMillis(200)));
        try (TestNode stopping = TestNode.start(stops)) {
            String candidate = stopping.publish("silent", OTHER);
            stopping.rollout("silent", candidate, NEARLY_ALL, Exposure.UNLIMITED, RolloutMode.LIVE);
            stopping.sim().script(SimScript.next("silence"));
            try (RawCall call = RawCall.post(stopping, Caller.OPENAI.path(), Caller.OPENAI.hello("silent", false))) {
                Eventually.that(
                        "it is with its target", () -> stopping.sim().log().size() == 1);
                Future<Void> stopped = stopping.node().stop();
                assertThat(call.readAll(5_000).status()).isEqualTo(503);
                assertThat(call.text()).contains("stopping");
                assertThat(stopping.sim().log()).hasSize(1);
                TestNode.await(stopped);
            }
        }
    }

    /** A trace in sentences, once its writer has it. */
    private String told(String trace) {
        return Eventually.value("the sentences of " + trace, () -> {
            HttpResponse<String> answer = node.admin("/admin/v1/traces/" + trace + "?as=text");
            return answer.statusCode() == 200 ? answer.body() : null;
        });
    }

    private String rollout(String route, String provider) {
        return rollout(route, provider, "");
    }

    /** Begins one whose candidate asks a target of a provider; says the candidate's id. */
    private String rollout(String route, String provider, String more) {
        String target = provider.equals("anthropic") ? "anthropic/sim-large" : provider + "/sim-other";
        String deadlines = "\"first_token\":\"1s\",\"between_tokens\":\"1s\",\"answer\":\"1s\",\"total\":\"10s\"";
        String candidate = node.publish(
                route,
                "{\"purpose\":\"a test's\",\"targets\":[\"" + target + "\"],\"deadlines\":{" + deadlines + "}" + more
                        + "}");
        node.rollout(route, candidate, NEARLY_ALL, Exposure.UNLIMITED, RolloutMode.LIVE);
        return candidate;
    }

    private JsonNode assertBaselineAnswered(RawCall call, Caller caller, boolean stream) {
        call.readAll(5_000);
        assertThat(call.status()).as(call.text()).isEqualTo(200);
        assertThat(call.header("x-penstock-outcome")).isEqualTo("fallback");
        assertThat(call.header("x-penstock-target")).isEqualTo("openai/" + BASELINE);
        String said = stream ? caller.text(call.body()) : caller.wholeText(call.body());
        assertThat(said).isEqualTo(SimAnswer.of(BASELINE, "Hello"));
        JsonNode trace = node.trace(call.header("x-penstock-trace"));
        assertThat(call.header("x-penstock-release"))
                .isEqualTo(trace.path("release").asText())
                .isNotEqualTo(trace.at("/arm_note/release").asText());
        assertThat(trace.path("attempts")).hasSize(2);
        return trace;
    }

    private HttpResponse<String> post(String route) {
        return post(route, Caller.OPENAI, Caller.OPENAI.hello(route, false));
    }

    private HttpResponse<String> post(String route, Caller caller, String body) {
        HttpResponse<String> answer = node.post(caller.path(), body);
        assertThat(header(answer, "x-penstock-route")).isEqualTo(route);
        return answer;
    }

    private static String words(JsonNode note) {
        assertThat(note.isObject()).as("counts").isTrue();
        StringBuilder words = new StringBuilder();
        note.path("bad")
                .forEach(word -> words.append(words.isEmpty() ? "" : " ").append(word.asText()));
        return words.toString();
    }
}
