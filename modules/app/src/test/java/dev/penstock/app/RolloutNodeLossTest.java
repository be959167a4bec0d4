package dev.penstock.app;

import static dev.penstock.app.RolloutRuns.LIMIT;
import static dev.penstock.app.RolloutRuns.PER_SECOND;
import static dev.penstock.app.RolloutRuns.asked;
import static dev.penstock.app.RolloutRuns.phase;
import static dev.penstock.app.RolloutRuns.rollout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.sim.FaultRate;
import dev.penstock.sim.FaultSpec;
import dev.penstock.sim.LoggedAttempt;
import dev.penstock.sim.ScriptedFault;
import dev.penstock.sim.SimScript;
import dev.penstock.sim.SimServer;
import dev.penstock.testkit.cluster.Member;
import dev.penstock.testkit.cluster.TestCluster;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Rollouts go on, and end, as they should while nodes are killed and come back. The judge's scenarios tell the same
 * stories on a simulated clock.
 */
@Isolated("nodes in processes of their own take both cores")
class RolloutNodeLossTest {
    private static final FaultSpec ERROR = FaultSpec.parse("server-error");
    private static final int USERS = 60;

    private static final Vertx VERTX = Vertx.vertx();
    private static final SimServer SIM = TestNode.await(SimServer.start(VERTX, RolloutRuns.sim()));

    @RegisterExtension
    static final TestCluster CLUSTER = RolloutRuns.cluster(SIM, 5);

    @AfterAll
    static void close() {
        TestNode.await(VERTX.close());
    }

    /** It is bad once, on the judge alone; good for a while, on all nodes; and broken once the judge is gone. */
    @Test
    void aCandidateThatBreaksAsTheJudgeIsKilledIsOutAllTheSame() {
        String model = "sim-cand-0";
        Member judge = judge(CLUSTER.members());
        List<Member> others = CLUSTER.others(judge);
        Member other = others.getFirst();
        RolloutRuns.start(other, 0, "with-a-limit");
        SIM.script(new SimScript(Map.of(), null, List.of(new ScriptedFault(ERROR, model))));
        try (SteadyLoad load = SteadyLoad.start(List.of(judge), "r0", PER_SECOND)) {
            Eventually.that("the others know what was bad on the judge", () -> knowsABadOne(others));
            assertThat(load.failures()).isEmpty();
        }
        String bad = rollout(other, 0).at("/verdict/traces/0").asText();
        try (SteadyLoad load = SteadyLoad.start(CLUSTER.members(), "r0", PER_SECOND)) {
            Eventually.that("there is some evidence", () -> requests(other, 0, "candidate") > 30);
            judge.kill();
            long known = requests(other, 0, "candidate");
            SIM.script(SimScript.rates(new FaultRate(ERROR, 0.3, model)));
            Eventually.within(
                    LIMIT,
                    "it is out",
                    () -> others.stream().allMatch(node -> phase(node, 0).equals("rolled_back")));
            int before = load.answeredBy(others);
            Eventually.that("the traffic goes on", () -> load.answeredBy(others) > before + PER_SECOND);
            assertThat(load.failuresAt(others)).isEmpty();
            others.forEach(node -> assertThat(requests(node, 0, "candidate")).isGreaterThanOrEqualTo(known));
        }
        List<Instant> broken = bad(model);
        assertThat(asked(SIM, model)).hasSizeLessThanOrEqualTo(2_000);
        assertThat(broken).hasSizeLessThanOrEqualTo(24);
        Duration took = Duration.between(broken.get(1), asked(SIM, model).getLast());
        System.out.printf(
                "the judge was killed: %d bad answers, the last request %d ms after the first of those that came"
                        + " then%n",
                broken.size() - 1, took.toMillis());
        assertThat(took).isLessThan(Duration.ofSeconds(15));
        SIM.script(new SimScript(Map.of(), List.of(), List.of()));

        CLUSTER.startMissing();
        Eventually.that("the judge has heard of it", () -> phase(judge, 0).equals("rolled_back"));
        int exposed = asked(SIM, model).size();
        try (SteadyLoad load = SteadyLoad.start(CLUSTER.members(), "r0", PER_SECOND)) {
            Eventually.that("all serve", () -> load.answered() > 2 * PER_SECOND);
            assertThat(load.failures()).isEmpty();
        }
        assertThat(asked(SIM, model)).hasSize(exposed);
        for (Member node : CLUSTER.members()) {
            List<JsonNode> withdraws = audit(node, 0, "withdraw");
            assertThat(withdraws).hasSize(1);
            assertThat(withdraws.getFirst().path("node").asText()).isNotEqualTo(judge.name());
            assertThat(withdraws.getFirst().path("reason").asText()).contains("does harm by 'error'", bad);
        }
    }

