package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.Share;
import dev.penstock.core.rollout.Exposure;
import dev.penstock.core.rollout.RolloutMode;
import dev.penstock.sim.FaultRate;
import dev.penstock.sim.FaultSpec;
import dev.penstock.sim.SimScript;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Which requests of a rollout are on which side, and what is compared of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolloutSidesTest {
    private static final Share NEARLY_ALL = new Share(999_999);
    private static final Share NEARLY_NONE = new Share(1);
    private static final String OTHER = "{\"purpose\":\"a test's\",\"targets\":[\"openai/sim-other\"]}";

    private final TestNode node = TestNode.start(setup());

    @AfterAll
    void close() {
        node.close();
    }

    @BeforeEach
    void reset() {
        node.sim().reset();
    }

    private static Setup setup() {
        Setup setup = Setup.empty();
        for (String route : List.of("stopped", "asks-more", "aa", "timed", "rated")) {
            setup.route(route, "openai/sim-small");
        }
        return setup.route("of-other", "openai/sim-other").breaker("openai/sim-small", MidstreamTest.NEVER_OPEN);
    }

    /** That operators stop it, or what it asks, is not its fault. */
    @Test
    void aCandidateThatIsStoppedLeavesBothSidesOut() {
        for (Share share : List.of(NEARLY_ALL, NEARLY_NONE)) {
            String candidate = node.publish("stopped", OTHER);
            node.rollout("stopped", candidate, share, Exposure.UNLIMITED, RolloutMode.LIVE);
            node.kill("release", candidate);
            assertOnNeither("stopped", "the candidate is stopped");
            node.lift("release", candidate);
            node.kill("target", "openai%2Fsim-other");
            assertOnNeither("stopped", "the candidate is stopped");
            node.lift("target", "openai%2Fsim-other");
            assertThat(node.trace(post("stopped")).has("arm_note")).isTrue();
        }
    }

    @Test
    void whatOnlyOneOfThemTakesIsOnNeitherSide() {
        for (Share share : List.of(NEARLY_ALL, NEARLY_NONE)) {
            String candidate = node.publish(
                    "asks-more",
                    "{\"purpose\":\"a test's\",\"targets\":[\"openai/sim-other\"],"
                            + "\"prompt\":{\"name\":\"tone\",\"version\":1,\"template\":\"Be {{tone}}.\"}}");
            node.rollout("asks-more", candidate, share, Exposure.UNLIMITED, RolloutMode.LIVE);
            assertOnNeither("asks-more", "the candidate refuses such a request");
        }
    }

    private void assertOnNeither(String route, String why) {
        HttpResponse<String> answer = post(route);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode trace = node.trace(answer);
        assertThat(trace.has("arm")).isFalse();
        assertThat(trace.has("arm_note")).isFalse();
        assertThat(trace.path("split").asText()).endsWith(", but " + why);
        assertThat(trace.path("release").asText()).isEqualTo(node.current(route));
    }

    @Test
    void aReleaseIsComparedWithItself() {
        node.publish("aa", OTHER);
        String current = node.current("aa");
        node.rollout("aa", current, new Share(500_000), Exposure.UNLIMITED, RolloutMode.A_A);
        List<JsonNode> traces =
                IntStream.range(0, 30).mapToObj(_ -> node.trace(post("aa"))).toList();
        assertThat(traces).allMatch(trace -> trace.path("release").asText().equals(current));
        assertThat(traces).extracting(trace -> trace.path("arm").asText()).contains("candidate", "baseline");
        node.sim().script(SimScript.next("server-error"));
        HttpResponse<String> failed = post("aa");
        JsonNode trace = node.trace(failed);
        assertThat(trace.at("/arm_note/bad")).extracting(JsonNode::asText).containsExactly("error");
        assertThat(failed.statusCode()).isEqualTo(trace.path("arm").asText().equals("candidate") ? 200 : 500);
    }

    /** The candidate has 40 % of the buckets, the part of the baseline that it is compared with the next 40. */
    @Test
    void answersOfBothSidesAreTimedInPartsOfEqualSize() {
        String candidate = node.publish("timed", OTHER);
        node.rollout("timed", candidate, new Share(400_000), Exposure.UNLIMITED, RolloutMode.LIVE);
        node.sim().script(SimScript.rates(new FaultRate(FaultSpec.parse("slow-first-token@100"), 1, "sim-other")));
        AtomicInteger candidates = new AtomicInteger();
        AtomicInteger concurrent = new AtomicInteger();
        Eventually.that("twenty of both sides were answered", () -> {
            JsonNode trace = node.trace(post("timed"));
            int bucket = Integer.parseInt(trace.path("split").asText().split(" ", 3)[1]);
            JsonNode note = trace.path("arm_note");
            assertThat(note.path("candidate").asBoolean()).isEqualTo(bucket < 400_000);
            assertThat(note.path("concurrent").asBoolean()).isEqualTo(bucket >= 400_000 && bucket < 800_000);
            candidates.addAndGet(note.path("candidate").asBoolean() ? 1 : 0);
            concurrent.addAndGet(note.path("concurrent").asBoolean() ? 1 : 0);
            return Math.min(candidates.get(), concurrent.get()) >= 20;
        });
        JsonNode verdict = Eventually.value("all of them are counted", () -> {
            JsonNode seen = verdict("timed");
            return seen.at("/arms/candidate/total/answers").asInt() == candidates.get()
                            && seen.at("/arms/baseline/total/answers").asInt() == concurrent.get()
                    ? seen
                    : null;
        });
        assertThat(verdict.at("/arms/candidate/total/p50_ms").asLong()).isGreaterThanOrEqualTo(100);
        assertThat(verdict.at("/arms/baseline/total/p95_ms").isNumber()).isTrue();
        assertThat(verdict.at("/arms/baseline/first_content/p95_ms").isNull()).isTrue();
        assertThat(verdict.at("/slower/total").asDouble()).isBetween(0.0, 1.0);
        assertThat(verdict.at("/slower/first_content").isNull()).isTrue();
    }

    @Test
    void scoresOfBothSidesAreComparedWhereThePolicySaysSo() {
        String candidate = node.publish("rated", OTHER);
        node.adminPost("/routes/rated/rollouts", """
            {"release": "%s", "sticky": "header:x-user", "bundle": true, "policy":
              {"stages": [{"share": 50, "exposure": "none", "gate": "approval", "deadline": "never"}, "full"],
               "guardrails": [{"kind": "score", "tolerated": 0.9}]}}
            """.formatted(candidate));
        assertThat(verdict("rated").path("sentence").asText()).contains("proof for score (nobody has sent");
        double[] sums = new double[2];
        int[] counts = new int[2];
        Eventually.that("twelve answers were scored", () -> {
            JsonNode trace = node.trace(post("rated"));
            if (!trace.has("arm_note")) {
                return false;
            }
            int side = trace.at("/arm_note/candidate").asBoolean() ? 1 : 0;
            double score = (counts[0] + counts[1]) % 5 * 0.25;
            HttpResponse<String> given = node.post(
                    "/v1/feedback",
                    "{\"trace\":\"%s\",\"score\":%s}"
                            .formatted(trace.path("trace").asText(), score));
            assertThat(given.statusCode()).as(given.body()).isEqualTo(200);
            sums[side] += score;
            counts[side]++;
            return counts[0] + counts[1] == 12;
        });
        JsonNode guardrail = Eventually.value("all scores are counted", () -> {
            JsonNode seen = verdict("rated").at("/guardrails/0");
            return seen.at("/candidate/scores").asInt()
                                    + seen.at("/baseline/scores").asInt()
                            == 12
                    ? seen
                    : null;
        });
        assertThat(guardrail.path("guardrail").asText()).isEqualTo("score");
        assertThat(guardrail.at("/candidate/scores").asInt()).isEqualTo(counts[1]);
        assertThat(guardrail.at("/candidate/mean").asDouble() * counts[1]).isCloseTo(sums[1], within(0.01));
        assertThat(guardrail.at("/baseline/mean").asDouble() * counts[0]).isCloseTo(sums[0], within(0.01));
    }

    private JsonNode verdict(String route) {
        return Eventually.value("a verdict of " + route, () -> {
            HttpResponse<String> answer = node.admin("/admin/v1/routes/" + route + "/rollouts/current");
            JsonNode verdict = TestNode.json(answer.body()).at("/rollout/verdict");
            return verdict.isObject() ? verdict : null;
        });
    }

    private HttpResponse<String> post(String route) {
        return node.post(Caller.OPENAI.path(), Caller.OPENAI.hello(route, false));
    }
}
