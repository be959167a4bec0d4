package dev.penstock.app;

import static dev.penstock.app.TestNode.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.sim.Behaviour;
import dev.penstock.sim.Latency;
import dev.penstock.sim.LoggedAttempt;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Copies for a candidate: as its release has them, seen by nobody, and felt by nobody. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShadowTest {
    private static final String ROUTE = "support";
    private static final int MANY = 300;
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(5);

    private final TestNode node = TestNode.start(setup());

    @BeforeEach
    void forget() {
        node.sim().reset();
    }

    @AfterEach
    void end() {
        node.put("/routes/" + ROUTE + "/shadow", "{\"share\":0}");
        node.liftAll();
        Eventually.that("no copy holds memory", () -> node.metric("penstock_shadow_bytes") == 0);
        assertThat(node.metric("penstock_shadow_waiting")).isZero();
    }

    @AfterAll
    void close() {
        node.close();
    }

    private static Setup setup() {
        return Setup.empty()
                .model("sim-endless", new Behaviour(Latency.NONE, new Latency.Fixed(Duration.ofMillis(5)), 100_000))
                .route(ROUTE, "openai/sim-small")
                // The candidates' targets.
                .route(
                        "others",
                        "openai/sim-other",
                        "anthropic/sim-other",
                        "openai/sim-other!silence",
                        "openai/sim-other!server-error",
                        "openai/sim-endless");
    }

    static Stream<Arguments> ways() {
        return Stream.of(Caller.values())
                .flatMap(caller -> Stream.of("openai", "anthropic")
                        .flatMap(provider ->
                                Stream.of(false, true).map(stream -> Arguments.of(caller, provider, stream))));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theCopyIsTheCandidatesAndTheAnswerIsThePrimarys(Caller caller, String provider, boolean stream) {
        String body = caller.hello(ROUTE, stream);
        String alone = untimed(node.post(caller.path(), body));
        node.sim().reset();
        double copies = copies("pass");
        String candidate = shadow(provider + "/sim-other", "10s", 100, 4);

        HttpResponse<String> answer = node.post(caller.path(), body);
        assertThat(untimed(answer)).isEqualTo(alone);
        assertThat(header(answer, "x-penstock-target")).isEqualTo("openai/sim-small");
        JsonNode trace = node.trace(answer);
        JsonNode copy = node.trace(trace.path("shadow").asText());
        assertThat(copy.path("shadow_of").asText()).isEqualTo(header(answer, "x-penstock-trace"));
        assertThat(copy.path("release").asText()).isEqualTo(candidate);
        assertThat(copy.path("prompt").asText()).isEqualTo("kind@2");
        assertThat(copy.path("outcome").asText()).isEqualTo("pass");
        assertThat(copy.path("stream").asBoolean()).isEqualTo(stream);
        assertThat(copy.path("attempts").path(0).path("tokens").path("output").asInt())
                .isPositive();
        JsonNode sent = node.lastSent();
        assertThat(node.sim().log()).hasSize(2);
        Eventually.that("the provider's call ended", () -> node.lastAttempt().ended() != null);
        assertThat(node.lastAttempt().how()).isEqualTo("completed");
        assertThat(sent.path("model").asText()).isEqualTo("sim-other");
        assertThat(sent.path("temperature").asDouble()).isEqualTo(0.25);
        assertThat(sent.path("stream").asBoolean()).isEqualTo(stream);
        assertThat(sent.toString()).contains("You are kind.");
        Eventually.that("the copy is counted as one", () -> copies("pass") == copies + 1);
        Eventually.that("what users asked is counted, and no copy", () -> counted() == logged());
    }

    @Test
    void aCandidateThatNeverAnswersIsFeltByNobody() {
        shadow("openai/sim-other-silence", "10m", 100, 2);
        double offered = node.metric("penstock_shadow_offered_total");
        double full = dropped("full_count");
        double ended = dropped("ended");
        ask(MANY);
        assertThat(node.metric("penstock_shadow_offered_total")).isEqualTo(offered + MANY);
        Eventually.that("two copies are under way", () -> silent() == 2);
        double lost = dropped("full_count") - full;
        assertThat(lost).isBetween(MANY - 256.0 - 2, (double) MANY - 2);
        assertThat(node.metric("penstock_shadow_waiting")).isEqualTo(MANY - 2 - lost);
        assertThat(node.metric("penstock_shadow_bytes")).isBetween(1.0, 16.0 * (1 << 20));
        assertThat(silent()).isEqualTo(2);

        node.put("/routes/" + ROUTE + "/shadow", "{\"share\":0}");
        Eventually.that("what waits is dropped", () -> node.metric("penstock_shadow_waiting") == 0);
        assertThat(dropped("ended") - ended).isEqualTo(MANY - 2 - lost);
        ask(1);
        assertThat(node.metric("penstock_shadow_offered_total")).isEqualTo(offered + MANY);
        node.kill("model", "sim-other!silence", "\"inflight\":\"cut\"");
        Eventually.that(
                "the calls under way are cut",
                () -> node.sim().log().stream().noneMatch(attempt -> attempt.ended() == null));
    }

    @Test
    void aCandidateThatAlwaysFailsIsFeltByNobody() {
        shadow("openai/sim-other-server-error", "10s", 100, 4);
        double failed = copies("failed");
        ask(40);
        Eventually.that("all copies failed", () -> copies("failed") == failed + 40);
        assertThat(node.sim().log()).hasSize(80);
    }

    @ParameterizedTest
    @CsvSource({"openai/sim-endless, true", "openai/sim-other-silence, false"})
    void aDeadlineEndsACopyThatDoesNotEndByItself(String target, boolean stream) {
        shadow(target, "400ms", 100, 4);
        String answer = header(node.post(Caller.OPENAI.path(), Caller.OPENAI.hello(ROUTE, stream)), "x-penstock-trace");
        JsonNode copy = node.trace(node.trace(answer).path("shadow").asText());
        assertThat(copy.path("outcome").asText()).isEqualTo("failed");
        assertThat(copy.at("/attempts/0/failure/kind").asText()).isEqualTo("timeout_total");
        Eventually.that("the provider's call ended", () -> node.lastAttempt().ended() != null);
        assertThat(node.lastAttempt().how()).isEqualTo("client-cancelled");
    }

    @ParameterizedTest
    @CsvSource({"model, sim-other", "prompt, kind", "release, ''"})
    void copiesObeyKills(String scope, String key) {
        String candidate = shadow("openai/sim-other", "10s", 100, 4);
        node.kill(scope, key.isEmpty() ? candidate : key);
        HttpResponse<String> answer = node.post(Caller.OPENAI.path(), Caller.OPENAI.hello(ROUTE, false));
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode copy = node.trace(node.trace(answer).path("shadow").asText());
        assertThat(copy.path("outcome").asText()).isEqualTo("refuse");
        assertThat(copy.path("skipped")).hasSize(1);
        assertThat(node.sim().log()).hasSize(1);
    }

    @Test
    void aCutEndsACopyUnderWay() {
        shadow("openai/sim-other-silence", "10m", 100, 4);
        HttpResponse<String> answer = node.post(Caller.OPENAI.path(), Caller.OPENAI.hello(ROUTE, false));
        Eventually.that("the copy is sent", () -> silent() == 1);
        node.kill("target", "openai/sim-other-silence", "\"inflight\":\"cut\"");
        JsonNode copy = node.trace(node.trace(answer).path("shadow").asText());
        assertThat(copy.at("/attempts/0/failure/kind").asText()).isEqualTo("killed");
        Eventually.that("the provider's call ended", () -> node.lastAttempt().ended() != null);
    }

    @Test
    void aNodeStopsWithoutWaitingForCopies() {
        TestNode stopping = TestNode.start(setup());
        try {
            shadow(stopping, "openai/sim-other-silence", "10m", 100, 1);
            for (int i = 0; i < 3; i++) {
                stopping.post(Caller.OPENAI.path(), Caller.OPENAI.hello(ROUTE, false));
            }
            Eventually.that("a copy is under way", () -> stopping.sim().log().size() == 4);
            long begun = System.nanoTime();
            TestNode.await(stopping.node().stop());
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(STOPS_WITHIN);
            Eventually.that(
                    "the provider's call ended", () -> stopping.lastAttempt().ended() != null);
        } finally {
            stopping.close();
        }
    }

    /** Asks so many at once as one caller may. */
    private void ask(int many) {
        List<HttpResponse<String>> answers = Stream.generate(
                        () -> node.later(Caller.OPENAI.path(), Caller.OPENAI.hello(ROUTE, false)))
                .limit(many)
                .toList()
                .stream()
                .map(answer -> answer.join())
                .toList();
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(header(answer, "x-penstock-outcome")).isEqualTo("pass");
        });
    }

    private String shadow(String target, String total, int percent, int concurrency) {
        return shadow(node, target, total, percent, concurrency);
    }

    private static String shadow(TestNode node, String target, String total, int percent, int concurrency) {
        String candidate = node.publish(
                ROUTE,
                ("{\"purpose\":\"a test's\",\"targets\":[\"%s\"],\"sampling\":{\"temperature\":0.25},"
                                + "\"deadlines\":{\"total\":\"%s\"},"
                                + "\"prompt\":{\"name\":\"kind\",\"version\":2,\"template\":\"You are kind.\"}}")
                        .formatted(target, total));
        node.shadow(ROUTE, candidate, percent, concurrency);
        return candidate;
    }

    /** The calls of the silent model that are under way. */
    private long silent() {
        return node.sim().log().stream()
                .filter(attempt -> "sim-other!silence".equals(attempt.model()))
                .map(LoggedAttempt::ended)
                .filter(Objects::isNull)
                .count();
    }

    /** An answer without the second in which the provider made it. */
    private static String untimed(HttpResponse<String> answer) {
        return answer.body().replaceAll("\"created\":\\d+", "");
    }

    private double dropped(String why) {
        return node.metric("penstock_shadow_dropped_total{why=\"" + why + "\"}");
    }

    private double copies(String outcome) {
        return node.metric("penstock_shadow_requests_total{outcome=\"" + outcome + "\",route=\"" + ROUTE + "\"}");
    }

    /** The stories of what users asked. */
    private double logged() {
        return node.requestLog()
                .lines()
                .filter(line -> !line.contains("\"shadow_of\""))
                .count();
    }

    private double counted() {
        return node.metric("penstock_requests_total{outcome=\"pass\",route=\"" + ROUTE + "\",status=\"200\"}");
    }
}
