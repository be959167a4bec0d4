package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.config.BreakerPolicy;
import dev.penstock.core.config.Deadlines;
import dev.penstock.sim.Behaviour;
import dev.penstock.sim.FaultRate;
import dev.penstock.sim.FaultSpec;
import dev.penstock.sim.Latency;
import dev.penstock.sim.SimScript;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A target that fails is passed over, and asked again soon after it is back. */
@Isolated("its deadlines are short")
class BreakersTest {
    private static final String OPEN = "penstock_breaker_open{target=\"%s\"}";
    private static final BreakerPolicy QUICK =
            new BreakerPolicy(true, 4, Duration.ofSeconds(60), 0.5, Duration.ofMillis(300), 10);

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int CALLERS = 4;
    private static final Behaviour SOON = new Behaviour(new Latency.Fixed(Duration.ofMillis(5)), Latency.NONE, 5);

    private final TestNode node = TestNode.start(Setup.bothDialects()
            .provider("nobody", 9)
            // So that the simulator's log holds all that is asked.
            .model("sim-busy", SOON)
            .model("sim-other", SOON)
            .model("sim-long", new Behaviour(Latency.NONE, new Latency.Fixed(Duration.ofMillis(100)), 200))
            .breaker("nobody/dead", new BreakerPolicy(true, 20, Duration.ofSeconds(10), 0.5, Duration.ofMinutes(1), 10))
            .breaker("openai/sim-small", QUICK)
            .breaker("openai/sim-long", QUICK)
            .route("doubled", "nobody/dead", "openai/sim-other")
            .route("alone", "nobody/dead")
            .route("single", "openai/sim-small")
            .breaker("openai/sim-busy", QUICK)
            .route(
                    "busy",
                    route -> route.deadlines(new Deadlines(LONG, LONG, LONG, Duration.ofMillis(150), LONG)),
                    "openai/sim-busy",
                    "openai/sim-other")
            .route("two", "openai/sim-large", "openai/sim-other")
            .route("long", "openai/sim-long"));

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void aDeadTargetIsAskedFiveTimesAndThenPassedOver() {
        for (int i = 0; i < 5; i++) {
            assertThat(node.trace(chat("doubled")).path("attempts")).hasSize(2);
        }
        HttpResponse<String> answer = chat("doubled");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(TestNode.header(answer, "x-penstock-outcome")).isEqualTo("fallback");
        JsonNode trace = node.trace(answer);
        assertThat(trace.path("attempts")).hasSize(1);
        assertThat(trace.findValue("skipped"))
                .extracting(JsonNode::asText)
                .containsExactly("nobody/dead: its breaker is open");
        assertThat(node.metric(OPEN.formatted("nobody/dead"))).isEqualTo(1);
        assertThat(node.metric("penstock_breaker_openings_total{target=\"nobody/dead\"}"))
                .isEqualTo(1);
        assertThat(node.metric(OPEN.formatted("openai/sim-other"))).isZero();
        JsonNode targets = TestNode.json(node.admin("/admin/v1/targets").body()).path("targets");
        assertThat(targets).contains(TestNode.json("""
            {"target":"nobody/dead","breaker":"open","openings":1,"degraded":false}\
            """));
    }

    @Test
    void whereAllTargetsFailTheCallerIsToldAtOnceWhenToAskAgain() {
        for (int i = 0; i < 5; i++) {
            assertThat(chat("alone").statusCode()).isEqualTo(502);
        }
        HttpResponse<String> refused = chat("alone");

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(TestNode.json(refused.body()).path("error").path("code").asText())
                .isEqualTo("targets_failing");
        assertThat(refused.body())
                .containsPattern("Every target of route 'alone' is failing: the first is tried again in \\d+ ms.")
                .doesNotContain("nobody", "dead");
        assertThat(Long.parseLong(TestNode.header(refused, "retry-after-ms"))).isBetween(1L, 60_000L);
        assertThat(TestNode.header(refused, "x-should-retry"))
                .as("no word against it")
                .isEmpty();
        assertThat(node.trace(refused).path("attempts")).isEmpty();
        assertThat(TestNode.header(refused, "x-penstock-outcome")).isEqualTo("refuse");
    }

    @Test
    void aTargetThatIsBackIsAskedAgain() {
        failTimes(4);
        node.sim().script(SimScript.next("server-error"));
        Eventually.that("a probe fails", () -> chat("single").statusCode() == 500);
        assertThat(chat("single").statusCode()).isEqualTo(503);

        Eventually.that("a probe is answered", () -> chat("single").statusCode() == 200);
        assertThat(chat("single").statusCode()).isEqualTo(200);
        assertThat(node.metric(OPEN.formatted("openai/sim-small"))).isZero();
        assertThat(node.sim().log()).hasSize(4 + 1 + 1 + 1);
    }

