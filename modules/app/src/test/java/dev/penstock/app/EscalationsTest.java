package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.config.AnswerChecks;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Fallback;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.ReviewTerms;
import dev.penstock.sim.SimScript;
import dev.penstock.testkit.StreamEnd;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no answer satisfied are passed on to people, whole and as streams. */
@Isolated("its deadlines are short")
class EscalationsTest {
    private static final String SCHEMA = """
        {"type": "object", "required": ["level"], "additionalProperties": false,
         "properties": {"level": {"type": "integer"}}}
        """;
    private static final String WAIT = "Somebody will call you.";
    private static final String OTHER_KEY = "pk-another-5eC3e7-of-the-tests";
    private static final String SAID = "my secret question";

    @TempDir
    private Path dir = Path.of(".");

    private final AtomicReference<CountDownLatch> gate = new AtomicReference<>(new CountDownLatch(0));
    private final CountDownLatch atTheGate = new CountDownLatch(1);
    private final AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
    private @Nullable TestNode started;

    private TestNode node() {
        return Objects.requireNonNull(started);
    }

    @BeforeEach
    void begin() {
        started = start();
    }

    private Decider decider() {
        return new Decider(node());
    }

    private TestNode start() {
        Setup setup =
                Setup.empty().contract("level", SCHEMA).key("other", OTHER_KEY).clock(this::now);
        ContractTerms terms = new ContractTerms(AnswerChecks.NONE, false, 1, new Fallback.Escalate(WAIT));
        for (String target : new String[] {"openai/sim-small", "anthropic/sim-large"}) {
            setup.route(
                    target.replaceAll("/.*", ""),
                    route -> route.contract("level", terms)
                            .healing(Healing.DEFAULT)
                            .reviews(new ReviewTerms(false, Duration.ofHours(1))),
                    target);
        }
        return TestNode.start(setup.dataDir(dir));
    }