    @Tag("long")
    @Test
    void anEqualOneGoesOnWhenTheJudgeIsKilled() {
        Member judge = judge(CLUSTER.members());
        List<Member> others = CLUSTER.others(judge);
        Member other = others.getFirst();
        RolloutRuns.start(other, 1, "to-full");
        try (SteadyLoad load = SteadyLoad.start(CLUSTER.members(), "r1", PER_SECOND)) {
            Eventually.that("there is some evidence", () -> requests(other, 1, "candidate") > 20);
            judge.kill();
            long known = requests(other, 1, "candidate");
            Eventually.that("there is more", () -> requests(other, 1, "candidate") > known);
            Eventually.within(
                    LIMIT,
                    "it has all traffic",
                    () -> others.stream().allMatch(node -> phase(node, 1).equals("completed")));
            assertThat(load.failuresAt(others)).isEmpty();
        }
        for (String kind : List.of("enter-stage", "activate")) {
            List<JsonNode> moves = audit(other, 1, kind);
            assertThat(moves).hasSize(1);
            assertThat(moves.getFirst().path("actor").asText()).isEqualTo("penstock");
            assertThat(moves.getFirst().path("node").asText()).isNotEqualTo(judge.name());
        }
        CLUSTER.startMissing();
        Eventually.that("it has heard of it", () -> phase(judge, 1).equals("completed"));
    }

    @Tag("long")
    @Test
    void sharesAndSidesAreKeptWhenANodeIsKilledAndComesBack() {
        Member lost = CLUSTER.members().getLast();
        List<Member> others = CLUSTER.others(lost);
        RolloutRuns.start(others.getFirst(), 2, "stays");
        RolloutRuns.start(others.getFirst(), 3, "stays");
        for (int number = 2; number <= 3; number++) {
            int its = number;
            Eventually.that(
                    "all know of it",
                    () -> CLUSTER.members().stream()
                            .allMatch(node -> phase(node, its).equals("running")));
        }
        Map<String, String> sides = sides(CLUSTER.members());
        assertThat(sides.values()).contains("candidate", "baseline");

        List<int[]> windows = new ArrayList<>();
        try (SteadyLoad load = SteadyLoad.start(CLUSTER.members(), "r2", PER_SECOND)) {
            windows.add(window(load, CLUSTER.members(), 5 * PER_SECOND));
            lost.kill();
            windows.add(window(load, others, 5 * PER_SECOND));
            assertThat(sides(others)).isEqualTo(sides);
            CLUSTER.startMissing();
            Eventually.that("it may split requests", () -> isInContact(lost));
            assertThat(sides(CLUSTER.members())).isEqualTo(sides);
            windows.add(window(load, CLUSTER.members(), 5 * PER_SECOND));
            assertThat(load.failuresAt(others)).isEmpty();
        }
        for (int[] window : windows) {
            System.out.printf("a share of 10 %%: %d of %d requests%n", window[0], window[1]);
            assertTenth(window[0], window[1]);
        }
        for (Member node : CLUSTER.members()) {
            // Those that were split, by the evidence: also while the node was on its way out, and in again.
            long candidates = requests(node, 2, "candidate");
            assertTenth(candidates, candidates + requests(node, 2, "baseline"));
        }
    }

    @Tag("long")
    @Test
    void evidenceOutlivesAFullStop() {
        Member one = CLUSTER.members().getFirst();
        RolloutRuns.start(one, 4, "stays");
        SIM.script(new SimScript(Map.of(), null, List.of(new ScriptedFault(ERROR, "sim-cand-4"))));
        JsonNode before = evidenceOf(2 * PER_SECOND);
        assertThat(before.at("/arms/candidate/bad").asInt()).isOne();

        CLUSTER.members().forEach(Member::terminate);
        CLUSTER.startMissing();
        for (Member node : CLUSTER.members()) {
            Eventually.that(
                    "node " + node.name() + " knows it all",
                    () -> known(rollout(node, 4).path("verdict")).equals(known(before)));
        }

        JsonNode more = evidenceOf(2 * PER_SECOND);
        CLUSTER.members().forEach(Member::kill);
        CLUSTER.startMissing();
        for (Member node : CLUSTER.members()) {
            JsonNode after = rollout(node, 4).path("verdict");
            assertThat(after.at("/arms/candidate/requests").asInt())
                    .isBetween(
                            before.at("/arms/candidate/requests").asInt(),
                            more.at("/arms/candidate/requests").asInt());
            assertThat(after.path("traces")).isEqualTo(before.path("traces"));
        }
    }

    /** What is known of the fifth rollout once so many more requests were answered, and all nodes agree on them. */
    private static JsonNode evidenceOf(int more) {
        Member one = CLUSTER.members().getFirst();
        Eventually.that(
                "all may split requests", () -> CLUSTER.members().stream().allMatch(RolloutNodeLossTest::isInContact));
        long before = all(one, 4);
        SteadyLoad load = SteadyLoad.start(CLUSTER.members(), "r4", PER_SECOND);
        try (load) {
            Eventually.that("there are so many", () -> load.answered() > more);
        }
        assertThat(load.failures()).isEmpty();
        Settled told = new Settled();
        Eventually.that("all have told all", () -> told.isSettled(allOf(4)));
        // A node that was out of contact for a while, on a busy machine, has put some on no side.
        assertThat(all(one, 4)).isBetween(before + load.answered() / 2, before + load.answered());
        return rollout(one, 4).path("verdict");
    }