    @Test
    void aProbeIsAnsweredWithTheFirstContentOfItsStream() {
        node.sim().script(SimScript.next(Collections.nCopies(4, "server-error").toArray(String[]::new)));
        for (int i = 0; i < 4; i++) {
            assertThat(chat("long").statusCode()).isEqualTo(500);
        }
        assertThat(node.metric(OPEN.formatted("openai/sim-long"))).isEqualTo(1);

        Eventually.that("the time for a probe comes", () -> {
            CompletableFuture<HttpResponse<String>> stream = node.later(
                    "/v1/chat/completions",
                    "{\"model\":\"long\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
            Eventually.that(
                    "it is refused or under way",
                    () -> stream.isDone() || node.sim().log().size() == 5);
            return !stream.isDone();
        });
        Eventually.that("the target is back", () -> node.metric(OPEN.formatted("openai/sim-long")) == 0);
        assertThat(node.inFlight()).as("the stream goes on").isEqualTo(1);
    }

    /** Four callers all the time; the first target says nothing for two seconds. */
    @Test
    void nobodyFailsWhileATargetIsDeadAndFewPayForIt() {
        AtomicBoolean over = new AtomicBoolean();
        List<CompletableFuture<List<Integer>>> callers = IntStream.range(0, CALLERS)
                .mapToObj(_ -> CompletableFuture.supplyAsync(() -> {
                    List<Integer> statuses = new ArrayList<>();
                    while (!over.get()) {
                        statuses.add(chat("busy").statusCode());
                    }
                    return statuses;
                }))
                .toList();
        Eventually.that("it is asked", () -> asked("sim-busy") > 100);
        long dead = System.nanoTime();
        node.sim().script(SimScript.rates(new FaultRate(FaultSpec.parse("silence"), 1, "sim-busy")));
        Eventually.that("it is left alone", () -> node.metric(OPEN.formatted("openai/sim-busy")) == 1);
        Eventually.that("two seconds pass", () -> System.nanoTime() - dead > TimeUnit.SECONDS.toNanos(2));
        node.sim().script(SimScript.rates(new FaultRate(FaultSpec.parse("silence"), 0, "sim-busy")));
        long back = System.nanoTime();
        Eventually.that("it is back", () -> node.metric(OPEN.formatted("openai/sim-busy")) == 0);
        long took = System.nanoTime() - back;
        over.set(true);

        assertThat(callers).allSatisfy(caller -> assertThat(caller.join()).containsOnly(200));
        long silent = node.sim().log().stream()
                .filter(attempt -> attempt.how().equals("fault:silence") || "silence".equals(attempt.fault()))
                .count();
        // Five, what was under way besides, and a probe each 300 ms.
        assertThat(silent).isBetween(5L, 5 + CALLERS + 2_000 / 300 + 2L);
        assertThat(took).isLessThan(TimeUnit.SECONDS.toNanos(5));
    }

    private long asked(String model) {
        return node.sim().log().stream()
                .filter(attempt -> model.equals(attempt.model()))
                .count();
    }

    @Test
    void aTargetWhoseAnswersAreEmptyIsAskedAfterTheOthers() {
        for (int i = 0; i < 200; i++) {
            assertThat(chat("two").statusCode()).isEqualTo(200);
        }
        node.sim().script(SimScript.rates(new FaultRate(FaultSpec.parse("empty-content"), 1, "sim-large")));
        Eventually.that("it is found out", () -> {
            assertThat(chat("two").statusCode()).as("and nobody sees it").isEqualTo(200);
            return node.metric("penstock_target_degraded{target=\"openai/sim-large\"}") == 1;
        });

        Eventually.that("the other one is asked first", () -> {
            JsonNode trace = node.trace(chat("two"));
            return trace.path("attempts").size() == 1
                    && trace.findValue("router").asText().equals("fixed; degraded, so last: openai/sim-large");
        });
    }

    private void failTimes(int times) {
        node.sim()
                .script(SimScript.next(
                        Collections.nCopies(times, "server-error").toArray(String[]::new)));
        for (int i = 0; i < times; i++) {
            assertThat(chat("single").statusCode()).isEqualTo(500);
        }
        assertThat(chat("single").statusCode()).isEqualTo(503);
    }

    private HttpResponse<String> chat(String route) {
        return node.post(
                "/v1/chat/completions",
                "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}".formatted(route));
    }
}