    /** The thread that stores reviews waits at the gate. */
    private Instant now() {
        if (Thread.currentThread().getName().equals("penstock-reviews")) {
            CountDownLatch closed = gate.get();
            if (closed.getCount() > 0) {
                atTheGate.countDown();
                try {
                    assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
        return Instant.now().plus(later.get());
    }

    @AfterEach
    void close() {
        gate.get().countDown();
        node().close();
    }

    static Stream<Arguments> ways() {
        return Arrays.stream(Caller.values())
                .flatMap(caller -> Stream.of("openai", "anthropic")
                        .flatMap(of -> Stream.of(true, false).map(stream -> Arguments.of(caller, of, stream))));
    }

    @ParameterizedTest(name = "{0} to {1} stream {2}")
    @MethodSource("ways")
    void afterTheCorrectionsAPersonIsAskedAndTheirAnswerIsTheCallers(Caller caller, String of, boolean stream) {
        String id;
        try (RawCall call = escalated(caller, of, stream)) {
            id = call.header("x-penstock-review");
            assertThat(call.status()).isEqualTo(200);
            assertThat(call.header("x-penstock-outcome")).isEqualTo("escalate");
            assertThat(text(call, caller, stream)).isEqualTo(WAIT);
            assertThat(node().sim().log()).hasSize(2);
            JsonNode trace = node().trace(call.header("x-penstock-trace"));
            assertThat(trace.path("outcome").asText()).isEqualTo("escalate");
            assertThat(trace.path("review").asText()).isEqualTo(id);
        }
        JsonNode waiting = decider().told(id);
        assertThat(waiting.path("status").asText()).isEqualTo("open");
        assertThat(waiting.path("kind").asText()).isEqualTo("escalation");
        assertThat(waiting.path("answer").isNull()).isTrue();

        JsonNode full = decider().read(id);
        assertThat(full.path("caller").asText()).isEqualTo("app");
        assertThat(full.path("why")).extracting(JsonNode::asText).containsExactly("schema");
        assertThat(full.path("request").toString()).contains(SAID);
        assertThat(full.path("wrong").asText()).contains("level");
        assertThat(full.path("story").path("attempts")).hasSize(2);

        JsonNode invalid = decider().refused(id, "answer", ",\"text\":\"{\\\"level\\\":\\\"high\\\"}\"");
        assertThat(invalid.at("/errors/0/field").asText()).isEqualTo("text");
        assertThat(invalid.at("/errors/0/expected").asText())
                .contains("integer")
                .contains("schema");
        decider().decide(id, "answer", ",\"text\":\"{\\\"level\\\":42}\"");

        JsonNode resolved = decider().told(id);
        assertThat(resolved.path("status").asText()).isEqualTo("resolved");
        assertThat(resolved.path("decision").asText()).isEqualTo("answer");
        assertThat(resolved.path("reason").asText()).isEqualTo("a test");
        assertThat(caller.said(resolved.path("answer"))).isEqualTo("{\"level\":42}");
    }

    @ParameterizedTest
    @EnumSource(Caller.class)
    void whoIsRejectedIsToldSoInTheirDialect(Caller caller) {
        try (RawCall call = escalated(caller, "openai", false)) {
            String id = call.header("x-penstock-review");
            decider().decide(id, "reject", ",\"text\":\"We cannot tell.\"");
            assertThat(caller.said(decider().told(id).path("answer"))).isEqualTo("We cannot tell.");
        }
        try (RawCall call = escalated(caller, "openai", false)) {
            String id = call.header("x-penstock-review");
            decider().decide(id, "reject", "");
            assertThat(decider().told(id).path("decision").asText()).isEqualTo("reject");
            assertThat(decider().told(id).path("answer").isNull()).isTrue();
        }
    }

    @Test
    void nobodyButTheKeyThatAskedIsToldAnything() {
        String id;
        try (RawCall call = escalated(Caller.OPENAI, "openai", false)) {
            id = call.header("x-penstock-review");
        }
        HttpResponse<String> own = decider().ask(id, TestNode.KEY);
        assertThat(TestNode.header(own, "retry-after")).isEqualTo("5");
        HttpResponse<String> other = decider().ask(id, OTHER_KEY);
        assertThat(other.statusCode()).isEqualTo(404);
        assertThat(other.body()).contains("review_not_found").doesNotContain(SAID);
        HttpResponse<String> anthropic = decider().ask(id, OTHER_KEY, "anthropic-version", "2023-06-01");
        assertThat(anthropic.statusCode()).isEqualTo(404);
        assertThat(TestNode.json(anthropic.body()).path("type").asText()).isEqualTo("error");
        assertThat(decider().ask(id, null).statusCode()).isEqualTo(401);
        assertThat(decider().ask(id.replace("test.", "other."), TestNode.KEY).statusCode())
                .isEqualTo(404);
        assertThat(decider().ask("nonsense", TestNode.KEY).statusCode()).isEqualTo(404);
    }

    @Test
    void whatUsersSaidIsInTheReviewAndNowhereElse() {
        try (RawCall call = escalated(Caller.OPENAI, "openai", false)) {
            String id = call.header("x-penstock-review");
            decider().decide(id, "answer", ",\"text\":\"{\\\"level\\\":77123}\"");
            decider().told(id);
            assertThat(node().trace(call.header("x-penstock-trace")).toString()).doesNotContain(SAID);
        }
        assertThat(node().requestLog())
                .contains("escalate")
                .doesNotContain(SAID)
                .doesNotContain("77123");
        assertThat(node().operations("/metrics").body()).doesNotContain(SAID);
        assertThat(node().admin("/admin/v1/audit").body()).doesNotContain(SAID);
    }

    @Test
    void metricsTellHowManyWaitWereOpenedAndDecided() {
        String id;
        try (RawCall call = escalated(Caller.OPENAI, "openai", false)) {
            id = call.header("x-penstock-review");
        }
        String opened = "penstock_reviews_opened_total{kind=\"escalation\",route=\"openai\"}";
        assertThat(node().metric(opened)).isEqualTo(1);
        assertThat(node().metric("penstock_reviews_open")).isEqualTo(1);
        decider().decide(id, "reject", "");
        assertThat(node().metric("penstock_reviews_open")).isZero();
        assertThat(node().metric("penstock_reviews_resolved_total{decision=\"reject\"}"))
                .isEqualTo(1);
    }

    @Test
    void whatNobodyDecidesExpires() {
        try (RawCall call = escalated(Caller.OPENAI, "openai", false)) {
            String id = call.header("x-penstock-review");
            later.set(Duration.ofHours(1));
            HttpResponse<String> told = decider().ask(id, TestNode.KEY);
            assertThat(TestNode.json(told.body()).path("status").asText()).isEqualTo("expired");
            assertThat(TestNode.header(told, "retry-after")).isEmpty();
        }
    }

    @Test
    void itOutlivesTheNode() {
        String id;
        try (RawCall call = escalated(Caller.OPENAI, "openai", false)) {
            id = call.header("x-penstock-review");
        }
        TestNode.await(node().node().stop());
        node().close();
        started = start();
        assertThat(decider().told(id).path("status").asText()).isEqualTo("open");
        assertThat(decider().read(id).path("request").toString()).contains(SAID);
    }

    @ParameterizedTest(name = "stream {0}")
    @ValueSource(booleans = {true, false})
    void whatIsTooLargeForAReviewIsRefusedAndSaidSo(boolean stream) {
        node().sim().script(SimScript.next("wrong-schema", "wrong-schema"));
        try (RawCall call = RawCall.post(
                node(), Caller.OPENAI.path(), Caller.OPENAI.request("openai", stream, "x".repeat(300_000), ""))) {
            call.readAll(5_000);
            assertThat(call.status()).isEqualTo(502);
            assertThat(call.header("x-penstock-outcome")).isEqualTo("refuse");
            assertThat(call.text())
                    .contains("The answer does not satisfy its contract: schema. No review could be opened: the"
                            + " request is larger than the 256 KiB of a review.");
        }
    }

    @Test
    void whatIsNotStoredInTimeIsRefusedAndNeverStored() throws Exception {
        gate.set(new CountDownLatch(1));
        try (RawCall call = escalated(Caller.OPENAI, "openai", false)) {
            assertThat(call.status()).isEqualTo(502);
            assertThat(call.text()).contains("No review could be opened: it was not stored within 2 seconds.");
        }
        gate.get().countDown();
        assertThat(decider().list("open")).isEmpty();
    }

    @Test
    void aCallerWhoGoesAwayMeanwhileLeavesAReviewAndNothingElse() throws Exception {
        gate.set(new CountDownLatch(1));
        node().sim().script(SimScript.next("wrong-schema", "wrong-schema"));
        RawCall call = RawCall.post(node(), Caller.OPENAI.path(), Caller.OPENAI.request("openai", false, SAID, ""));
        assertThat(atTheGate.await(10, TimeUnit.SECONDS)).isTrue();
        call.close();
        Eventually.that("the request is over", () -> node().inFlight() == 0);
        gate.get().countDown();

        Eventually.that("the review is there", () -> decider().list("open").size() == 1);
        String trace = decider().list("open").path(0).path("trace").asText();
        assertThat(node().trace(trace).path("outcome").asText()).isEqualTo("cancelled");
    }

    private RawCall escalated(Caller caller, String of, boolean stream) {
        node().sim().script(SimScript.next("wrong-schema", "wrong-schema"));
        RawCall call = RawCall.post(node(), caller.path(), caller.request(of, stream, SAID, ""));
        call.readAll(5_000);
        return call;
    }

    private static String text(RawCall call, Caller caller, boolean stream) {
        if (stream) {
            assertThat(caller.check(call.body())).isEqualTo(StreamEnd.COMPLETE);
            assertThat(call.whole()).isTrue();
            return caller.text(call.body());
        }
        assertThat(new String(call.body(), StandardCharsets.UTF_8)).isNotEmpty();
        return caller.wholeText(call.body());
    }
}
