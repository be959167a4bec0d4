package dev.penstock.app;

import static dev.penstock.app.TestNode.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.config.StoredText;
import dev.penstock.core.config.TraceTerms;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Recorded requests once more: as another release has them, seen by nobody but who asked. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplayTest {
    private static final String MAIL = "ada@example.com";
    private static final String FULL = "full";
    private static final String CONTRACT =
            ",\"contract\":{\"name\":\"level\",\"schema\":\"{\\\"type\\\":\\\"object\\\",\\\"required\\\":[\\\"level\\\"]}\"}";

    private final TestNode node = TestNode.start(setup());

    private static Setup setup() {
        Setup setup = Setup.empty();
        for (StoredText text : StoredText.values()) {
            TraceTerms terms = new TraceTerms(text, List.of(), Duration.ofDays(1));
            setup.route(text.word(), route -> route.traces(terms), "openai/sim-small");
        }
        return setup.route(
                "others",
                "openai/sim-other",
                "anthropic/sim-other",
                "openai/sim-other!silence",
                "openai/sim-other!server-error");
    }

    @BeforeEach
    void forget() {
        node.sim().reset();
    }

    @AfterEach
    void lift() {
        node.liftAll();
    }

    @AfterAll
    void close() {
        node.close();
    }

    static Stream<Arguments> ways() {
        return Stream.of(Caller.values())
                .flatMap(caller -> Stream.of("openai", "anthropic")
                        .flatMap(provider ->
                                Stream.of(false, true).map(stream -> Arguments.of(caller, provider, stream))));
    }

    @ParameterizedTest(name = "{0} to {1} stream {2}")
    @MethodSource("ways")
    void itIsAskedAsTheOtherReleaseHasItAndBothAreShown(Caller caller, String provider, boolean stream) {
        HttpResponse<String> answer = node.post(caller.path(), caller.hello(FULL, stream));
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        String said = stream ? caller.text(bytes) : caller.wholeText(bytes);
        String id = header(answer, "x-penstock-trace");
        String release = publish(FULL, "", provider + "/sim-other");

        JsonNode shown = replayed(id, release);
        assertThat(shown.at("/recorded/text").asText()).isEqualTo(said).isNotEmpty();
        assertThat(shown.at("/recorded/outcome").asText()).isEqualTo("pass");
        JsonNode replayed = shown.path("replayed");
        assertThat(replayed.path("outcome").asText()).isEqualTo("pass");
        assertThat(replayed.path("release").asText()).isEqualTo(release);
        assertThat(replayed.path("targets")).map(JsonNode::asText).containsExactly(provider + "/sim-other");
        assertThat(caller.said(replayed.path("answer")))
                .isEqualTo(replayed.path("text").asText())
                .isNotEmpty();
        assertThat(replayed.path("cost_microdollars").asDouble()).isPositive();
        assertThat(node.lastSent().toString()).contains("You are kind.", "Hello");
        assertThat(node.lastSent().path("stream").asBoolean()).isFalse();
        assertThat(node.lastSent().path("temperature").asDouble()).isEqualTo(0.25);

        JsonNode trace = node.trace(replayed.path("trace").asText());
        assertThat(trace.path("shadow_of").asText()).isEqualTo(id);
        assertThat(trace.path("digest")).isEqualTo(node.trace(id).path("digest"));
        // It is stored as well, and the same release says the same.
        assertThat(replayed(trace.path("trace").asText(), release).path("same").asBoolean())
                .isTrue();
    }

    @Test
    void anAnswerThatBreaksTheContractFailsAndTheNextTargetIsAsked() {
        String id = ask(FULL);
        String release = publish(FULL, CONTRACT, "openai/sim-other", "anthropic/sim-other");
        JsonNode replayed = replayed(id, release).path("replayed");
        assertThat(replayed.path("targets")).hasSize(2);
        assertThat(replayed.path("outcome").asText()).isEqualTo("failed");
        assertThat(replayed.at("/contract/result").asText()).isEqualTo("invalid");
        assertThat(replayed.path("error").asText()).isNotEmpty();
        assertThat(replayed.path("answer").isNull()).isTrue();
    }

    @Test
    void theNextTargetAnswersWhereOneFails() {
        String release = publish(FULL, "", "openai/sim-other-server-error", "openai/sim-other");
        JsonNode replayed = replayed(ask(FULL), release).path("replayed");
        assertThat(replayed.path("targets")).hasSize(2);
        assertThat(replayed.path("outcome").asText()).isEqualTo("fallback");
        JsonNode first =
                node.trace(replayed.path("trace").asText()).path("attempts").path(0);
        assertThat(first.path("remedy").asText()).isEqualTo("fail_over: openai/sim-other");
    }

    @Test
    void killsHold() {
        String id = ask(FULL);
        String release = publish(FULL, "", "openai/sim-other");
        node.kill("model", "sim-other");
        JsonNode replayed = replayed(id, release).path("replayed");
        assertThat(replayed.path("outcome").asText()).isEqualTo("refuse");
        assertThat(replayed.path("targets")).isEmpty();
        assertThat(node.sim().log()).hasSize(1);
    }

    @Test
    void whatIsBlottedOutStaysSo() {
        HttpResponse<String> answer =
                node.post(Caller.OPENAI.path(), Caller.OPENAI.request("redacted", false, "I am " + MAIL, ""));
        JsonNode shown = replayed(header(answer, "x-penstock-trace"), publish("redacted", "", "openai/sim-other"));
        assertThat(shown.path("redacted").asBoolean()).isTrue();
        assertThat(shown.at("/replayed/outcome").asText()).isEqualTo("pass");
        assertThat(node.lastSent().toString()).contains("[email]").doesNotContain(MAIL);
        assertThat(shown.toString()).doesNotContain(MAIL);
    }

    @Test
    void withoutATextThereIsNothingToReplay() {
        HttpResponse<String> refused = replay(ask("none"), publish("none", "", "openai/sim-other"));
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("text-not-kept", "traces: {text: none}");
    }

    @Test
    void onlyChatsAreReplayed() {
        HttpResponse<String> answer = node.post("/v1/embeddings", "{\"model\":\"" + FULL + "\",\"input\":\"Hello\"}");
        String id = header(answer, "x-penstock-trace");
        HttpResponse<String> refused = stored(id, publish(FULL, "", "openai/sim-other"));
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("/v1/embeddings");
    }

    @Test
    void fourRunAtATimeAndACutEndsThem() {
        String id = ask(FULL);
        String release = publish(FULL, "", "openai/sim-other-silence");
        Eventually.that("the text is stored", () -> {
            // Where its target is stopped, nobody is asked.
            node.kill("model", "sim-other!silence");
            boolean isStored = replay(id, release).statusCode() == 200;
            node.lift("model", "sim-other!silence");
            return isStored;
        });
        List<CompletableFuture<HttpResponse<String>>> four =
                Stream.generate(() -> node.later(request(id, release))).limit(4).toList();
        Eventually.that("four are asked", () -> node.sim().log().size() == 5);
        HttpResponse<String> fifth = replay(id, release);
        assertThat(fifth.statusCode()).isEqualTo(429);
        assertThat(fifth.body()).contains("too-many-replays");
        node.kill("model", "sim-other!silence", "\"inflight\":\"cut\"");
        four.forEach(one -> assertThat(
                        TestNode.json(one.join().body()).at("/replayed/outcome").asText())
                .isEqualTo("failed"));
        Eventually.that("there is room again", () -> replay(id, release).statusCode() == 200);
    }

    @Test
    void theCommandShowsBothAnswers() {
        String id = ask(FULL);
        String release = publish(FULL, "", "openai/sim-other");
        replayed(id, release);
        StringWriter out = new StringWriter();
        int exit = Main.commandLine("replay")
                .setOut(new PrintWriter(out))
                .execute(
                        "replay",
                        id,
                        "--release=" + release,
                        "--admin=http://127.0.0.1:" + node.node().adminPort(),
                        "--token=" + TestNode.TOKEN);
        assertThat(exit).isZero();
        assertThat(out.toString())
                .contains("Recorded as " + id, "Replayed as ", "under release " + release, "microdollars", "  | ")
                .containsAnyOf("The answers differ.", "The answers say the same.");
    }

    private String ask(String route) {
        return header(node.post(Caller.OPENAI.path(), Caller.OPENAI.hello(route, false)), "x-penstock-trace");
    }

    private String publish(String route, String more, String... targets) {
        return node.publish(
                route,
                ("{\"purpose\":\"a test's\",\"targets\":[\"%s\"],\"sampling\":{\"temperature\":0.25},"
                                + "\"traces\":{\"text\":\"%s\"},"
                                + "\"prompt\":{\"name\":\"kind\",\"version\":2,\"template\":\"You are kind.\"}%s}")
                        .formatted(String.join("\",\"", targets), route, more));
    }

    /** What a replay shows, once the text is stored. */
    private JsonNode replayed(String id, String release) {
        HttpResponse<String> answer = stored(id, release);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestNode.json(answer.body());
    }

    private HttpResponse<String> stored(String id, String release) {
        return Eventually.value("the text of " + id, () -> {
            HttpResponse<String> answer = replay(id, release);
            return answer.statusCode() == 404 || answer.body().contains("text-not-kept") ? null : answer;
        });
    }

    private HttpResponse<String> replay(String id, String release) {
        return node.send(request(id, release));
    }

    private HttpRequest request(String id, String release) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                        + node.node().adminPort() + "/admin/v1/traces/" + id + "/replay?release=" + release))
                .header("authorization", "Bearer " + TestNode.TOKEN)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
    }
}
