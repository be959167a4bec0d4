package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.sim.LoggedAttempt;
import dev.penstock.sim.Prefill;
import dev.penstock.testkit.StreamEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault of the library through a whole node, with the healing that a route has if it says nothing: what the
 * provider saw, what the caller got, and what the trace says of it. All requests are sent at the begin, a few at once,
 * because some take as long as a provider asks to wait.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultLibraryTest {
    private static final int AT_ONCE = 16;

    private record Tabled(FaultRow row, FaultCase one) {}

    private final List<Tabled> tabled = new ArrayList<>();
    private final List<FaultCase> cutShort = new ArrayList<>();
    private final Map<FaultCase, CompletableFuture<RawCall>> calls = new HashMap<>();
    private final ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE);
    private final TestNode node = TestNode.start(setup());

    @BeforeAll
    void askAll() {
        Stream.concat(tabled.stream().map(Tabled::one), cutShort.stream())
                .forEach(one -> calls.put(one, CompletableFuture.supplyAsync(() -> one.ask(node), callers)));
    }

    @AfterAll
    void close() {
        calls.values().forEach(call -> call.join().close());
        callers.shutdownNow();
        node.close();
    }

    Stream<Arguments> healed() {
        return tabled.stream()
                .filter(it -> !it.one().always())
                .map(it -> Arguments.of(it.row().id(), it.row(), it.one()));
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("healed")
    void aFaultBeforeContentIsHealedWhereItCanBe(String id, FaultRow row, FaultCase one) {
        RawCall call = call(one);
        String path = one.stream() ? row.stream() : row.json();
        assertThat(one.path(node)).as("who was asked: %s", one).isEqualTo(path);
        JsonNode trace = node.trace(call.header("x-penstock-trace"));
        if (row.isFailure()) {
            JsonNode failed = trace.path("attempts").path(0);
            assertThat(row.diagnoses())
                    .as("%s, trace %s", one, trace)
                    .contains(failed.path("diagnosis").asText());
            assertThat(row.remedies()).contains(failed.path("remedy").asText().split(":", 2)[0]);
        }
        assertThat(trace.path("attempts")).hasSize(path.length());
        if (!row.isFailure()) {
            assertThat(call.status()).isEqualTo(200);
        } else if (path.length() == 1) {
            assertTold(call, one, row);
        } else {
            assertThat(call.header("x-penstock-attempts")).isEqualTo(Integer.toString(path.length()));
            assertThat(call.header("x-penstock-outcome")).isEqualTo(path.equals("aa") ? "retry" : "fallback");
            assertRight(call, one);
        }
    }

    Stream<Arguments> told() {
        return tabled.stream()
                .filter(it -> it.one().always())
                .map(it -> Arguments.of(it.row().id(), it.row(), it.one()));
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("told")
    void aFaultThatStaysIsToldAndNeverCalledBeforeItsWait(String id, FaultRow row, FaultCase one) {
        RawCall call = call(one);
        assertThat(one.path(node)).as("who was asked: %s", one).isEqualTo(row.alone());
        List<LoggedAttempt> attempts = one.attempts(node);
        if (attempts.size() > 1 && row.leastGapMs() > 0) {
            Duration gap = Duration.between(
                    attempts.getFirst().received(), attempts.getLast().received());
            assertThat(gap).isGreaterThanOrEqualTo(Duration.ofMillis(row.leastGapMs()));
        }
        if (row.isFailure()) {
            assertTold(call, one, row);
            JsonNode told = node.trace(call.header("x-penstock-trace")).path("attempts");
            assertThat(told).hasSize(row.alone().length());
            told.forEach(attempt -> assertThat(row.diagnoses())
                    .contains(attempt.path("diagnosis").asText()));
            assertThat(told.path(told.size() - 1).path("remedy").asText()).startsWith("tell: ");
        }
    }

    Stream<FaultCase> cutShort() {
        return cutShort.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cutShort")
    void aStreamThatBreaksAfterContentIsHealedOrEndsWithAnErrorEvent(FaultCase one) {
        RawCall call = call(one);
        assertThat(call.status()).isEqualTo(200);
        if (one.caller().check(call.body()) == StreamEnd.COMPLETE) {
            assertRight(call, one);
            return;
        }
        assertThat(call.whole()).as("has the mark of a clean end").isFalse();
        assertThat(call.end(1_000)).isEqualTo(RawCall.End.CLOSED);
        String begun = one.caller().text(call.body());
        assertThat(begun).isNotEmpty();
        String right = RightAnswer.to(one.attempts(node).getFirst(), Prefill.RESTARTS);
        if (one.fault().startsWith("cut-utf8")) {
            // The simulator writes a character of several bytes before each word, to have one to cut.
            assertThat(right.replace("水門", "")).startsWith(begun.replace("水門", ""));
        } else {
            assertThat(right).startsWith(begun);
        }
    }

    private void assertRight(RawCall call, FaultCase one) {
        assertThat(call.status()).isEqualTo(200);
        assertThat(call.whole()).isTrue();
        String right = RightAnswer.to(one.attempts(node).getLast(), Prefill.RESTARTS);
        if (one.stream()) {
            assertThat(one.caller().check(call.body())).isEqualTo(StreamEnd.COMPLETE);
            assertThat(one.caller().text(call.body())).isEqualTo(right);
        } else {
            assertThat(one.caller().wholeText(call.body())).isEqualTo(right);
        }
    }

    private static void assertTold(RawCall call, FaultCase one, FaultRow row) {
        int status = one.provider().equals("openai") ? row.openAi() : row.anthropic();
        assertThat(call.text()).doesNotContainIgnoringCase("<html");
        assertThat(call.status()).as("%s: %s", one, call.text()).isIn(status, statusOfOther(status, one.caller()));
        assertThat(call.header("x-should-retry")).isEqualTo(row.mayRetry() ? "" : "false");
        assertThat(TestNode.json(call.text()).path("error").path("message").asText())
                .isNotBlank();
    }

    /** OpenAI has no word for Anthropic's 529. */
    private static int statusOfOther(int status, Caller caller) {
        return status == 529 && caller == Caller.OPENAI ? 503 : status == 503 ? 529 : status;
    }

    private RawCall call(FaultCase one) {
        return Objects.requireNonNull(calls.get(one)).join();
    }

    private Setup setup() {
        Setup setup = Setup.empty();
        for (FaultRow row : FaultRow.all()) {
            for (boolean stream : new boolean[] {false, true}) {
                for (boolean always : new boolean[] {false, true}) {
                    everyWay(row.fault(), stream, always).forEach(one -> {
                        tabled.add(new Tabled(row, one));
                        one.addTo(setup);
                    });
                }
            }
        }
        FaultRow.afterContent().flatMap(fault -> everyWay(fault, true, false)).forEach(one -> {
            cutShort.add(one);
            one.addTo(setup);
        });
        return setup;
    }

    private int numbered;

    private Stream<FaultCase> everyWay(String fault, boolean stream, boolean always) {
        // Anthropic streams the reasoning: the caller has it before it is known that nothing else comes.
        List<String> providers =
                fault.equals("reasoning-ate-budget") && stream ? List.of("openai") : List.of("openai", "anthropic");
        return Stream.of(Caller.values())
                .flatMap(caller -> providers.stream()
                        .map(provider -> new FaultCase(numbered++, fault, caller, provider, stream, always)));
    }
}