    /** Whether all nodes say the same, and have said so for longer than it takes them to tell each other. */
    private static final class Settled {
        private static final Duration LONG = Duration.ofSeconds(3);

        private Set<Long> last = Set.of();
        private Instant since = Instant.EPOCH;

        boolean isSettled(Set<Long> now) {
            if (now.size() != 1 || !now.equals(last)) {
                last = now;
                since = Instant.now();
            }
            return now.size() == 1 && Duration.between(since, Instant.now()).compareTo(LONG) >= 0;
        }
    }

    private static Set<Long> allOf(int number) {
        return CLUSTER.members().stream().map(node -> all(node, number)).collect(Collectors.toSet());
    }

    private static boolean isInContact(Member node) {
        return node.read("/admin/v1/cluster").body().path("in_contact").asBoolean();
    }

    private static long all(Member node, int number) {
        return requests(node, number, "candidate") + requests(node, number, "baseline");
    }

    /** All of a verdict that time alone does not change. */
    private static List<JsonNode> known(JsonNode verdict) {
        return Stream.concat(
                        Stream.of("/arms", "/floors/requests", "/traces", "/sample_ratio")
                                .map(verdict::at),
                        Stream.of("harm_evidence", "proof_evidence", "bound")
                                .flatMap(field -> verdict.path("guardrails").findValues(field).stream()))
                .toList();
    }

    /** How many requests the candidate and both had, while so many were answered. */
    private static int[] window(SteadyLoad load, List<Member> by, int answers) {
        int[] before = counts();
        int from = load.answeredBy(by);
        Eventually.that("there are so many", () -> load.answeredBy(by) >= from + answers);
        int[] after = counts();
        return new int[] {after[0] - before[0], after[1] - before[1]};
    }

    private static int[] counts() {
        int candidate = asked(SIM, "sim-cand-2").size();
        return new int[] {candidate, candidate + asked(SIM, "sim-small").size()};
    }

    /** Within four standard deviations: by chance it is not in 1 of 16,000 times. */
    private static void assertTenth(long some, long all) {
        assertThat((double) some).isCloseTo(0.1 * (double) all, within(4 * Math.sqrt(0.1 * 0.9 * (double) all)));
    }

    /** The side of each of some users, on which all of these nodes must agree. */
    private static Map<String, String> sides(List<Member> nodes) {
        Map<String, String> sides = new HashMap<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (Member node : nodes) {
                for (int user = 0; user < USERS; user++) {
                    String name = "user " + user;
                    String side = side(http, node, name);
                    assertThat(sides.merge(name, side, (first, _) -> first))
                            .as("%s on node %s", name, node.name())
                            .isEqualTo(side);
                }
            }
        }
        return sides;
    }

    /** By the simulator: which model answered. */
    private static String side(HttpClient http, Member node, String user) {
        HttpRequest chat = HttpRequest.newBuilder(URI.create(node.dataUrl() + "/v1/chat/completions"))
                .header("content-type", "application/json")
                .header("x-user", user)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"r3\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"))
                .build();
        try {
            HttpResponse<String> answer = http.send(chat, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return TestNode.header(answer, "x-penstock-target").equals("cand3") ? "candidate" : "baseline";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The node on which all of these agree that it judges. */
    private static Member judge(List<Member> nodes) {
        return Eventually.value("all know the same judge", () -> {
            List<String> names = nodes.stream()
                    .map(node ->
                            node.read("/admin/v1/cluster").body().path("judge").asText())
                    .distinct()
                    .toList();
            return names.size() > 1
                    ? null
                    : nodes.stream()
                            .filter(node -> node.name().equals(names.getFirst()))
                            .findFirst()
                            .orElse(null);
        });
    }

    private static boolean knowsABadOne(List<Member> nodes) {
        return nodes.stream()
                .allMatch(node -> rollout(node, 0).at("/verdict/traces").size() == 1);
    }

    private static long requests(Member node, int number, String arm) {
        return rollout(node, number).at("/verdict/arms/" + arm + "/requests").asLong();
    }

    /** When a model was asked and answered with an error. */
    private static List<Instant> bad(String model) {
        return SIM.log().stream()
                .filter(attempt -> model.equals(attempt.model()) && attempt.fault() != null)
                .map(LoggedAttempt::received)
                .toList();
    }

    private static List<JsonNode> audit(Member node, int number, String kind) {
        JsonNode entries = node.read("/admin/v1/audit?route=r" + number + "&kind=" + kind)
                .body()
                .path("entries");
        return IntStream.range(0, entries.size()).mapToObj(entries::get).toList();
    }
}
