package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.config.Deadlines;
import dev.penstock.sim.Behaviour;
import dev.penstock.sim.Latency;
import dev.penstock.sim.SimAnswer;
import dev.penstock.testkit.StreamEnd;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** No part of a request takes longer than its route allows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated("what it measures must not depend on other tests")
class DeadlinesTest {
    /** Deadlines are looked at every 20 ms; the rest is what a busy machine takes. */
    private static final Duration TOLERANCE = Duration.ofMillis(100);

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Blackhole blackhole = new Blackhole();
    private final TestNode node = TestNode.start(setup(blackhole.port()));

    @BeforeAll
    void warmUp() {
        for (Caller caller : Caller.values()) {
            node.post(caller.path(), caller.hello("healthy", false));
        }
    }

    @AfterAll
    void close() {
        node.close();
        blackhole.close();
    }

    private static Setup setup(int blackholePort) {
        Deadlines connect = new Deadlines(SHORT, LONG, LONG, LONG);
        Deadlines firstToken = new Deadlines(LONG, SHORT, LONG, LONG);
        Deadlines betweenTokens = new Deadlines(LONG, LONG, SHORT, LONG);
        Deadlines total = new Deadlines(LONG, LONG, LONG, SHORT);
        return Setup.empty()
                .provider("blackhole", blackholePort)
                .model("sim-drip", new Behaviour(Latency.NONE, new Latency.Fixed(Duration.ofMillis(20)), 1_000))
                .route("healthy", "openai/sim-small")
                .route("connect", route -> route.deadlines(connect), "blackhole/any")
                .route("connect-healed", route -> route.deadlines(connect), "blackhole/any", "openai/sim-small")
                .route("silent", route -> route.deadlines(firstToken), "openai/sim-small!silence")
                .route(
                        "silent-healed",
                        route -> route.deadlines(firstToken),
                        "anthropic/sim-large!silence",
                        "openai/sim-small")
                .route("slow", route -> route.deadlines(firstToken), "anthropic/sim-large!slow-first-token")
                .route("stall", route -> route.deadlines(betweenTokens), "openai/sim-small!stall")
                .route("total", route -> route.deadlines(total), "openai/sim-small!silence", "openai/sim-other")
                .route("drip", route -> route.deadlines(total), "openai/sim-drip")
                .route("drip-translated", route -> route.deadlines(total), "anthropic/sim-drip");
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI, connect, true, connect",
        "ANTHROPIC, connect, false, connect",
        "OPENAI, silent, true, first_token",
        "ANTHROPIC, silent, true, first_token",
        "OPENAI, slow, true, first_token",
        "ANTHROPIC, slow, true, first_token",
        "OPENAI, total, false, total",
        "ANTHROPIC, total, true, total"
    })
    void whatHasNotBegunInTimeIsAGatewayTimeout(Caller caller, String route, boolean stream, String phase) {
        try (RawCall call = RawCall.post(node, caller.path(), caller.hello(route, stream))) {
            call.readAll(5_000);
            assertThat(call.status()).isEqualTo(504);
            assertThat(TestNode.json(call.text()).path("error").path("message").asText())
                    .contains("300 ms")
                    .contains(phase);
            assertInTime(call, phase);
        }
    }

    @ParameterizedTest
    @EnumSource(Caller.class)
    void aStreamThatStallsEndsWithAnError(Caller caller) {
        try (RawCall call = RawCall.post(node, caller.path(), caller.hello("stall", true))) {
            call.readAll(5_000);
            assertThat(call.status()).isEqualTo(200);
            assertThat(caller.check(call.body())).isEqualTo(StreamEnd.ERROR);
            assertThat(call.whole()).isFalse();
            assertThat(call.text()).contains("between_tokens");
            assertInTime(call, "between_tokens");
        }
    }

    @ParameterizedTest
    @CsvSource({"OPENAI, drip", "ANTHROPIC, drip", "OPENAI, drip-translated", "ANTHROPIC, drip-translated"})
    void aStreamThatLastsTooLongEndsWithAnError(Caller caller, String route) {
        try (RawCall call = RawCall.post(node, caller.path(), caller.hello(route, true))) {
            call.readAll(5_000);
            assertThat(caller.check(call.body())).isEqualTo(StreamEnd.ERROR);
            assertThat(call.whole()).isFalse();
            assertThat(SimAnswer.of("sim-drip", "Hello", 1_000, 0)).startsWith(caller.text(call.body()));
            assertInTime(call, "total");
        }
    }

    @ParameterizedTest
    @CsvSource({"connect-healed, connect", "silent-healed, first_token"})
    void anotherTargetIsAskedOnceTheFirstIsTooLate(String route, String phase) {
        for (Caller caller : Caller.values()) {
            try (RawCall call = RawCall.post(node, caller.path(), caller.hello(route, true))) {
                call.readAll(5_000);
                assertThat(caller.check(call.body())).isEqualTo(StreamEnd.COMPLETE);
                assertThat(caller.text(call.body())).isEqualTo(SimAnswer.of("sim-small", "Hello"));
                assertInTime(call, phase);
            }
        }
    }

    @Test
    void theTimeToConnectIsADeadlineEvenWhereNoRouteWaitsLonger() {
        try (TestNode hasty = TestNode.start(Setup.empty()
                .provider("blackhole", blackhole.port())
                .route("connect", route -> route.deadlines(new Deadlines(SHORT, LONG, LONG, LONG)), "blackhole/any"))) {
            HttpResponse<String> answer = hasty.post("/v1/messages", Caller.ANTHROPIC.hello("connect", false));
            assertThat(answer.statusCode()).isEqualTo(504);
            JsonNode trace =
                    hasty.trace(answer.headers().firstValue("x-penstock-trace").orElseThrow());
            assertThat(trace.path("attempts")
                            .path(0)
                            .path("failure")
                            .path("kind")
                            .asText())
                    .isEqualTo("timeout_connect");
        }
    }

    @Test
    void aPublishedReleaseMayWaitLongerForAConnectionThanAllFilesDo() {
        try (TestNode hasty = TestNode.start(Setup.empty()
                .provider("blackhole", blackhole.port())
                .route("connect", route -> route.deadlines(new Deadlines(SHORT, LONG, LONG, LONG)), "blackhole/any"))) {
            String release = hasty.publish(
                    "connect",
                    "{\"purpose\":\"waits\",\"targets\":[\"blackhole/any\"],\"deadlines\":{\"connect\":\""
                            + SHORT.multipliedBy(4).toMillis() + "ms\"}}");
            hasty.adminPost("/routes/connect/activate", "{\"release\":\"" + release + "\"}");
            HttpResponse<String> answer = hasty.post("/v1/messages", Caller.ANTHROPIC.hello("connect", false));
            JsonNode attempt = hasty.trace(answer).path("attempts").path(0);
            assertThat(attempt.path("failure").path("kind").asText()).isEqualTo("timeout_connect");
            long startedUs = attempt.path("times_us").path("started").asLong();
            assertThat(attempt.path("times_us").path("ended").asLong() - startedUs)
                    .isGreaterThan(3_000 * SHORT.toMillis());
        }
    }

    @Test
    void aPortWhereNobodyListensIsKnownAtOnce() throws IOException {
        int nobody;
        try (ServerSocket free = new ServerSocket(0)) {
            nobody = free.getLocalPort();
        }
        try (TestNode lonely = TestNode.start(Setup.empty()
                .provider("nobody", nobody)
                .route("refused", "nobody/any")
                .route("refused-healed", "nobody/any", "openai/sim-small"))) {
            assertThat(lonely.post("/v1/messages", Caller.ANTHROPIC.hello("refused", false))
                            .statusCode())
                    .isEqualTo(502);
            assertThat(lonely.post("/v1/messages", Caller.ANTHROPIC.hello("refused-healed", false))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    /** The first attempt ended in time, and said which deadline it was. */
    private void assertInTime(RawCall call, String phase) {
        JsonNode trace = node.trace(call.header("x-penstock-trace"));
        JsonNode attempt = trace.path("attempts").path(0);
        assertThat(attempt.path("failure").path("kind").asText()).isEqualTo("timeout_" + phase);
        Duration took = Duration.ofNanos(1_000
                * (attempt.path("times_us").path("ended").asLong()
                        - attempt.path("times_us").path("started").asLong()));
        assertThat(took).isBetween(SHORT.minusMillis(20), SHORT.plus(TOLERANCE));
    }

    /** A listening socket whose backlog is full: connections to it are neither made nor refused. */
    private static final class Blackhole {
        private final ServerSocket listening;
        private final List<Socket> filling = new ArrayList<>();

        Blackhole() {
            try {
                listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                for (int i = 0; i < 8; i++) {
                    Socket socket = new Socket();
                    filling.add(socket);
                    try {
                        socket.connect(listening.getLocalSocketAddress(), 100);
                    } catch (IOException e) {
                        // Full.
                        return;
                    }
                }
            } catch (IOException e) {
                throw new AssertionError("no listening socket", e);
            }
            throw new AssertionError("the backlog did not fill");
        }

        int port() {
            return listening.getLocalPort();
        }

        void close() {
            try {
                for (Socket socket : filling) {
                    socket.close();
                }
                listening.close();
            } catch (IOException e) {
                throw new AssertionError("not closed", e);
            }
        }
    }
}
