package dev.penstock.app;

import static dev.penstock.app.TestNode.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.models.messages.MessageCreateParams;
import com.fasterxml.jackson.databind.JsonNode;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.penstock.core.config.Deadlines;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What operators stop is not asked, from the next attempt on; callers are told no more than what is public. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated("its deadlines are short")
class KillsTest {
    private static final String INTERNAL = "internal5eC3e7";
    private static final String TWO = "two";
    private static final Deadlines SHORT =
            new Deadlines(Duration.ofSeconds(2), Duration.ofMillis(400), Duration.ofSeconds(2), Duration.ofSeconds(5));

    private final TestNode node = TestNode.start(Setup.bothDialects()
            .prompt("support", "You are kind.")
            .route(TWO, "openai/sim-small", "anthropic/sim-large")
            .route("shared", "openai/sim-shared", "anthropic/sim-shared", "openai/sim-small")
            .route("prompted", route -> route.prompt("support@1"), "openai/sim-small", "anthropic/sim-large")
            .route("vectors", "openai/sim-embed")
            .route("slow-two", route -> route.deadlines(SHORT), "openai/sim-small!silence", "openai/sim-other")
            .route(
                    "slow-three",
                    route -> route.deadlines(SHORT),
                    "openai/sim-small!silence",
                    "openai/sim-other",
                    "anthropic/sim-large"));

    @AfterEach
    void lift() {
        node.liftAll();
        node.sim().reset();
    }

    @AfterAll
    void close() {
        node.close();
    }

