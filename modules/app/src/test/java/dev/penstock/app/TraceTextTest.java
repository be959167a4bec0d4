package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.Trace;
import dev.penstock.core.TraceText;
import dev.penstock.core.config.StoredText;
import dev.penstock.core.config.TraceTerms;
import dev.penstock.sim.Behaviour;
import dev.penstock.sim.Latency;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a trace has of its request beside what was decided: facts always, texts as the route says. */
class TraceTextTest {
    private static final List<Trace> TOLD = new CopyOnWriteArrayList<>();
    private static final String MAIL = "ada@example.com";
    private static TestNode node;

    /** What was answered, and the trace of it. */
    private record Said(String trace, String text) {}

    @BeforeAll
    static void start() {
        Setup setup = Setup.bothDialects()
                .model("sim-slow", new Behaviour(Latency.NONE, new Latency.Fixed(Duration.ofMillis(10)), 12))
                .route("slow", "openai/sim-slow")
                .route(
                        "cut",
                        route -> route.traces(new TraceTerms(StoredText.FULL, List.of(), Duration.ofDays(1))),
                        "openai/sim-slow!cut-stream");
        for (StoredText text : StoredText.values()) {
            TraceTerms terms = new TraceTerms(text, List.of(), Duration.ofDays(1));
            setup.route(text.word(), route -> route.traces(terms), "openai/sim-mini")
                    .route(text.word() + "-other", route -> route.traces(terms), "anthropic/sim-large");
        }
        node = TestNode.start(setup);
        node.node().stories().to((trace, _) -> TOLD.add(trace));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    static Stream<Arguments> ways() {
        return Stream.of(Caller.values())
                .flatMap(caller -> Stream.of("", "-other")
                        .flatMap(to -> Stream.of(true, false).map(stream -> Arguments.of(caller, to, stream))));
    }

    @ParameterizedTest(name = "{0} to {1} stream {2}")
    @MethodSource("ways")
    void theTextIsTheRequestAndTheWholeAnswerAlsoOfAStream(Caller caller, String to, boolean stream) {
        Said said = ask(caller, "full" + to, stream);
        TraceText text = Objects.requireNonNull(told(said.trace).text());
        assertThat(new String(text.request().get(), UTF_8)).contains(MAIL);
        assertThat(caller.wholeText(text.answer().get())).isEqualTo(said.text).isNotEmpty();
    }

    @ParameterizedTest(name = "{0} to {1} stream {2}")
    @MethodSource("ways")
    void whatIsAPersonsIsBlottedOut(Caller caller, String to, boolean stream) {
        Said said = ask(caller, "redacted" + to, stream);
        TraceText text = Objects.requireNonNull(told(said.trace).text());
        assertThat(new String(text.request().get(), UTF_8)).contains("[email]").doesNotContain(MAIL);
        assertThat(text.answer().get()).isNotEmpty();
    }

    @ParameterizedTest(name = "{0} to {1} stream {2}")
    @MethodSource("ways")
    void nothingIsStoredThatTheRouteDoesNotWant(Caller caller, String to, boolean stream) {
        Said said = ask(caller, "none" + to, stream);
        assertThat(told(said.trace).text()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void ofAStreamThatBreaksOffWhatCameIsStored(Caller caller) {
        try (RawCall call = RawCall.post(node, caller.path(), caller.hello("cut", true))) {
            call.readAll(5_000);
            String said = caller.text(call.body());
            assertThat(said).isNotEmpty();
            TraceText text =
                    Objects.requireNonNull(told(call.header("x-penstock-trace")).text());
            assertThat(caller.wholeText(text.answer().get())).isEqualTo(said);
        }
    }

    @Test
    void parametersThatNobodyCanReadAreLeftOut() {
        JsonNode trace = node.trace(node.post("/v1/chat/completions", """
            {"model":"none","temperature":1e99999999999,"top_p":"sk-a-key-of-the-caller","seed":7,
             "messages":[{"role":"user","content":"hello"}]}\
            """));
        assertThat(trace.path("sampling").toString()).isEqualTo("{\"seed\":7}");
    }

    @Test
    void noTextIsEverInTheLogOrTheStory() {
        String id = ask(Caller.OPENAI, "full", false).trace;
        told(id);
        assertThat(node.trace(id).toString()).doesNotContain(MAIL);
        assertThat(node.requestLog()).doesNotContain(MAIL);
    }

    @Test
    void aTraceHasSessionContextParametersAndADigest() {
        String body = """
            {"model":"none","temperature":0.25,"max_tokens":77,
             "metadata":{"session_id":"s-17","context_ids":"doc-1, doc-2"},
             "messages":[{"role":"user","content":"hello"}]}\
            """;
        JsonNode first = node.trace(node.post("/v1/chat/completions", body));
        assertThat(first.path("session").asText()).isEqualTo("s-17");
        assertThat(first.path("context_ids")).map(JsonNode::asText).containsExactly("doc-1", "doc-2");
        assertThat(first.path("sampling").path("temperature").asDouble()).isEqualTo(0.25);
        assertThat(first.path("sampling").path("max_tokens").asInt()).isEqualTo(77);
        assertThat(first.path("attempts").path(0).path("answer_id").asText()).isNotEmpty();
        JsonNode again = node.trace(node.post("/v1/chat/completions", body));
        assertThat(again.path("digest")).isEqualTo(first.path("digest"));
        JsonNode other = node.trace(node.post("/v1/chat/completions", body.replace("hello", "hullo")));
        assertThat(other.path("digest")).isNotEqualTo(first.path("digest"));
    }

    @ParameterizedTest
    @EnumSource
    void whatOnlyPenstockReadsOfTheMetadataGoesNoFurtherThanItMay(Caller caller) {
        String more = ",\"metadata\":{\"user_id\":\"u-1\",\"session_id\":\"s-19\",\"context_ids\":\"doc-4\"}";
        HttpResponse<String> answer = node.post(
                caller.path(),
                caller == Caller.ANTHROPIC
                        ? caller.request("none-other", false, "hello", more)
                        : caller.request("none-other", false, "hello", more.replace("\"user_id\":\"u-1\",", "")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(node.trace(answer).path("session").asText()).isEqualTo("s-19");
        assertThat(node.lastSent().path("metadata").toString())
                .isEqualTo(caller == Caller.ANTHROPIC ? "{\"user_id\":\"u-1\"}" : "");
    }

    @Test
    void headersSayTheSessionAndTheContextToo() {
        HttpResponse<String> answer = node.send(node.request("/v1/messages", """
            {"model":"none","max_tokens":10,"messages":[{"role":"user","content":"hello"}]}\
            """)
                .header("x-penstock-session", "s-18")
                .header("x-penstock-context", "doc-3")
                .build());
        JsonNode trace = node.trace(answer);
        assertThat(trace.path("session").asText()).isEqualTo("s-18");
        assertThat(trace.path("context_ids")).map(JsonNode::asText).containsExactly("doc-3");
    }

    @Test
    void aTraceHasWhatToolsGaveBack() {
        HttpResponse<String> answer = node.post("/v1/chat/completions", """
            {"model":"none","messages":[{"role":"user","content":"how high?"},
             {"role":"assistant","tool_calls":[
              {"id":"a","type":"function","function":{"name":"get_level","arguments":"{}"}},
              {"id":"b","type":"function","function":{"name":"get_flow","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"a","content":"12.5 m"},
             {"role":"tool","tool_call_id":"b","content":""}]}\
            """);
        JsonNode tools = node.trace(answer).path("tools");
        assertThat(tools).map(each -> each.path("tool").asText()).containsExactly("get_level", "get_flow");
        assertThat(tools.path(0).path("bytes").asInt()).isEqualTo(8);
        assertThat(tools.path(0).has("unknown")).isFalse();
        assertThat(tools.path(1).path("unknown").asText()).isEqualTo("empty");
    }

    @Test
    void theStoryIsToldInSentencesByTheAdminPlaneAndTheCommand() {
        String id = ask(Caller.OPENAI, "none", false).trace;
        told(id);
        HttpResponse<String> text = node.admin("/admin/v1/traces/" + id + "?as=text");
        assertThat(text.body())
                .startsWith("Trace " + id)
                .contains("asked the route 'none'", "openai/sim-mini", "Outcome: pass");
        assertThat(node.admin("/admin/v1/traces/" + id + "?as=prose").statusCode())
                .isEqualTo(400);
        StringWriter out = new StringWriter();
        int exit = Main.commandLine("why")
                .setOut(new PrintWriter(out))
                .execute("why", id, "--admin=http://127.0.0.1:" + node.node().adminPort(), "--token=" + TestNode.TOKEN);
        assertThat(exit).isZero();
        assertThat(out.toString()).isEqualTo(text.body());
    }

    @Test
    void aStreamsTraceHasItsPauses() {
        String id = ask(Caller.OPENAI, "slow", true).trace;
        JsonNode between = node.trace(id).path("attempts").path(0).path("between_tokens_us");
        assertThat(between.path("count").asLong()).isPositive();
        assertThat(between.path("max").asLong())
                .isGreaterThanOrEqualTo(between.path("p95").asLong());
    }

    /** Asks something personal; what was answered. */
    private static Said ask(Caller caller, String route, boolean stream) {
        HttpResponse<String> answer =
                node.post(caller.path(), caller.request(route, stream, "I am " + MAIL + ". Where is the river?", ""));
        byte[] body = answer.body().getBytes(UTF_8);
        return new Said(
                TestNode.header(answer, "x-penstock-trace"), stream ? caller.text(body) : caller.wholeText(body));
    }

    private static Trace told(String id) {
        return Eventually.value(
                "the story " + id,
                () -> TOLD.stream()
                        .filter(trace -> trace.id().equals(id))
                        .findFirst()
                        .orElse(null));
    }
}
