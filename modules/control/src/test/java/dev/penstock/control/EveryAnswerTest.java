package dev.penstock.control;

import static dev.penstock.control.Requests.written;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.penstock.control.Described.Outcome;
import dev.penstock.control.Operator.Answer;
import dev.penstock.control.Requests.Request;
import dev.penstock.core.config.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Nothing is described that does not happen: each status of each operation comes about here, and each type of a
 * problem. That answers are as they are described, {@link Operator} checks on each.
 */
class EveryAnswerTest {
    private static final String KILL = "/admin/v1/kills/route/support";

    @TestFactory
    Stream<DynamicTest> eachDescribedAnswerComesAbout() {
        return Described.outcomes().stream()
                .map(outcome -> dynamicTest(outcome.toString(), () -> {
                    try (Operator operator = new Operator()) {
                        assertThat(answer(operator, outcome).status()).isEqualTo(outcome.status());
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> eachTypeOfAProblemComesAbout() {
        return Described.problems().stream()
                .map(problem -> dynamicTest(problem, () -> {
                    try (Operator operator = new Operator()) {
                        assertThat(problem(operator, problem.replaceFirst(".*:", ""))
                                        .body()
                                        .path("type")
                                        .asText())
                                .isEqualTo(problem);
                    }
                }));
    }

    /** What an operation answers where everything is done that leads to a status. */
    private static Answer answer(Operator operator, Outcome outcome) throws IOException {
        Request request = Requests.of(outcome.id());
        String path = request.path(request.before().happen(operator));
        return switch (outcome.toString().replaceFirst(".*/admin/v1", "")) {
            case "/events 200" -> {
                try (EventReader events = operator.events()) {
                    Answer answer = new Answer(
                            200,
                            "text/event-stream",
                            Map.of(),
                            TextNode.valueOf(events.next().name()));
                    Described.check("GET", path, answer);
                    yield answer;
                }
            }
            case "/events 503" -> tooManyReaders(operator);
            case "/traces/{id} 500" -> operator.get("/admin/v1/traces/t-fault");
            case "/traces/{id} 503" -> operator.get("/admin/v1/traces/t-away");
            case "/traces/{id}/replay 400" -> operator.post("/admin/v1/traces/t-1/replay", "{}");
            case "/traces/{id}/replay 409" -> operator.post("/admin/v1/traces/t-bare/replay?release=2", "{}");
            case "/traces/{id}/replay 429" -> operator.post("/admin/v1/traces/t-busy/replay?release=2", "{}");
            case "/traces/{id}/replay 500" -> operator.post("/admin/v1/traces/t-fault/replay?release=2", "{}");
            case "/traces/{id}/replay 503" -> operator.post("/admin/v1/traces/t-away/replay?release=2", "{}");
            case "/traces 500" -> operator.get("/admin/v1/traces?limit=13");
            case "/routes/{route}/evals 202" -> send(operator, request, path);
            case "/routes/{route}/evals 429" -> {
                operator.replays.hold();
                operator.post(
                        "/admin/v1/routes/team%2Fsearch/releases",
                        written(",'release':{'purpose':'A','targets':['large']}"));
                for (String route : List.of("support", "team%2Fsearch")) {
                    operator.post("/admin/v1/routes/" + route + "/evals", Objects.requireNonNull(request.body()));
                }
                yield send(operator, request, path);
            }
            case "/routes/{route}/evals 423" -> {
                String candidate = Requests.unpublished(operator);
                freeze(operator);
                yield operator.post(
                        "/admin/v1/routes/team%2Fsearch/evals",
                        written(",'release':'" + candidate + "','cases':[" + Requests.CASE + "]"));
            }
            case "/triggers 404" ->
                operator.post(path, written(",'name':'alert','action':{'withdraw':{'route':'other'}}"));
            case "/fire/{secret} 409" -> {
                operator.delete("/admin/v1/triggers/alert?reason=r&actor=a");
                operator.post(
                        "/admin/v1/triggers", written(",'name':'back','action':{'withdraw':{'route':'support'}}"));
                yield send(operator, request, path);
            }
            case "/fire/{secret} 429" -> {
                for (int i = 0; i < FiringRate.MOST; i++) {
                    send(operator, request, path);
                    operator.delete(KILL + "?reason=r&actor=a");
                }
                yield send(operator, request, path);
            }
            case "/budgets/{budget}/spend 200" -> send(operator, request, path);
            case "/budgets/{budget}/spend 503" -> {
                operator.escrow.stop();
                yield send(operator, request, path);
            }
            case "/reviews 500", "/reviews/{id} 500" -> {
                operator.reviews.fail();
                yield send(operator, request, path);
            }
            case "/alerts 500", "/webhooks 500" -> {
                operator.alerts.fail();
                operator.webhooks.fail();
                yield send(operator, request, path);
            }
            case "/reviews/{id} 503",
                    "/reviews/{id}/claim 503",
                    "/reviews/{id}/release 503",
                    "/reviews/{id}/resolve 503" ->
                send(operator, request, request.path(OfferedReviews.OF_ANOTHER_NODE));
            case "/conflicts/{id}/settle 423" -> {
                freeze(operator);
                yield operator.post(path, written(",'write_again':true"));
            }
            default -> answer(operator, request, path, outcome);
        };
    }

    /** The same where what leads to a status is the same for all. */
    private static Answer answer(Operator operator, Request request, String path, Outcome outcome) {
        return switch (outcome.status()) {
            case 200 -> {
                if (Described.outcomes().contains(new Outcome(outcome.operation(), outcome.id(), 201))) {
                    send(operator, request, path, "idempotency-key", "k");
                }
                yield send(operator, request, path, "idempotency-key", "k");
            }
            case 201 -> send(operator, request, path);
            case 202 -> {
                operator.put("/admin/v1/policy", written(",'four_eyes':['" + request.kind() + "'],'freezes':[]"));
                yield send(operator, request, path);
            }
            case 400 ->
                request.method().equals("GET")
                        ? operator.get(path + (path.contains("?") ? "&" : "?") + "nobody=1")
                        : operator.send(request.method(), path, "{");
            case 401 -> send(operator, request, path, "authorization", "Bearer wrong");
            case 403 -> send(operator, request, path, "authorization", "Bearer " + Operator.token(Role.VIEWER));
            case 404 -> send(operator, request, Objects.requireNonNull(request.absent(), "nothing is absent there"));
            case 409 -> {
                operator.send("PUT", KILL, written(",'in':'1h'"), "idempotency-key", "k");
                yield send(operator, request, path, "idempotency-key", "k");
            }
            case 412 -> send(operator, request, path, "if-match", "\"99-0\"");
            case 413 -> operator.send(request.method(), path, "x".repeat(Bodies.MOST + 1));
            case 415 -> send(operator, request, path, "content-type", "text/plain");
            case 423 -> {
                freeze(operator);
                yield send(operator, request, path);
            }
            case 500 -> {
                operator.control.fail();
                yield send(operator, request, path);
            }
            case 503 -> {
                operator.control.loseMajority();
                yield send(operator, request, path);
            }
            case 504 -> {
                operator.control.loseDisks();
                yield send(operator, request, path);
            }
            default -> throw new AssertionError("what leads to the status " + outcome.status() + "?");
        };
    }

    /** What is answered with a problem of a type. */
    private static Answer problem(Operator operator, String type) throws IOException {
        return switch (type) {
            case "bad-fields" -> operator.put(KILL, "{}");
            case "bad-release" ->
                operator.post("/admin/v1/routes/support/releases", written(",'release':{'targets':['other']}"));
            case "malformed-body" -> answer(operator, "kill", 400);
            case "bad-query" -> answer(operator, "kills", 400);
            case "bad-header" -> operator.send("PUT", KILL, written(""), "if-match", "1");
            case "bad-request" -> undecodable(operator);
            case "not-authenticated" -> answer(operator, "kills", 401);
            case "role-too-low" -> answer(operator, "kill", 403);
            case "needs-another" ->
                operator.post(
                        "/admin/v1/approvals/" + Requests.of("approve").before().happen(operator), written(""));
            case "not-found" -> answer(operator, "route", 404);
            case "no-such-trace" -> answer(operator, "trace", 404);
            case "no-such-endpoint" -> operator.get("/admin/v1/nothing");
            case "method-not-allowed" -> operator.post(KILL, written(""));
            case "conflict" -> answer(operator, "kill", 409);
            case "budget-spent" -> {
                Requests.of("spend").before().happen(operator);
                yield operator.post("/admin/v1/budgets/trial/spend", "{\"units\":11}");
            }
            case "precondition-failed" -> answer(operator, "kill", 412);
            case "body-too-large" -> answer(operator, "kill", 413);
            case "no-json" -> answer(operator, "kill", 415);
            case "frozen" -> answer(operator, "lift", 423);
            case "text-not-kept" -> answer(operator, "replay", 409);
            case "too-many-replays" -> answer(operator, "replay", 429);
            case "too-many-evals" -> answer(operator, "runEval", 429);
            case "too-many-firings" -> answer(operator, "fire", 429);
            case "internal-error" -> answer(operator, "kills", 500);
            case "no-majority" -> answer(operator, "lift", 503);
            case "not-yet" -> {
                Requests.of("setBudget").before().happen(operator);
                operator.put("/admin/v1/budgets/trial", written(",'units':10"));
                yield operator.post("/admin/v1/budgets/trial/spend", "{\"units\":1}");
            }
            case "stopping" -> answer(operator, "spend", 503);
            case "too-many-readers" -> answer(operator, "events", 503);
            case "not-yet-durable" -> answer(operator, "kill", 504);
            case "node-away" -> answer(operator, "review", 503);
            case "store-unusable" -> {
                operator.reviews.fill();
                yield answer(operator, "claimReview", 200);
            }
            case "unknown" -> {
                operator.control.loseAnswers();
                yield operator.put("/admin/v1/budgets/trial", written(",'units':10"));
            }
            default -> throw new AssertionError("what leads to the problem " + type + "?");
        };
    }

    private static Answer answer(Operator operator, String operation, int status) throws IOException {
        Outcome outcome = Described.outcomes().stream()
                .filter(one -> one.id().equals(operation) && one.status() == status)
                .findFirst()
                .orElseThrow();
        return answer(operator, outcome);
    }

    /** {@code headers} are names and values in turn. */
    private static Answer send(Operator operator, Request request, String path, String... headers) {
        List<String> all = new ArrayList<>(List.of("authorization", request.authorization()));
        all.addAll(List.of(headers));
        return operator.send(request.method(), path, request.body(), all.toArray(String[]::new));
    }

    private static void freeze(Operator operator) {
        operator.put("/admin/v1/policy", written(",'four_eyes':[],'freezes':[" + Requests.FREEZE + "]"));
        operator.now.set(Operator.NOW.plus(Duration.ofMinutes(61)));
    }

    private static Answer tooManyReaders(Operator operator) throws IOException {
        List<EventReader> readers = new ArrayList<>();
        try {
            for (int i = 0; i < EventsEndpoint.MOST_READERS; i++) {
                readers.add(operator.events());
            }
            return operator.get("/admin/v1/events");
        } finally {
            for (EventReader reader : readers) {
                reader.close();
            }
        }
    }

    /** A path that no client of ours would send. */
    private static Answer undecodable(Operator operator) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), operator.port())) {
            socket.getOutputStream()
                    .write("GET /admin/v1/%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".getBytes(US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("content-type: application/problem+json");
            String body = answer.substring(answer.indexOf("\r\n\r\n"));
            return new Answer(400, "application/problem+json", Map.of(), new ObjectMapper().readTree(body));
        }
    }
}