    @ParameterizedTest
    @CsvSource({"provider, openai", "model, sim-small", "target, openai/sim-small"})
    void theNextTargetAnswersForOneThatIsStopped(String scope, String key) {
        node.kill(scope, key);
        HttpResponse<String> answer = node.post("/v1/messages", Caller.ANTHROPIC.hello(TWO, false));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "x-penstock-target")).isEqualTo("anthropic/sim-large");
        assertThat(header(answer, "x-penstock-outcome")).isEqualTo("fallback");
        assertThat(header(answer, "x-penstock-attempts")).isEqualTo("1");
        JsonNode trace = node.trace(answer);
        assertThat(trace.path("outcome").asText()).isEqualTo("fallback");
        assertThat(trace.path("attempts")).hasSize(1);
        assertThat(texts(trace.path("skipped")))
                .containsExactly("openai/sim-small: " + scope + " '" + key + "' is killed");
        assertThat(node.sim().log()).hasSize(1);
    }

    @Test
    void aModelIsStoppedWhereverItIsHosted() {
        node.kill("model", "sim-shared");
        HttpResponse<String> answer = node.post("/v1/chat/completions", Caller.OPENAI.hello("shared", true));
        assertThat(Caller.OPENAI.text(answer.body().getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .startsWith("sim-small: ");
        assertThat(header(answer, "x-penstock-outcome")).isEqualTo("fallback");
        assertThat(texts(node.trace(answer).path("skipped")))
                .containsExactly(
                        "openai/sim-shared: model 'sim-shared' is killed",
                        "anthropic/sim-shared: model 'sim-shared' is killed");
    }

    static Stream<Arguments> wholeRequests() {
        Stream<List<String>> kills = Stream.of(
                List.of("global", "all", "Everything is stopped by its operators."),
                List.of("route", "prompted", "Route 'prompted' is stopped by its operators."),
                List.of("release", "", "Release '"),
                List.of("prompt", "support", "Prompt 'support' is stopped by its operators."),
                List.of("prompt", "support@1", "Prompt 'support@1' is stopped by its operators."),
                List.of("key", "app", "API key 'app' is stopped by its operators."));
        return kills.flatMap(kill -> Arrays.stream(Caller.values())
                .flatMap(caller -> Stream.of(false, true)
                        .map(stream -> Arguments.of(kill.get(0), kill.get(1), kill.get(2), caller, stream))));
    }

    @ParameterizedTest
    @MethodSource("wholeRequests")
    void aStopOfTheWholeRequestIsToldInTheCallersDialect(
            String scope, String key, String message, Caller caller, boolean stream) {
        String id = key.isEmpty() ? release("prompted") : key;
        node.sim().reset();
        node.kill(scope, id, "\"reason\":\"" + INTERNAL + "\"");
        HttpResponse<String> answer = node.post(caller.path(), caller.hello("prompted", stream));
        assertKilled(answer, caller, message);
        assertThat(header(answer, "x-penstock-attempts")).isEqualTo("0");
        assertThat(node.sim().log()).isEmpty();
        if (!scope.equals("global") && !scope.equals("key")) {
            assertServes(TWO);
        }
        node.lift(scope, id);
        assertServes("prompted");
    }

    @ParameterizedTest
    @EnumSource(Caller.class)
    void whereNoTargetIsLeftItSaysSo(Caller caller) {
        node.kill("target", "openai/sim-small");
        node.kill("provider", "anthropic", "\"reason\":\"" + INTERNAL + "\",\"public_reason\":\"Back soon\"");
        HttpResponse<String> answer = node.post(caller.path(), caller.hello(TWO, true));
        assertKilled(answer, caller, "Back soon");
        assertThat(texts(node.trace(answer).path("skipped"))).hasSize(2);
        assertServes("openai", 503);
        assertServes("vectors", "/v1/embeddings", "{\"model\":\"vectors\",\"input\":\"a\"}", 200);
    }

    @Test
    void embeddingsAreStoppedToo() {
        node.kill("model", "sim-embed", "\"reason\":\"" + INTERNAL + "\"");
        HttpResponse<String> answer = node.post("/v1/embeddings", "{\"model\":\"vectors\",\"input\":\"a\"}");
        assertKilled(answer, Caller.OPENAI, "Model 'sim-embed' is stopped by its operators.");
        assertServes(TWO);
    }

    @Test
    void aKillThatHasExpiredNeedsNoLift() {
        node.kill("route", TWO, "\"in\":\"300ms\"");
        assertServes(TWO, 503);
        Eventually.that(
                "it serves again",
                () -> node.post("/v1/messages", Caller.ANTHROPIC.hello(TWO, false))
                                .statusCode()
                        == 200);
        assertThat(TestNode.json(node.admin("/admin/v1/kills").body()).path("kills"))
                .isEmpty();
    }

    @Test
    void aKillThatComesDuringAnAttemptHoldsForTheNext() throws Exception {
        var answer = node.later("/v1/messages", Caller.ANTHROPIC.hello("slow-three", true));
        Eventually.that("the first is asked", () -> !node.sim().log().isEmpty());
        node.kill("target", "openai/sim-other");
        assertThat(header(answer.get(), "x-penstock-target")).isEqualTo("anthropic/sim-large");
        assertThat(header(answer.get(), "x-penstock-attempts")).isEqualTo("2");
        JsonNode trace = node.trace(answer.get());
        assertThat(trace.path("attempts")).hasSize(2);
        assertThat(texts(trace.path("skipped")))
                .containsExactly("openai/sim-other: target 'openai/sim-other' is killed");
    }

    /** The target that is stopped is as if it were not there: what the one that was asked did says more. */
    @Test
    void whereTheOnlyOtherTargetIsStoppedTheFailureIsTold() throws Exception {
        var answer = node.later("/v1/messages", Caller.ANTHROPIC.hello("slow-two", true));
        Eventually.that("the first is asked", () -> !node.sim().log().isEmpty());
        node.kill("target", "openai/sim-other");
        assertThat(answer.get().statusCode()).isEqualTo(504);
        assertThat(answer.get().body()).contains("first_token");
        assertThat(header(answer.get(), "x-should-retry")).isEmpty();
        assertThat(header(answer.get(), "x-penstock-outcome")).isEqualTo("failed");
        assertThat(texts(node.trace(answer.get()).path("skipped")))
                .containsExactly("openai/sim-other: target 'openai/sim-other' is killed");
        assertThat(node.sim().log()).hasSize(1);
    }

    @Test
    void aStopOfTheWholeRequestDuringAnAttemptIsTold() throws Exception {
        var answer = node.later("/v1/messages", Caller.ANTHROPIC.hello("slow-two", true));
        Eventually.that("the first is asked", () -> !node.sim().log().isEmpty());
        node.kill("route", "slow-two", "\"reason\":\"" + INTERNAL + "\"");
        assertKilled(answer.get(), Caller.ANTHROPIC, "Route 'slow-two' is stopped by its operators.");
        assertThat(node.sim().log()).hasSize(1);
    }

    @Test
    void officialClientsDoNotAskAgain() {
        node.kill("provider", "openai");
        node.kill("provider", "anthropic");
        var openAi = ChatCompletionCreateParams.builder()
                .model(TWO)
                .addUserMessage("Hello")
                .build();
        var anthropic = MessageCreateParams.builder()
                .model(TWO)
                .maxTokens(100)
                .addUserMessage("Hello")
                .build();
        var vectors =
                EmbeddingCreateParams.builder().model("vectors").input("a").build();
        Class<?> openAiError = com.openai.errors.InternalServerException.class;
        Class<?> anthropicError = com.anthropic.errors.InternalServerException.class;
        assertToldOnce(openAiError, () -> node.openAi(2).chat().completions().create(openAi));
        assertToldOnce(openAiError, () -> node.openAi(2).chat().completions().createStreaming(openAi));
        assertToldOnce(openAiError, () -> node.openAi(2).embeddings().create(vectors));
        assertToldOnce(anthropicError, () -> node.anthropic(2).messages().create(anthropic));
        assertToldOnce(anthropicError, () -> node.anthropic(2).messages().createStreaming(anthropic));
    }

    private void assertToldOnce(Class<?> error, ThrowingCallable call) {
        long before = logged();
        assertThatThrownBy(call).isInstanceOf(error).hasMessageContaining("is stopped by its operators");
        // Its own, and the mark's.
        assertThat(logged()).isEqualTo(before + 2);
    }

    /** How many requests are in the log, once a mark behind all that are over is in it. */
    private long logged() {
        String mark =
                header(node.post(Caller.OPENAI.path(), Caller.OPENAI.hello("nowhere", false)), "x-penstock-trace");
        Eventually.that("it is logged", () -> node.requestLog().contains(mark));
        return node.requestLog().lines().count();
    }

    private void assertKilled(HttpResponse<String> answer, Caller caller, String message) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(header(answer, "content-type")).isEqualTo("application/json");
        assertThat(header(answer, "x-should-retry")).isEqualTo("false");
        assertThat(header(answer, "retry-after")).isEmpty();
        assertThat(header(answer, "x-penstock-outcome")).isEqualTo("refuse");
        JsonNode error = TestNode.json(answer.body());
        assertThat(error.path("error").path("message").asText()).contains(message);
        if (caller == Caller.OPENAI) {
            assertThat(error.path("error").path("code").asText()).isEqualTo("killed");
        } else {
            assertThat(error.path("type").asText()).isEqualTo("error");
            assertThat(error.path("error").path("type").asText()).isEqualTo("api_error");
        }
        JsonNode trace = node.trace(answer);
        assertThat(trace.path("error").asText()).contains(message);
        assertThat(trace.path("outcome").asText()).isEqualTo("refuse");
        assertThat(answer.body() + trace + node.requestLog()).doesNotContain(INTERNAL);
    }

    private String release(String route) {
        return header(node.post("/v1/messages", Caller.ANTHROPIC.hello(route, false)), "x-penstock-release");
    }

    private void assertServes(String route) {
        assertServes(route, 200);
    }

    private void assertServes(String route, int status) {
        assertServes(route, "/v1/messages", Caller.ANTHROPIC.hello(route, false), status);
    }

    private void assertServes(String route, String path, String body, int status) {
        assertThat(node.post(path, body).statusCode()).as(route).isEqualTo(status);
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
