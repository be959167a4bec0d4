package dev.penstock.app;

import static dev.penstock.app.TestNode.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.config.Limits;
import dev.penstock.sim.Behaviour;
import dev.penstock.sim.Latency;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What operators publish, activate and withdraw is what the next request gets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated("its deadlines are short")
class ReleasesTest {
    private static final Duration IDLE = Duration.ofMillis(300);

    private final TestNode node = TestNode.start(Setup.empty()
            .model("sim-late", new Behaviour(new Latency.Fixed(IDLE.multipliedBy(3)), Latency.NONE, 5))
            .limits(new Limits(
                    64 << 10, 8 << 10, 100, 1 << 20, 8 << 20, Duration.ofSeconds(5), IDLE, Duration.ofSeconds(1)))
            .route("support", "openai/sim-small")
            .route("twice", "openai/sim-small")
            .route("late", "openai/sim-small")
            .route("limited", route -> route.concurrent(1), "openai/sim-late")
            .route("others", "anthropic/sim-large", "openai/sim-other", "openai/sim-late"));

    @AfterAll
    void close() {
        node.close();
    }

    @ParameterizedTest
    @EnumSource(Caller.class)
    void aReleaseServesFromItsActivationToItsWithdrawal(Caller caller) {
        HttpResponse<String> before = ask(caller, "support");
        String candidate = node.publish("support", release("openai/sim-other", caller.name()));
        HttpResponse<String> published = ask(caller, "support");
        assertThat(id(published)).isEqualTo(id(before)).isNotEqualTo(candidate);
        assertThat(revision(published)).isGreaterThan(revision(before));

        node.adminPost("/routes/support/activate", "{\"release\":\"" + candidate + "\"}");
        HttpResponse<String> active = ask(caller, "support");
        assertThat(id(active)).isEqualTo(candidate);
        assertThat(header(active, "x-penstock-target")).isEqualTo("openai/sim-other");
        assertThat(revision(active)).isGreaterThan(revision(published));
        assertThat(node.trace(active).path("release").asText()).isEqualTo(candidate);
        assertThat(node.trace(active).path("revision").asLong()).isEqualTo(revision(active));

        node.adminPost("/routes/support/rollback", "{}");
        HttpResponse<String> after = ask(caller, "support");
        assertThat(id(after)).isEqualTo(id(before));
        assertThat(revision(after)).isGreaterThan(revision(active));
    }

    @Test
    void twoRollbacksUndoTwoActivations() {
        String first = id(ask(Caller.OPENAI, "twice"));
        String second = activated("twice", release("openai/sim-other", "second"));
        assertThat(id(ask(Caller.OPENAI, "twice"))).isEqualTo(second);
        String third = activated("twice", release("anthropic/sim-large", "third"));
        assertThat(id(ask(Caller.OPENAI, "twice"))).isEqualTo(third);
        node.adminPost("/routes/twice/rollback", "{}");
        assertThat(id(ask(Caller.OPENAI, "twice"))).isEqualTo(second);
        node.adminPost("/routes/twice/rollback", "{}");
        assertThat(id(ask(Caller.OPENAI, "twice"))).isEqualTo(first);
    }

    @Test
    void aRouteOfTheControlStateAloneServesUntilAllOfItIsWithdrawn() {
        assertThat(ask(Caller.OPENAI, "new").statusCode()).isEqualTo(404);
        String only = activated("new", release("anthropic/sim-large", "only"));
        for (Caller caller : Caller.values()) {
            assertThat(id(ask(caller, "new"))).isEqualTo(only);
        }
        assertThat(models()).contains("new", "support");
        assertThat(node.metric("penstock_requests_total{outcome=\"pass\",route=\"new\",status=\"200\"}"))
                .isEqualTo(2);

        node.adminPost("/routes/new/rollback", "{\"release\":\"" + only + "\"}");
        for (Caller caller : Caller.values()) {
            HttpResponse<String> answer = ask(caller, "new");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("Nothing serves route 'new'");
            assertThat(header(answer, "x-should-retry")).isEqualTo("false");
            assertThat(header(answer, "x-penstock-outcome")).isEqualTo("refuse");
        }
        assertThat(TestNode.json(ask(Caller.OPENAI, "new").body())
                        .at("/error/code")
                        .asText())
                .isEqualTo("nothing_serves");
    }

    /** Neither its file's deadlines nor how long a connection may be silent end a request before its release does. */
    @Test
    void aReleaseMayTakeLongerThanAConnectionMayBeSilent() {
        activated(
                "late",
                "{\"purpose\":\"a test's\",\"targets\":[\"openai/sim-late\"],\"deadlines\":{\"total\":\"20s\"}}");
        for (boolean stream : List.of(false, true)) {
            try (RawCall call = RawCall.post(node, Caller.OPENAI.path(), Caller.OPENAI.hello("late", stream))) {
                call.readAll(5_000);
                assertThat(call.status()).isEqualTo(200);
                assertThat(call.whole()).isTrue();
            }
        }
    }

    @Test
    void aConnectionWithoutARequestIsClosedWhenItWasSilentForTooLong() {
        try (RawCall call = RawCall.connect(node.node().dataPort())) {
            assertThat(call.end(5_000)).isEqualTo(RawCall.End.CLOSED);
        }
    }

    @Test
    void howManyRequestsAreTakenOnIsWhatTheReleaseSays() {
        assertThat(statuses("limited", 3)).containsOnlyOnce(200).contains(429);
        activated(
                "limited",
                "{\"purpose\":\"a test's\",\"targets\":[\"openai/sim-late\"],\"limits\":{\"concurrent_requests\":3}}");
        assertThat(statuses("limited", 3)).containsExactly(200, 200, 200);
        activated("limited", release("openai/sim-late", "unlimited"));
        assertThat(statuses("limited", 5)).containsOnly(200);
        node.adminPost("/routes/limited/rollback", "{}");
        assertThat(statuses("limited", 5)).contains(429);
    }

    private List<Integer> statuses(String route, int atOnce) {
        var answers = Stream.generate(() -> node.later(Caller.OPENAI.path(), Caller.OPENAI.hello(route, false)))
                .limit(atOnce)
                .toList();
        return answers.stream().map(answer -> answer.join().statusCode()).toList();
    }

    private String activated(String route, String release) {
        String id = node.publish(route, release);
        node.adminPost("/routes/" + route + "/activate", "{\"release\":\"" + id + "\"}");
        return id;
    }

    private static String release(String target, String prompt) {
        return "{\"purpose\":\"a test's\",\"targets\":[\"" + target
                + "\"],\"prompt\":{\"name\":\"support\",\"version\":1,\"template\":\"" + prompt + "\"}}";
    }

    private List<String> models() {
        HttpResponse<String> answer =
                node.send(node.request("/v1/models", "").GET().build());
        return TestNode.json(answer.body()).path("data").findValuesAsText("id");
    }

    private HttpResponse<String> ask(Caller caller, String route) {
        return node.post(caller.path(), caller.hello(route, false));
    }

    private static String id(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return header(answer, "x-penstock-release");
    }

    private static long revision(HttpResponse<String> answer) {
        return Long.parseLong(header(answer, "x-penstock-revision"));
    }
}
