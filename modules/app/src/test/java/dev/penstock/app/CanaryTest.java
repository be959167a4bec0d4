package dev.penstock.app;

import static dev.penstock.app.TestNode.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A share of a route's users gets a candidate, stays on it, and never pays for it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CanaryTest {
    private static final String STICKY = "header:x-user";
    private static final String KIND = "{\"name\":\"kind\",\"version\":2,\"template\":\"You are kind.\"}";
    private static final int AT_ONCE = 50;
    /** Further from the mean a share of chance is once in two million times. */
    private static final double SIGMAS = 5;

    private static final String STRANGER = "pk-stranger-7b1D9f-of-the-tests";

    private final TestNode node = TestNode.start(Setup.empty()
            .loops(2)
            .route("by-header", "openai/sim-small")
            .route("by-metadata", "openai/sim-small")
            .route("by-user", "openai/sim-small")
            .route("shared", "openai/sim-small")
            .route("keyless", "openai/sim-small")
            .route("applied", "openai/sim-small")
            .route("withdrawn", "openai/sim-small")
            .route("candidate-killed", "openai/sim-small")
            .route("current-killed", "openai/sim-small")
            .route("asks-more", "openai/sim-small")
            .route("refuses", "openai/sim-small")
            .route("full", route -> route.concurrent(1), "openai/sim-small!silence")
            .key("stranger", STRANGER, "shared")
            // The candidates' targets.
            .route("others", "openai/sim-other", "anthropic/sim-large"));

    @AfterAll
    void close() {
        node.close();
    }

    @ParameterizedTest
    @CsvSource({
        "by-header, header:x-user",
        "by-metadata, metadata.user_id",
        "by-user, user",
    })
    void aUserStaysOnOneSideWhateverDialectItSpeaks(String route, String sticky) {
        node.canary(route, candidate(route), 50, sticky);
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            String user = "user-" + i;
            Set<String> own = new HashSet<>();
            for (Caller caller : List.of(Caller.OPENAI, Caller.ANTHROPIC, Caller.OPENAI, Caller.ANTHROPIC)) {
                own.add(release(ask(route, caller, sticky, user).join()));
            }
            assertThat(own).as("releases of " + user).hasSize(1);
            all.addAll(own);
        }
        assertThat(all).hasSize(2);
    }

    @Test
    void theShareIsThatOfTheUsersAndGrowingItKeepsThem() {
        String candidate = candidate("shared");
        node.canary("shared", candidate, 10, STICKY);
        Set<Integer> drawn = on(candidate, IntStream.range(0, 2_000).boxed().toList(), user -> ask("shared", user));
        assertShare(drawn.size(), 2_000, 0.1);

        node.canary("shared", candidate, 30, STICKY);
        List<Integer> some = new ArrayList<>(drawn);
        some.addAll(IntStream.range(0, 500).boxed().toList());
        Set<Integer> more = on(candidate, some, user -> ask("shared", user));
        assertThat(more).containsAll(drawn);
        assertShare((int) more.stream().filter(user -> user < 500).count(), 500, 0.3);
    }

    @Test
    void whoHasNoKeyIsDrawnWithEachRequest() {
        String candidate = candidate("keyless");
        node.canary("keyless", candidate, 25, STICKY);
        Set<Integer> drawn = on(
                candidate,
                IntStream.range(0, 1_000).boxed().toList(),
                _ -> node.later(Caller.OPENAI.path(), Caller.OPENAI.hello("keyless", false)));
        assertShare(drawn.size(), 1_000, 0.25);
        HttpResponse<String> answer = node.post(Caller.OPENAI.path(), Caller.OPENAI.hello("keyless", true));
        assertThat(node.trace(answer).path("split").asText()).endsWith(", by trace id");
    }

    @Test
    void theCandidatesPromptModelAndSamplingAreAppliedAndTheTraceSaysWhy() {
        String current = release(ask("applied", 1).join());
        String candidate = candidate("applied");
        node.canary("applied", candidate, 50, STICKY);
        HttpResponse<String> on = on(candidate, "applied");
        assertThat(header(on, "x-penstock-prompt")).isEqualTo("kind@2");
        assertThat(header(on, "x-penstock-target")).isEqualTo("openai/sim-other");
        JsonNode sent = node.lastSent();
        assertThat(sent.path("model").asText()).isEqualTo("sim-other");
        assertThat(sent.path("temperature").asDouble()).isEqualTo(0.25);
        assertThat(sent.path("messages").path(0).path("content").asText()).isEqualTo("You are kind.");
        JsonNode trace = node.trace(on);
        assertThat(trace.path("arm").asText()).isEqualTo("candidate");
        assertThat(trace.path("split").asText()).matches("bucket \\d+ of 1000000 < 500000");
        assertThat(trace.path("release").asText()).isEqualTo(candidate);

        HttpResponse<String> off = on(current, "applied");
        assertThat(node.lastSent().path("model").asText()).isEqualTo("sim-small");
        assertThat(node.lastSent().path("messages")).hasSize(1);
        assertThat(node.trace(off).path("arm").asText()).isEqualTo("baseline");
        assertThat(node.trace(off).path("split").asText()).matches("bucket \\d+ of 1000000 >= 500000");
    }

    @Test
    void aRollbackSendsAllToTheCurrentReleaseWithTheNextRequest() {
        String current = release(ask("withdrawn", 1).join());
        String candidate = candidate("withdrawn");
        node.canary("withdrawn", candidate, 100, STICKY);
        assertThat(release(ask("withdrawn", 1).join())).isEqualTo(candidate);
        node.adminPost("/routes/withdrawn/rollback", "{}");
        HttpResponse<String> answer = ask("withdrawn", 1).join();
        assertThat(release(answer)).isEqualTo(current);
        assertThat(node.trace(answer).has("arm")).isFalse();
        assertThat(on(candidate, IntStream.range(0, 50).boxed().toList(), user -> ask("withdrawn", user)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"release, ''", "prompt, kind@2", "prompt, kind", "model, sim-other"})
    void whereTheCandidateIsStoppedTheCurrentReleaseServes(String scope, String key) {
        String candidate = candidate("candidate-killed");
        node.canary("candidate-killed", candidate, 100, STICKY);
        String killed = key.isEmpty() ? candidate : key;
        node.kill(scope, killed);
        HttpResponse<String> answer = ask("candidate-killed", 1).join();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "x-penstock-outcome")).isEqualTo("pass");
        assertThat(header(answer, "x-penstock-target")).isEqualTo("openai/sim-small");
        JsonNode trace = node.trace(answer);
        assertThat(trace.has("arm")).as("counts on a side").isFalse();
        assertThat(trace.path("split").asText()).endsWith(", but the candidate is stopped");
        node.lift(scope, killed);
        assertThat(release(ask("candidate-killed", 1).join())).isEqualTo(candidate);
    }

    @Test
    void aCurrentReleaseThatIsStoppedRefusesByNameWhileTheCandidateServes() {
        String current = release(ask("current-killed", 1).join());
        String candidate = candidate("current-killed");
        node.canary("current-killed", candidate, 50, STICKY);
        node.kill("release", current);
        List<HttpResponse<String>> answers = IntStream.range(0, 40)
                .mapToObj(user -> ask("current-killed", user).join())
                .sorted(Comparator.comparingInt(HttpResponse::statusCode))
                .toList();
        assertThat(release(answers.getFirst())).isEqualTo(candidate);
        assertThat(answers.getLast().statusCode()).isEqualTo(503);
        assertThat(answers.getLast().body()).contains("Release '" + current + "' is stopped by its operators.");
        node.lift("release", current);
    }

    @Test
    void whatOnlyTheCandidateRefusesTheCurrentReleaseServes() {
        String current = release(ask("asks-more", 1).join());
        String candidate = node.publish(
                "asks-more",
                "{\"purpose\":\"a test's\",\"targets\":[\"openai/sim-other\"],\"tools\":[],"
                        + "\"prompt\":{\"name\":\"tone\",\"version\":1,\"template\":\"Be {{tone}}.\"}}");
        node.canary("asks-more", candidate, 100, STICKY);
        HttpResponse<String> without = ask("asks-more", 1).join();
        assertThat(without.statusCode()).isEqualTo(200);
        assertThat(release(without)).isEqualTo(current);
        assertThat(node.trace(without).has("arm")).as("counts on a side").isFalse();
        assertThat(node.trace(without).path("split").asText()).endsWith(", but the candidate refuses such a request");

        String tone = ",\"metadata\":{\"tone\":\"brief\"}";
        HttpResponse<String> with =
                node.post(Caller.OPENAI.path(), Caller.OPENAI.request("asks-more", false, "Hello", tone));
        assertThat(release(with)).isEqualTo(candidate);
        assertThat(node.lastSent().path("messages").path(0).path("content").asText())
                .isEqualTo("Be brief.");

        String tool = Caller.OPENAI.withTool("asks-more", false);
        HttpResponse<String> withTool =
                node.post(Caller.OPENAI.path(), tool.substring(0, tool.length() - 1) + tone + "}");
        assertThat(withTool.statusCode()).isEqualTo(200);
        assertThat(release(withTool)).isEqualTo(current);
    }

    @Test
    void whatItsKeyMayNotAskForCountsOnNeitherSide() {
        node.canary("refuses", candidate("refuses"), 50, STICKY);
        for (int user = 0; user < 20; user++) {
            HttpResponse<String> stranger =
                    node.send(node.request(Caller.OPENAI.path(), Caller.OPENAI.hello("refuses", false))
                            .setHeader("authorization", "Bearer " + STRANGER)
                            .header("x-user", Integer.toString(user))
                            .build());
            assertThat(stranger.statusCode()).isEqualTo(403);
            assertThat(node.trace(stranger).has("arm")).as("counts on a side").isFalse();
        }
        assertThat(requests("refuses")).isZero();
        ask("refuses", 1).join();
        assertThat(requests("refuses")).isOne();
    }

    @Test
    void whatAFullRouteRefusesCountsOnNeitherSide() {
        node.canary("full", candidate("full"), 0.0001, STICKY);
        try (RawCall _ = RawCall.post(node, Caller.OPENAI.path(), Caller.OPENAI.hello("full", false))) {
            Eventually.that("one is under way", () -> requests("full") == 1);
            for (int user = 0; user < 5; user++) {
                assertThat(ask("full", user).join().statusCode()).isEqualTo(429);
            }
            assertThat(requests("full")).isOne();
        }
    }

    /** Those that count on a side of a route's canary. */
    private int requests(String route) {
        JsonNode requests = TestNode.json(
                        node.admin("/admin/v1/routes/" + route).body())
                .path("canary")
                .path("requests");
        assertThat(requests.has("baseline")).as(requests.toString()).isTrue();
        return requests.path("baseline").asInt() + requests.path("candidate").asInt();
    }

    /** Another model, another prompt and another temperature. */
    private String candidate(String route) {
        return node.publish(
                route,
                "{\"purpose\":\"a test's\",\"targets\":[\"openai/sim-other\"],\"sampling\":{\"temperature\":0.25},"
                        + "\"prompt\":" + KIND + "}");
    }

    private CompletableFuture<HttpResponse<String>> ask(String route, int user) {
        return ask(route, Caller.OPENAI, STICKY, Integer.toString(user));
    }

    private CompletableFuture<HttpResponse<String>> ask(String route, Caller caller, String sticky, String user) {
        String more = switch (sticky) {
            case "metadata.user_id" -> ",\"metadata\":{\"user_id\":\"" + user + "\"}";
            case "user" ->
                caller == Caller.OPENAI ? ",\"user\":\"" + user + "\"" : ",\"metadata\":{\"user_id\":\"" + user + "\"}";
            default -> "";
        };
        return node.later(node.request(caller.path(), caller.request(route, false, "Hello", more))
                .header("x-user", user)
                .build());
    }

    /** The first answer of a user who is on a release. */
    private HttpResponse<String> on(String release, String route) {
        return IntStream.range(0, 100)
                .mapToObj(user -> ask(route, user).join())
                .filter(answer -> release(answer).equals(release))
                .findFirst()
                .orElseThrow();
    }

    /** Those of some users who are on a release. */
    private static Set<Integer> on(
            String release, List<Integer> users, Function<Integer, CompletableFuture<HttpResponse<String>>> ask) {
        Set<Integer> on = new HashSet<>();
        for (int from = 0; from < users.size(); from += AT_ONCE) {
            List<Integer> some = users.subList(from, Math.min(users.size(), from + AT_ONCE));
            List<CompletableFuture<HttpResponse<String>>> answers =
                    some.stream().map(ask).toList();
            for (int i = 0; i < some.size(); i++) {
                if (release(answers.get(i).join()).equals(release)) {
                    on.add(some.get(i));
                }
            }
        }
        return on;
    }

    private static void assertShare(int drawn, int of, double share) {
        double deviation = SIGMAS * Math.sqrt(of * share * (1 - share));
        assertThat((double) drawn).isBetween(of * share - deviation, of * share + deviation);
    }

    private static String release(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return header(answer, "x-penstock-release");
    }
}
