package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Healing;
import dev.penstock.sim.FaultRate;
import dev.penstock.sim.FaultSpec;
import dev.penstock.sim.LoggedAttempt;
import dev.penstock.sim.SimScript;
import dev.penstock.testkit.StreamEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Answers that break their contract by chance, the answers to corrections as often as the first ones: half of them
 * streamed, half of the callers of each dialect. At five times the highest rate that was seen (4 %), of which a half
 * can be repaired. {@code -Drecovery.contract.requests=10000} makes it longer; the figures are printed.
 */
class ContractRecoveryTest {
    private static final int REQUESTS = Integer.getInteger("recovery.contract.requests", 400);

    private static final double SHARE = 0.2;
    private static final List<String> FAULTS =
            List.of("wrong-schema", "truncated-json", "html-content", "fenced-json", "fenced-json", "fenced-json");
    private static final String SCHEMA = """
        {"type": "object", "required": ["level"], "additionalProperties": false,
         "properties": {"level": {"type": "integer"}}}
        """;

    private enum End {
        VALID,
        TOLD,
        WRONG
    }

    @Test
    void noAnswerThatBreaksItsContractIsPassedOn() {
        Setup setup = Setup.empty()
                .contract("level", SCHEMA)
                .jsonTarget("openai/sim-one")
                .jsonTarget("anthropic/sim-two")
                .route(
                        "route",
                        route -> route.contract("level", ContractTerms.USUAL).healing(Healing.DEFAULT),
                        "openai/sim-one",
                        "anthropic/sim-two");
        for (String target : List.of("openai/sim-one", "anthropic/sim-two")) {
            setup.breaker(target, MidstreamTest.NEVER_OPEN);
        }
        try (TestNode node = TestNode.start(setup);
                ExecutorService callers = Executors.newFixedThreadPool(8)) {
            List<End> ends = new ArrayList<>();
            int hit = 0;
            int attempts = 0;
            for (int from = 0; from < REQUESTS; from += 500) {
                node.sim().reset();
                node.sim()
                        .script(SimScript.rates(FAULTS.stream()
                                .map(fault -> new FaultRate(FaultSpec.parse(fault), SHARE / FAULTS.size()))
                                .toArray(FaultRate[]::new)));
                ends.addAll(IntStream.range(from, Math.min(REQUESTS, from + 500))
                        .mapToObj(number -> CompletableFuture.supplyAsync(() -> ask(node, number), callers))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList());
                List<LoggedAttempt> log = node.sim().log();
                attempts += log.size();
                hit += (int)
                        log.stream().filter(attempt -> attempt.fault() != null).count();
            }
            long valid = ends.stream().filter(End.VALID::equals).count();
            System.out.printf(
                    "%d requests with a contract, %d attempts, %d of them with a fault: %d valid, %d told, %d wrong%n",
                    REQUESTS,
                    attempts,
                    hit,
                    valid,
                    ends.stream().filter(End.TOLD::equals).count(),
                    ends.stream().filter(End.WRONG::equals).count());
            assertThat(hit).as("attempts with a fault").isGreaterThan(REQUESTS / 10);
            assertThat(ends).doesNotContain(End.WRONG);
            assertThat((double) valid / REQUESTS).isGreaterThanOrEqualTo(0.98);
            assertThat((double) attempts / REQUESTS).isLessThanOrEqualTo(1.25);
            assertThat(repairs(node)).as("those that were repaired").isPositive();
        }
    }

    private static double repairs(TestNode node) {
        return Stream.of("openai/sim-one", "anthropic/sim-two")
                .mapToDouble(target ->
                        node.metric("penstock_contract_results_total{result=\"repaired\",route=\"route\",target=\"%s\"}"
                                .formatted(target)))
                .sum();
    }

    private static End ask(TestNode node, int number) {
        Caller caller = number / 2 % 2 == 0 ? Caller.OPENAI : Caller.ANTHROPIC;
        boolean stream = number % 2 == 0;
        try (RawCall call =
                RawCall.post(node, caller.path(), caller.request("route", stream, "Question " + number, ""))) {
            call.readAll(15_000);
            boolean clean = call.status() == 200
                    && call.whole()
                    && (!stream || caller.check(call.body()) == StreamEnd.COMPLETE);
            if (!clean) {
                return End.TOLD;
            }
            JsonNode said = TestNode.json(stream ? caller.text(call.body()) : caller.wholeText(call.body()));
            return said.size() == 1 && said.path("level").isIntegralNumber() ? End.VALID : End.WRONG;
        }
    }
}
