package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.Dialect;
import dev.penstock.core.Share;
import dev.penstock.core.rollout.Exposure;
import dev.penstock.core.rollout.RolloutMode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** No more requests, bad answers or money than a stage says are spent on a candidate before it is proven. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolloutExposureTest {
    private static final Share NEARLY_ALL = new Share(999_999);
    private static final String OTHER = "{\"purpose\":\"a test's\",\"targets\":[\"openai/sim-other\"]}";

    private final TestNode node = TestNode.start(setup());

    @AfterAll
    void close() {
        node.close();
    }

    private static Setup setup() {
        Setup setup = Setup.empty().provider(Setup.provider("nobody", Dialect.OPENAI, 1, 10, 10));
        for (String route : List.of("exposed", "small", "costly")) {
            setup.route(route, "openai/sim-small");
        }
        return setup.route("of-other", "openai/sim-other").route("of-nobody", "nobody/sim-other");
    }

    @Test
    void ofFiveThatMayBeBadNoSixthIsAsked() {
        String candidate = node.publish("exposed", "{\"purpose\":\"a test's\",\"targets\":[\"nobody/sim-other\"]}");
        node.rollout("exposed", candidate, NEARLY_ALL, new Exposure(null, 5L, null), RolloutMode.LIVE);
        assertExposed("exposed", 5);
        assertThat(node.trace(post("exposed")).path("split").asText())
                .endsWith(", but this node has nothing left of the stage's exposure");
    }

    @Test
    void whatWasGoodGivesItsHoldBackButRequestsAreSpent() {
        String candidate = node.publish("small", OTHER);
        node.rollout("small", candidate, NEARLY_ALL, new Exposure(8L, 2L, null), RolloutMode.LIVE);
        assertExposed("small", 8);
    }

    /** So many get the candidate, as fast as its blocks come, and no more; none of them fails. */
    private void assertExposed(String route, int most) {
        AtomicInteger exposed = new AtomicInteger();
        Eventually.that(most + " were exposed", () -> isExposed(post(route)) && exposed.incrementAndGet() == most);
        for (int i = 0; i < 20; i++) {
            HttpResponse<String> answer = post(route);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(isExposed(answer)).isFalse();
        }
    }

    @Test
    void aCostIsReservedAtItsMostAndSettledExactly() {
        String candidate = node.publish("costly", OTHER);
        String ask =
                "{\"model\":\"costly\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        node.rollout("costly", candidate, NEARLY_ALL, new Exposure(null, null, 1_000L), RolloutMode.LIVE);
        AtomicInteger exposed = new AtomicInteger();
        AtomicLong spent = new AtomicLong();
        // At their most, five would cost more than the budget.
        Eventually.that("nine were exposed", () -> {
            JsonNode trace = node.trace(node.post(Caller.OPENAI.path(), ask));
            if (!trace.has("arm_note")) {
                return false;
            }
            spent.addAndGet(trace.path("cost_microdollars").asLong());
            return exposed.incrementAndGet() == 9;
        });
        assertThat(spent.get()).isBetween(9L, 1_000L);
    }

    private boolean isExposed(HttpResponse<String> answer) {
        return node.trace(answer).path("arm").asText().equals("candidate");
    }

    private HttpResponse<String> post(String route) {
        return node.post(Caller.OPENAI.path(), Caller.OPENAI.hello(route, false));
    }
}
