package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.sim.FaultRate;
import dev.penstock.sim.FaultSpec;
import dev.penstock.sim.LoggedAttempt;
import dev.penstock.sim.SimConfig;
import dev.penstock.sim.SimScript;
import dev.penstock.sim.SimServer;
import dev.penstock.testkit.cluster.Answer;
import dev.penstock.testkit.cluster.Member;
import dev.penstock.testkit.cluster.TestCluster;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rollouts on three nodes with steady traffic, each on a route of its own with a candidate of its own. */
final class RolloutRuns {
    static final int PER_SECOND = 200;
    static final Duration LIMIT = Duration.ofMinutes(2);

    private RolloutRuns() {}

    /**
     * What became of a bad candidate.
     *
     * @param exposed requests that it was asked to answer
     * @param took from the first of them to the last
     */
    record Run(int exposed, Duration took) {}

    /** Providers that log more attempts than a run makes. */
    static SimConfig sim() {
        return SimConfig.usual().withLogSize(200_000);
    }

    /** A cluster with so many routes to roll out on. */
    static TestCluster cluster(SimServer sim, int routes) {
        StringBuilder yaml = new StringBuilder("""
            open: true
            providers:
              sim: {dialect: openai, base_url: "http://127.0.0.1:%d/v1", credential: "${file:sim.key}"}
            rollouts:
              at-five: {stages: [{share: 5 %%, requests: 100000}, full]}
              to-full:
                stages:
                  - {share: 10 %%, requests: 20, time: 1s, tolerance: 0.05}
                  - {share: 50 %%, requests: 20, time: 1s, tolerance: 0.05}
                  - full
              with-a-limit: {stages: [{share: 5 %%, requests: 100000, exposure: {requests: 2000, bad: 24}}, full]}
              stays: {stages: [{share: 10 %%, requests: 1000000, exposure: none}, full]}
            targets:
              good: {provider: sim, model: sim-small}
            """.formatted(sim.port()));
        Map<String, String> files = new HashMap<>(Map.of("sim.key", TestNode.OPENAI_CREDENTIAL));
        for (int i = 0; i < routes; i++) {
            // Its breaker would keep the candidate from being asked: here the judge is to end that.
            yaml.append("  cand%d: {provider: sim, model: sim-cand-%d, breaker: {enabled: false}}\n".formatted(i, i));
            files.put("routes/r" + i + ".yaml", "purpose: tests\ntargets: [good]\n");
        }
        return new TestCluster(yaml.toString(), files);
    }

    /** A candidate of which so many answers are errors; it must be out, and nobody have noticed. */
    static Run bad(SimServer sim, List<Member> nodes, int number, double share) {
        String model = "sim-cand-" + number;
        sim.script(SimScript.rates(new FaultRate(FaultSpec.parse("server-error"), share, model)));
        try (SteadyLoad load = SteadyLoad.start(nodes, "r" + number, PER_SECOND)) {
            Eventually.that("there is traffic", () -> load.answered() > 2 * PER_SECOND);
            start(nodes, number, "at-five");
            Eventually.within(
                    LIMIT, "it is out", () -> phase(nodes.getFirst(), number).equals("rolled_back"));
            int before = load.answered();
            Eventually.that("the traffic goes on", () -> load.answered() > before + PER_SECOND);
            assertThat(load.failures()).isEmpty();
        }
        List<Instant> asked = asked(sim, model);
        assertThat(asked).isNotEmpty();
        return new Run(asked.size(), Duration.between(asked.getFirst(), asked.getLast()));
    }

    /** A candidate that is as good; it must get all traffic by itself. Says how long that took. */
    static Duration equal(SimServer sim, List<Member> nodes, int number) {
        try (SteadyLoad load = SteadyLoad.start(nodes, "r" + number, PER_SECOND)) {
            Instant begin = Instant.now();
            start(nodes, number, "to-full");
            Eventually.within(
                    LIMIT,
                    "it has all traffic",
                    () -> phase(nodes.getFirst(), number).equals("completed"));
            Duration took = Duration.between(begin, Instant.now());
            int before = asked(sim, "sim-cand-" + number).size();
            Eventually.that(
                    "it is asked", () -> asked(sim, "sim-cand-" + number).size() > before + PER_SECOND);
            assertThat(load.failures()).isEmpty();
            return took;
        }
    }

    private static void start(List<Member> nodes, int number, String policy) {
        start(nodes.get(number % nodes.size()), number, policy);
    }

    /** Begins a rollout on a route, by one of the cluster's policies. */
    static void start(Member node, int number, String policy) {
        String route = "/admin/v1/routes/r" + number;
        write(
                node,
                route + "/releases",
                "{\"actor\":\"tests\",\"reason\":\"a candidate\",\"release\":{\"purpose\":\"tests\",\"targets\":[\"cand"
                        + number + "\"]}}");
        write(
                node,
                route + "/rollouts",
                "{\"actor\":\"tests\",\"reason\":\"a test\",\"release\":2,\"policy\":\"" + policy
                        + "\",\"sticky\":\"header:x-user\"}");
    }

    /**
     * On a busy machine a write may be answered before it is decided, so that the next does not know of it, or find no
     * majority in time.
     */
    private static void write(Member node, String path, String json) {
        Answer answer = Eventually.value("a majority answers", () -> {
            Answer tried = node.write("POST", path, json);
            return tried.status() == 404 || tried.status() == 503 ? null : tried;
        });
        assertThat(answer.status()).as("%s", answer.body()).isIn(201, 504);
    }

    /** The newest rollout of a route, as a node shows it; missing where the node says nothing. */
    static JsonNode rollout(Member node, int number) {
        return node.read("/admin/v1/routes/r" + number + "/rollouts").body().path("rollout");
    }

    static String phase(Member node, int number) {
        return rollout(node, number).path("phase").asText();
    }

    /** When a model was asked, each time. */
    static List<Instant> asked(SimServer sim, String model) {
        return sim.log().stream()
                .filter(attempt -> model.equals(attempt.model()))
                .map(LoggedAttempt::received)
                .toList();
    }

    /** So many runs, told with how busy the machine is; the 90th percentile of the exposed, and of the milliseconds. */
    static Run p90(String what, List<Run> runs) {
        List<Integer> exposed = runs.stream().map(Run::exposed).sorted().toList();
        List<Duration> took = runs.stream().map(Run::took).sorted().toList();
        int place = Math.min(runs.size() - 1, runs.size() * 9 / 10);
        System.out.printf(
                "%d rollouts of a candidate with %s: exposed requests median %d, p90 %d, max %d; from the first to the"
                        + " last median %d ms, p90 %d ms (load average %.1f)%n",
                runs.size(),
                what,
                exposed.get(runs.size() / 2),
                exposed.get(place),
                exposed.getLast(),
                took.get(runs.size() / 2).toMillis(),
                took.get(place).toMillis(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        return new Run(exposed.get(place), took.get(place));
    }

    static List<Run> bad(SimServer sim, List<Member> nodes, int first, int runs, double share) {
        List<Run> all = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            all.add(bad(sim, nodes, first + i, share));
        }
        return all;
    }
}
