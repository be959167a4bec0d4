package dev.penstock.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlAndLogTest {
    private final SimHarness sim = new SimHarness(SimConfig.usual().withLogSize(50));

    @AfterAll
    void close() {
        sim.close();
    }

    @BeforeEach
    void reset() {
        assertThat(sim.post("/sim/reset", "").statusCode()).isEqualTo(200);
    }

    @Test
    void scriptedFaultsComeInOrderAndOnce() {
        sim.post("/sim/script", "{\"next\":[\"server-error\",\"none\",{\"fault\":\"quota\",\"model\":\"sim-l*\"}]}");
        assertThat(statuses("sim-small", "sim-small", "sim-small", "sim-large", "sim-large"))
                .containsExactly(500, 200, 200, 429, 200);
    }

    @Test
    void theNameOfAModelGoesBeforeTheScript() {
        sim.server().script(SimScript.next("server-error"));
        assertThat(statuses("m!timeout", "m")).containsExactly(504, 500);
    }

    @Test
    void aRateOfFirstAttemptsHitsTheSameConversationsInAnyOrderAndOnce() {
        sim.server().script(SimScript.rates(FaultRate.ofFirst(FaultSpec.parse("server-error"), 0.5)));
        Set<String> failed = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            if (asked("question " + i) == 500) {
                failed.add("question " + i);
            }
        }
        assertThat(failed).hasSizeBetween(8, 32).allMatch(question -> asked(question) == 200);
        sim.server().reset();
        sim.server().script(SimScript.rates(FaultRate.ofFirst(FaultSpec.parse("server-error"), 0.5)));
        for (int i = 39; i >= 0; i--) {
            assertThat(asked("question " + i) == 500).isEqualTo(failed.contains("question " + i));
        }
    }

    private int asked(String question) {
        return sim.chat("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]}")
                .statusCode();
    }

    @Test
    void ratesHitTheirShareAndTheSameSeedTheSameAttempts() {
        sim.server().script(SimScript.rates(new FaultRate(FaultSpec.parse("server-error"), 0.3, "sim-s*")));
        String[] asked = Collections.nCopies(100, "sim-small").toArray(String[]::new);
        List<Integer> first = statuses(asked);
        assertThat(Collections.frequency(first, 500)).isBetween(15, 45);
        sim.server().reset();
        assertThat(statuses("sim-small", "sim-small", "sim-small")).containsOnly(200);
        sim.server().reset();
        sim.server().script(SimScript.rates(new FaultRate(FaultSpec.parse("server-error"), 0.3, "sim-s*")));
        assertThat(statuses(asked)).isEqualTo(first);
        assertThat(statuses("other", "other", "other", "other")).containsOnly(200);
    }

    @Test
    void aModelTakesItsTime() {
        sim.post(
                "/sim/script",
                "{\"models\":{\"slow\":{\"firstTokenMs\":40,\"betweenTokensMs\":{\"uniform\":[1,2]},\"words\":10},"
                        + "\"*\":{\"firstTokenMs\":{\"lognormal\":{\"median\":1,\"sigma\":0.1}}}}}");
        statuses("slow", "quick");
        LoggedAttempt slow = sim.logged(one -> "slow".equals(one.model()) && one.ended() != null);
        assertThat(Duration.between(slow.received(), slow.firstByte())).isGreaterThanOrEqualTo(Duration.ofMillis(49));
        LoggedAttempt stream = stream("slow");
        assertThat(stream.chunks()).isEqualTo(11 + 3);
        assertThat(Duration.between(stream.firstByte(), stream.ended())).isGreaterThanOrEqualTo(Duration.ofMillis(9));
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
        nonsense                                                   | the body is not a JSON object
        {"wrong":1}                                                | wrong is unknown, expected one of [models, next, rates]
        {"next":"x"}                                               | next is "x", expected a list
        {"next":["bogus"]}                                         | next[0]: fault 'bogus' is unknown, expected one of [rate-limit
        {"next":["quota@2"]}                                       | next[0]: fault 'quota' takes no number
        {"next":["stall@x"]}                                       | next[0]: fault 'stall': the number is 'x', expected 0 to
        {"rates":[{"fault":"quota","share":2}]}                    | rates[0]: share is 2.0, expected 0 to 1
        {"rates":[{"fault":"quota"}]}                              | rates[0].share is missing, expected a number from 0 to 1
        {"models":{"m":{"words":0}}}                               | models.m: words is 0, expected 1 to 100000
        {"models":{"m":{"firstTokenMs":-1}}}                       | models.m.firstTokenMs is -1, expected milliseconds, 0 to 86400000
        {"models":{"m":{"firstTokenMs":{"uniform":[2,1]}}}}        | uniform max is
        {"models":{"m":{"firstTokenMs":{"pareto":1}}}}             | models.m.firstTokenMs is {"pareto":1}, expected milliseconds, {"uniform"
        """)
    void aWrongScriptIsRefusedAndNamesTheField(String script, String said) {
        var response = sim.post("/sim/script", script);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(SimHarness.json(response.body()).path("error").asText()).contains(said);
    }

    @Test
    void theLogTellsAnAttemptWithoutItsSecret() {
        statuses("sim-small", "sim-small!quota");
        sim.logged(one -> one.how().equals("fault:quota"));
        JsonNode attempts = SimHarness.json(sim.get("/sim/log").body()).path("attempts");
        JsonNode first = attempts.path(0);
        assertThat(first.path("id").asInt()).isEqualTo(1);
        assertThat(first.path("path").asText()).isEqualTo("/v1/chat/completions");
        assertThat(first.path("model").asText()).isEqualTo("sim-small");
        assertThat(first.at("/headers/authorization").asText()).isEqualTo("...1234");
        assertThat(first.path("how").asText()).isEqualTo("completed");
        assertThat(first.has("body")).isFalse();
        assertThat(attempts.path(1).path("fault").asText()).isEqualTo("quota");
        assertThat(attempts.path(1).path("status").asInt()).isEqualTo(429);
        assertThat(sim.get("/sim/log").body()).doesNotContain("sk-test");
        assertThat(SimHarness.json(sim.get("/sim/log?bodies=true").body())
                        .at("/attempts/0/body")
                        .asText())
                .contains("\"sim-small\"");
    }

    @Test
    void theLogForgetsTheOldest() {
        statuses(Collections.nCopies(60, "m").toArray(String[]::new));
        assertThat(sim.server().log()).hasSize(50);
        assertThat(sim.server().log().getFirst().id()).isEqualTo(11);
    }

    @Test
    void aDisconnectIsNoticedAtOnceAlsoInSilence() throws IOException {
        for (String model : List.of("m!silence", "m!stall@2", "m!slow-tokens@5000", "m!slow-first-token@5000")) {
            Duration fastest = Duration.ofDays(1);
            for (int i = 1; i <= 3; i++) {
                sim.server().reset();
                Instant closed = connectAndLeave(model);
                LoggedAttempt left = sim.logged(one -> one.how().equals("client-cancelled"));
                assertThat(left.ended()).isNotNull();
                Duration noticed = Duration.between(closed, left.ended());
                fastest = noticed.compareTo(fastest) < 0 ? noticed : fastest;
            }
            assertThat(fastest).as(model).isLessThan(Duration.ofMillis(50));
        }
    }

    @Test
    void aClientThatDoesNotReadHoldsTheStreamBack() throws IOException {
        sim.server().script(SimScript.model("long", new Behaviour(Latency.NONE, Latency.NONE, 60_000)));
        try (var socket = ask("long")) {
            sim.logged(one -> one.chunks() > 0);
            int before = -1;
            int chunks = sim.server().log().getLast().chunks();
            while (chunks != before) {
                before = chunks;
                LockSupport.parkNanos(100_000_000);
                chunks = sim.server().log().getLast().chunks();
            }
            assertThat(chunks).isLessThan(60_000);
            var read = new byte[1 << 16];
            while (socket.getInputStream().read(read) >= 0) {}
        }
        LoggedAttempt whole = sim.logged(one -> one.ended() != null);
        assertThat(whole.how()).isEqualTo("completed");
        assertThat(whole.chunks()).isGreaterThan(60_000);
    }

    @Test
    void theFaultsAreListedAndHealthIsGood() {
        JsonNode faults = SimHarness.json(sim.get("/sim/faults").body()).path("faults");
        assertThat(faults).hasSize(Fault.all().size());
        assertThat(sim.get("/sim/health").statusCode()).isEqualTo(200);
        assertThat(sim.get("/sim/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void twoThousandStreamsRunAtOnce() throws IOException {
        try (var large = new SimHarness(SimConfig.usual()
                .withInstances(2)
                .withModels(Map.of("m", new Behaviour(new Latency.Fixed(Duration.ofSeconds(2)), Latency.NONE, 5))))) {
            var sockets = new ArrayList<Socket>();
            for (int i = 0; i < 2000; i++) {
                sockets.add(ask(large, "m"));
            }
            Instant deadline = Instant.now().plusSeconds(10);
            while (Instant.now().isBefore(deadline)
                    && large.server().log().stream()
                                    .filter(one -> one.how().equals("completed"))
                                    .count()
                            < 2000) {
                LockSupport.parkNanos(20_000_000);
            }
            assertThat(large.server().log())
                    .hasSize(2000)
                    .allMatch(one -> one.how().equals("completed"));
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private LoggedAttempt stream(String model) {
        sim.server().reset();
        sim.server()
                .script(SimScript.model(
                        model, new Behaviour(Latency.NONE, new Latency.Fixed(Duration.ofMillis(1)), 10)));
        sim.chat("{\"model\":\"" + model + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        return sim.logged(one -> one.ended() != null);
    }

    private List<Integer> statuses(String... models) {
        var statuses = new ArrayList<Integer>();
        for (String model : models) {
            statuses.add(sim.chat("{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
                    .statusCode());
        }
        return statuses;
    }

    private Instant connectAndLeave(String model) throws IOException {
        try (var socket = ask(model)) {
            sim.logged(one -> model.equals(one.model()) && one.fault() != null);
            if (model.contains("stall") || model.contains("slow-tokens")) {
                sim.logged(one -> one.chunks() > 1);
            }
            assertThat(sim.server().log().getLast().how()).isEqualTo("open");
            assertThat(socket.isConnected()).isTrue();
            return Instant.now();
        }
    }

    private Socket ask(String model) throws IOException {
        return ask(sim, model);
    }

    private static Socket ask(SimHarness sim, String model) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), sim.server().port());
        String body =
                "{\"model\":\"" + model + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        socket.getOutputStream()
                .write(("POST /v1/chat/completions HTTP/1.1\r\n"
                                + "host: sim\r\n"
                                + "authorization: Bearer k\r\n"
                                + "connection: close\r\n"
                                + "content-length: "
                                + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.UTF_8));
        return socket;
    }
}
