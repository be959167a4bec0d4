package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.models.messages.MessageCreateParams;
import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.errors.UnexpectedStatusCodeException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.penstock.core.config.Limits;
import dev.penstock.sim.Behaviour;
import dev.penstock.sim.Latency;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What callers are told when there is no answer: the right class of the official clients, and words that help. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated("its deadlines are short")
class ErrorsTest {
    private static final String LIMITED_KEY = "pk-limited-5eC3e7-of-the-tests";

    private final TestNode node = TestNode.start(Setup.bothDialects()
            .key("limited", LIMITED_KEY, "openai")
            .prompt("support", "You answer for {{shop}}.")
            .model("sim-slow", new Behaviour(new Latency.Fixed(Duration.ofMillis(600)), Latency.NONE, 5))
            .route("support", route -> route.prompt("support@1"), "openai/sim-small")
            .route("strict", route -> route.tools("get_level").maxTokens(50), "openai/sim-small")
            .route("one-at-a-time", route -> route.concurrent(1), "openai/sim-slow")
            .route("rate-limited", "openai/sim-small!rate-limit-ms@40")
            .route("filtered", "openai/sim-small!prompt-filtered", "openai/sim-other")
            .route("too-long", "openai/sim-small!context-length", "openai/sim-other")
            .route("broken", "openai/sim-small!server-error")
            .route("broken-twice", "openai/sim-small!server-error", "anthropic/sim-large!overloaded")
            .route("unpaid", "anthropic/sim-large!quota")
            .route("out-of-quota", "openai/sim-small!quota")
            .route("html", "openai/sim-small!bad-gateway-html")
            .route("bad-key", "openai/sim-small!authentication")
            .route("bad-key-anthropic", "anthropic/sim-large!authentication")
            .limits(new Limits(
                    64 << 10,
                    8 << 10,
                    4,
                    1 << 20,
                    1 << 20,
                    Duration.ofMillis(500),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5))));

    /** Has room for two bodies of 50,000 bytes: one request's, and what is made of it for the provider. */
    private final TestNode narrow = TestNode.start(Setup.bothDialects()
            .limits(new Limits(
                    64 << 10,
                    8 << 10,
                    4,
                    1 << 20,
                    125_000,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5))));

    @AfterAll
    void close() {
        node.close();
        narrow.close();
    }

    @BeforeEach
    void forget() {
        node.sim().reset();
    }

    @ParameterizedTest
    @EnumSource(Caller.class)
    void anUnknownKeyIsRefused(Caller caller) {
        HttpResponse<String> answer = node.send(node.request(caller.path(), caller.hello("openai", false))
                .setHeader("authorization", "Bearer pk-of-a-stranger")
                .build());
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(message(answer)).contains("API key is not known").doesNotContain("stranger");
        assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
        OpenAIClient stranger = client("pk-of-a-stranger");
        assertThatThrownBy(() -> stranger.chat().completions().create(hello("openai")))
                .isInstanceOf(UnauthorizedException.class);
        assertThatThrownBy(() -> stranger.models().list()).isInstanceOf(UnauthorizedException.class);
        stranger.close();
        assertThat(node.sim().log()).isEmpty();
    }

    @Test
    void aKeyIsRefusedTheRoutesThatItDoesNotHave() {
        OpenAIClient limited = client(LIMITED_KEY);
        assertThatThrownBy(() -> limited.chat().completions().create(hello("anthropic")))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("'limited'")
                .hasMessageContaining("'anthropic'");
        assertThat(limited.models().list().data()).hasSize(1);
        limited.chat().completions().create(hello("openai")).validate();
        limited.close();
    }

    @Test
    void anUnknownRouteIsAnsweredWithThoseOfSimilarNames() {
        assertThatThrownBy(() -> node.openAi().chat().completions().create(hello("opnai")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("Did you mean 'openai'");
        assertThatThrownBy(() -> node.openAi().models().retrieve("antropic"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("'anthropic'");
        assertThatThrownBy(() -> node.anthropic().messages().create(anthropicHello("opnai")))
                .isInstanceOf(com.anthropic.errors.NotFoundException.class)
                .hasMessageContaining("Did you mean 'openai'");
    }

    static Stream<Arguments> invalid() {
        return Stream.of(
                Arguments.of("{\"model\":\"openai\",,}", "at byte 18"),
                Arguments.of("", "at byte 0"),
                Arguments.of("[]", "at byte 0"),
                Arguments.of("{\"model\":\"openai\",\"messages\":[]} x", "at byte 33"),
                Arguments.of("{\"messages\":[]}", "model is missing"),
                Arguments.of("{\"model\":7,\"messages\":[]}", "model is not a string"),
                Arguments.of("{\"model\":\"openai\"}", "messages is missing"),
                Arguments.of("{\"model\":\"openai\",\"messages\":{}}", "messages is not an array"),
                Arguments.of("{\"model\":\"openai\",\"messages\":[],\"stream\":\"yes\"}", "stream is neither"));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void aBodyThatCannotBeReadIsAnsweredWithThePlace(String body, String said) {
        for (Caller caller : Caller.values()) {
            HttpResponse<String> answer = node.post(caller.path(), body);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(message(answer)).contains(said);
            assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
        }
        assertThat(node.sim().log()).isEmpty();
    }

    @Test
    void aContentTypeThatIsNotJsonIsRefusedAndOneWithACharsetIsNot() {
        var text = node.request("/v1/chat/completions", Caller.OPENAI.hello("openai", false))
                .setHeader("content-type", "text/plain");
        assertThat(node.send(text.build()).statusCode()).isEqualTo(415);
        assertThat(message(node.send(text.build()))).contains("'text/plain'").contains("application/json");
        var json = node.request("/v1/chat/completions", Caller.OPENAI.hello("openai", false))
                .setHeader("content-type", "Application/JSON; charset=utf-8");
        assertThat(node.send(json.build()).statusCode()).isEqualTo(200);
    }

    @Test
    void headersThatAreTooLargeAreAnsweredInJson() {
        try (RawCall call = RawCall.connect(node.node().dataPort())) {
            call.send(
                    RawCall.head("/v1/chat/completions", "x-large: " + "a".repeat(20_000), "content-length: 2") + "{}");
            call.readAll(3_000);
            assertThat(call.status()).isEqualTo(431);
            assertThat(TestNode.json(call.text()).path("error").path("message").asText())
                    .contains("limits.header_bytes");
            assertThat(call.end(2_000)).isNotEqualTo(RawCall.End.OPEN);
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, /v1/chat/completions, 405", "POST, /v1/chat/completion, 404", "GET, /, 404"})
    void whatIsNotThereIsAnsweredInJson(String method, String path, int status) {
        HttpResponse<String> answer = node.send(node.request(path, "")
                .method(method, HttpRequest.BodyPublishers.ofString("{}"))
                .build());
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(message(answer)).isNotBlank();
    }

    @Test
    void aBodyOverTheLimitIsRefusedWithoutBeingSent() {
        try (RawCall call = RawCall.connect(node.node().dataPort())) {
            call.send(RawCall.head("/v1/chat/completions", "content-length: 100000000"));
            call.readAll(3_000);
            assertThat(call.status()).isEqualTo(413);
            assertThat(call.text()).contains("65536 bytes");
            assertThat(call.end(2_000)).isNotEqualTo(RawCall.End.OPEN);
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aBodyOverTheLimitIsRefusedWhileItIsSent(boolean announced) {
        String body = Caller.OPENAI.request("openai", false, "a".repeat(2_000_000), "");
        try (RawCall call = RawCall.connect(node.node().dataPort())) {
            call.send(RawCall.head(
                            "/v1/chat/completions",
                            announced ? "content-length: " + body.length() : "transfer-encoding: chunked")
                    + (announced ? "" : Integer.toHexString(body.length()) + "\r\n"));
            call.takes(body);
            call.readAll(3_000);
            assertThat(call.status()).isEqualTo(413);
            assertThat(call.text()).contains("65536 bytes");
            assertThat(call.end(2_000)).isNotEqualTo(RawCall.End.OPEN);
        }
        OpenAIServiceException refused = catchThrowableOfType(
                OpenAIServiceException.class,
                () -> node.openAi().chat().completions().create(says("openai", "a".repeat(2_000_000))));
        assertThat(refused.statusCode()).isEqualTo(413);
        Eventually.that("nothing is under way", () -> node.inFlight() == 0);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void moreBodiesThanThereIsMemoryForAreTurnedAway(boolean announced) {
        String begun =
                Caller.OPENAI.request("openai", false, "a".repeat(50_000), "").substring(0, 50_000);
        String head = RawCall.head(
                "/v1/chat/completions", announced ? "content-length: 51000" : "transfer-encoding: chunked");
        String sent = head + (announced ? begun : Integer.toHexString(50_000) + "\r\n" + begun + "\r\n");
        try (RawCall first = RawCall.connect(narrow.node().dataPort());
                RawCall second = RawCall.connect(narrow.node().dataPort());
                RawCall third = RawCall.connect(narrow.node().dataPort())) {
            List<RawCall> calls = List.of(first, second, third);
            calls.forEach(call -> call.send(sent));
            RawCall refused = calls.stream()
                    .filter(call -> call.readAll(1_000).status() != 0)
                    .findFirst()
                    .orElseThrow();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("retry-after")).isEqualTo("1");
            assertThat(refused.text()).contains("buffered_bytes (125000)");
        }
        Eventually.that("nothing is under way", () -> narrow.inFlight() == 0);
        assertThat(narrow.post("/v1/chat/completions", Caller.OPENAI.request("openai", false, "a".repeat(50_000), ""))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aBodyThatDoesNotComeIsNotAwaitedForEver() {
        try (RawCall call = RawCall.connect(node.node().dataPort())) {
            call.send(RawCall.head("/v1/chat/completions", "content-length: 100") + "{\"model\"");
            call.readAll(3_000);
            assertThat(call.status()).isEqualTo(408);
            assertThat(call.text()).contains("500 ms");
            assertThat(call.end(2_000)).isNotEqualTo(RawCall.End.OPEN);
        }
    }

    @ParameterizedTest
    @EnumSource(Caller.class)
    void aPromptsMissingVariableIsNamed(Caller caller) {
        HttpResponse<String> answer = node.post(caller.path(), caller.hello("support", true));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(message(answer)).contains("metadata.shop");
        if (caller == Caller.OPENAI) {
            assertThat(error(answer).path("param").asText()).isEqualTo("metadata.shop");
        }
    }

    @ParameterizedTest
    @CsvSource({"support, metadata, false", "openai, stream_options, true"})
    void aLabelOrOptionThatIsSaidTwiceIsNamed(String route, String field, boolean stream) {
        String body =
                Caller.OPENAI.request(route, stream, "Hello", ",\"" + field + "\":{\"shop\":\"a\",\"x\":1,\"x\":2}");
        HttpResponse<String> answer = node.post(Caller.OPENAI.path(), body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(message(answer)).contains("expected 'x' only once");
    }

    @ParameterizedTest
    @EnumSource(Caller.class)
    void aRoutesLimitsAreTold(Caller caller) {
        HttpResponse<String> tokens = node.post(caller.path(), caller.hello("strict", false));
        assertThat(tokens.statusCode()).isEqualTo(400);
        assertThat(message(tokens)).contains("max_tokens is 100000, expected at most 50");
        String otherTool =
                caller.withTool("strict", false).replace("100000", "50").replace("\"get_level\"", "\"open_gate\"");
        HttpResponse<String> tool = node.post(caller.path(), otherTool);
        assertThat(tool.statusCode()).isEqualTo(400);
        assertThat(message(tool)).contains("tools[0] is 'open_gate'").contains("get_level");
    }

    @Test
    void whatTheTargetsDialectCannotSayIsNamed() {
        HttpResponse<String> two =
                node.post("/v1/chat/completions", Caller.OPENAI.request("anthropic", false, "Hello", ",\"n\":2"));
        assertThat(two.statusCode()).isEqualTo(400);
        assertThat(error(two).path("param").asText()).isEqualTo("n");
        HttpResponse<String> probabilities = node.post(
                "/v1/chat/completions", Caller.OPENAI.request("anthropic", true, "Hello", ",\"logprobs\":true"));
        assertThat(probabilities.statusCode()).isEqualTo(400);
        assertThat(message(probabilities)).contains("logprobs");
        HttpResponse<String> top =
                node.post("/v1/messages", Caller.ANTHROPIC.request("openai", true, "Hello", ",\"top_k\":3"));
        assertThat(top.statusCode()).isEqualTo(400);
        assertThat(message(top)).contains("top_k");
        assertThat(top.headers().firstValue("x-should-retry")).contains("false");
        HttpResponse<String> vectors = node.post("/v1/embeddings", "{\"model\":\"anthropic\",\"input\":\"Hello\"}");
        assertThat(vectors.statusCode()).isEqualTo(400);
        assertThat(message(vectors)).contains("embeddings");
        assertThat(node.sim().log()).isEmpty();
    }

    @Test
    void moreRequestsThanARouteMayHaveAreAskedToComeAgain() {
        OpenAIClient client = node.openAi();
        try (RawCall first = RawCall.post(node, "/v1/chat/completions", Caller.OPENAI.hello("one-at-a-time", false))) {
            Eventually.that(
                    "the first is with the target", () -> !node.sim().log().isEmpty());
            HttpResponse<String> second =
                    node.post("/v1/chat/completions", Caller.OPENAI.hello("one-at-a-time", false));
            assertThat(second.statusCode()).isEqualTo(429);
            assertThat(second.headers().firstValue("retry-after")).contains("1");
            assertThat(second.headers().firstValue("x-should-retry")).isEmpty();
            assertThat(message(second)).contains("'one-at-a-time'");
            assertThatThrownBy(() -> client.chat().completions().create(hello("one-at-a-time")))
                    .isInstanceOf(RateLimitException.class);
            assertThat(first.readAll(3_000).status()).isEqualTo(200);
        }
        assertThat(node.post("/v1/chat/completions", Caller.OPENAI.hello("one-at-a-time", false))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void moreRequestsThanTheNodeMayHaveAreAskedToComeAgain() {
        OpenAIClient client = node.openAi();
        try (RawCall slow = RawCall.post(node, "/v1/messages", Caller.ANTHROPIC.hello("one-at-a-time", false));
                RawCall b = RawCall.connect(node.node().dataPort());
                RawCall c = RawCall.connect(node.node().dataPort());
                RawCall d = RawCall.connect(node.node().dataPort())) {
            for (RawCall waiting : new RawCall[] {b, c, d}) {
                waiting.send(RawCall.head("/v1/messages", "content-length: 5") + "{");
            }
            Eventually.that("four are under way", () -> node.inFlight() == 4);
            HttpResponse<String> fifth = node.post("/v1/messages", Caller.ANTHROPIC.hello("openai", false));
            assertThat(fifth.statusCode()).isEqualTo(503);
            assertThat(fifth.headers().firstValue("retry-after")).contains("1");
            assertThat(message(fifth)).contains("concurrent_requests (4)");
            assertThatThrownBy(() -> client.chat().completions().create(hello("openai")))
                    .isInstanceOf(InternalServerException.class);
            assertThat(slow.readAll(3_000).status()).isEqualTo(200);
        }
        Eventually.that("nothing is under way", () -> node.inFlight() == 0);
    }

    @Test
    void whatAProviderSaysOfTheRequestReachesTheCallerAndNoOtherTargetIsAsked() {
        assertThatThrownBy(() -> node.openAi(2).chat().completions().create(hello("filtered")))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("content management policy");
        assertThatThrownBy(() -> node.anthropic(2).messages().create(anthropicHello("too-long")))
                .isInstanceOf(com.anthropic.errors.BadRequestException.class)
                .hasMessageContaining("maximum context length");
        assertThat(node.sim().log()).hasSize(2);
    }

    @Test
    void anOfficialClientDoesNotMultiplyTheAttemptsOfPenstock() {
        assertThatThrownBy(() -> node.openAi(2).chat().completions().create(hello("broken-twice")))
                .isInstanceOf(InternalServerException.class);
        assertThat(node.sim().log()).hasSize(2);
        assertThatThrownBy(() -> node.anthropic(2).messages().create(anthropicHello("broken-twice")))
                .isInstanceOf(com.anthropic.errors.InternalServerException.class);
        assertThat(node.sim().log()).hasSize(4);
    }

    @Test
    void anOfficialClientAsksAgainWherePenstockCouldNot() {
        assertThatThrownBy(() -> node.openAi(1).chat().completions().create(hello("rate-limited")))
                .isInstanceOf(RateLimitException.class);
        assertThat(node.sim().log()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "unpaid, 502, 503, 1",
        "bad-key, 502, 502, 2",
        "bad-key-anthropic, 502, 502, 2",
        "out-of-quota, 429, 503, 1"
    })
    void whatNoRetryCanHealIsNotRetried(String route, int status, int next, int asked) {
        OpenAIServiceException refused = catchThrowableOfType(
                OpenAIServiceException.class,
                () -> node.openAi(2).chat().completions().create(hello(route)));
        assertThat(refused.statusCode()).isEqualTo(status);
        AnthropicServiceException other = catchThrowableOfType(
                AnthropicServiceException.class,
                () -> node.anthropic(2).messages().create(anthropicHello(route)));
        assertThat(other.statusCode()).isEqualTo(next);
        // Who has no quota left is not asked again for a while, by whoever.
        assertThat(node.sim().log()).hasSize(asked);
    }

    @Test
    void aProxysPageDoesNotReachTheCaller() {
        HttpResponse<String> answer = node.post("/v1/messages", Caller.ANTHROPIC.hello("html", false));
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(message(answer)).doesNotContain("<").doesNotContain("cloudflare");
    }

    @Test
    void statusesThatTheClientsDoNotKnowComeWithTheirNumber() {
        assertThatThrownBy(() -> node.openAi().chat().completions().create(says("openai", "a".repeat(100_000))))
                .isInstanceOf(UnexpectedStatusCodeException.class)
                .hasMessageContaining("413");
    }

    private OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .apiKey(key)
                .baseUrl(node.dataUrl() + "/v1")
                .build();
    }

    private static ChatCompletionCreateParams hello(String route) {
        return says(route, "Hello");
    }

    private static ChatCompletionCreateParams says(String route, String text) {
        return ChatCompletionCreateParams.builder()
                .model(route)
                .addUserMessage(text)
                .build();
    }

    private static MessageCreateParams anthropicHello(String route) {
        return MessageCreateParams.builder()
                .model(route)
                .maxTokens(100)
                .addUserMessage("Hello")
                .build();
    }

    private static JsonNode error(HttpResponse<String> answer) {
        return TestNode.json(answer.body()).path("error");
    }

    private static String message(HttpResponse<String> answer) {
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        return error(answer).path("message").asText();
    }
}
