package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** More at once than a node has memory for: everybody is served in full or told why not, and the node goes on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated("what it measures must not depend on other tests")
class BoundedMemoryTest {
    private static final int CALLERS = 10;
    private static final String HELLO = Caller.OPENAI.hello("big", false);

    private final BigProvider provider = new BigProvider();
    private NodeInAProcess node;

    @BeforeAll
    void start(@TempDir Path dir) throws IOException {
        Files.writeString(dir.resolve("penstock.yaml"), configuration());
        addRoute(dir);
        node = NodeInAProcess.start(dir);
    }

    @AfterAll
    void stop() {
        node.close();
        provider.close();
    }

    @ParameterizedTest
    @CsvSource({"OPENAI, 19900000, true", "OPENAI, 19900000, false", "ANTHROPIC, 5000000, true"})
    void largeAnswersAtOnceAreWholeOrRefused(Caller caller, int size, boolean announced) {
        provider.says("水".repeat(100) + "a".repeat(size), announced, CALLERS);
        assertServedOrRefused(caller, caller.hello("big", false), size + 100, false);
        // Those that are translated may take their turns: each needs its room for a moment only.
        if (caller == Caller.OPENAI) {
            assertThat(node.requestLog()).contains("\"kind\":\"no_room\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"OPENAI", "ANTHROPIC"})
    void largeBodiesAtOnceAreServedOrRefused(Caller caller) {
        provider.says("ok", true, 1);
        assertServedOrRefused(caller, caller.request("big", false, "b".repeat(9_000_000), ""), 2, true);
    }

    /** As a tree it would take more than the whole heap. */
    @Test
    void aBodyOfManySmallValuesIsNotTranslated() {
        provider.says("ok", true, 1);
        String values = "{},".repeat(3_000_000) + "{}";
        HttpResponse<String> refused = send(
                Caller.ANTHROPIC, Caller.ANTHROPIC.request("big", false, "Hello", ",\"metadata\":[" + values + "]"));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("buffered_bytes");
        assertThat(refused.headers().firstValue("x-should-retry")).contains("false");
        assertThat(refused.headers().firstValue("retry-after")).isEmpty();
        assertNothingIsHeld();
    }

    @Test
    void callersWhoDoNotReadHoldNoMemoryOnceTheyAreGone() {
        provider.says("a".repeat(20_000_000), true, 1);
        List<RawCall> calls = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            RawCall call = RawCall.connectNarrow(node.dataPort(), 4_096);
            call.send(RawCall.head(Caller.OPENAI.path(), "content-length: " + HELLO.length()) + HELLO);
            calls.add(call);
        }
        Eventually.that("both answers wait to be read", () -> node.bufferedBytes() > 40_000_000);
        provider.says("a".repeat(30_000_000), true, 1);
        assertThat(send(Caller.OPENAI, HELLO).statusCode()).isEqualTo(503);
        calls.forEach(RawCall::close);
        assertNothingIsHeld();
    }

    @Test
    void tracesThatDoNotFitAreAMistakeAtTheStart(@TempDir Path dir) throws Exception {
        Files.writeString(dir.resolve("penstock.yaml"), configuration() + "traces: 1000000\n");
        addRoute(dir);
        Process started = NodeInAProcess.process(dir, "serve", "--config", dir.toString());
        assertThat(started.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(started.exitValue()).isEqualTo(1);
        assertThat(Files.readString(dir.resolve("errors.txt")))
                .contains("traces is '1000000', expected at most ")
                .contains("PENSTOCK_HEAP")
                .doesNotContain("OutOfMemory");
    }

    private String configuration() {
        return """
            open: true
            listen: {data: "127.0.0.1:0", admin: "127.0.0.1:0", operations: "127.0.0.1:0"}
            providers:
              big: {dialect: openai, base_url: "http://127.0.0.1:%d/v1"}
            targets:
              big: {provider: big, model: big}
            """.formatted(provider.port());
    }

    private static void addRoute(Path dir) throws IOException {
        Files.createDirectory(dir.resolve("routes"));
        Files.writeString(dir.resolve("routes/big.yaml"), "purpose: tests\ntargets: [big]\n");
    }

    private void assertServedOrRefused(Caller caller, String body, int length, boolean mayBeCut) {
        List<CompletableFuture<HttpResponse<String>>> calls = Stream.generate(() ->
                        node.http().sendAsync(node.request(caller.path(), body), HttpResponse.BodyHandlers.ofString()))
                .limit(CALLERS)
                .toList();
        int served = 0;
        for (CompletableFuture<HttpResponse<String>> call : calls) {
            HttpResponse<String> answer;
            try {
                answer = call.orTimeout(60, TimeUnit.SECONDS).join();
            } catch (CompletionException lost) {
                // Who is refused while still sending may find the connection closed before the answer is read.
                assertThat(mayBeCut).as("a caller got no answer: %s", lost).isTrue();
                continue;
            }
            JsonNode json = TestNode.json(answer.body());
            if (answer.statusCode() == 200) {
                assertThat(caller.said(json).length()).isEqualTo(length);
                served++;
            } else {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                assertThat(answer.body()).contains("buffered_bytes (67108864)");
                assertThat(answer.headers().firstValue("retry-after")).contains("1");
            }
        }
        assertThat(served).isPositive();
        assertNothingIsHeld();
        provider.says("ok", true, 1);
        assertThat(send(caller, caller.hello("big", false)).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> send(Caller caller, String body) {
        return node.http()
                .sendAsync(node.request(caller.path(), body), HttpResponse.BodyHandlers.ofString())
                .join();
    }

    private void assertNothingIsHeld() {
        Eventually.within(
                Duration.ofSeconds(20), "all memory is given back", () -> node.isAlive() && node.bufferedBytes() == 0);
    }
}
