package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.Midstream;
import dev.penstock.testkit.StreamEnd;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a stream said and nobody was sent is not taken for what the caller has. */
class UnseenBeginsTest {
    /** Content and its break come together, so that nothing of it is handed on. */
    private static final String BROKEN_AT_ONCE =
            PiecesProvider.begin() + PiecesProvider.text("One ") + "data: {broken\n\n";

    @Test
    void ofAnAttemptBeforeTheOneThatBegan() {
        try (PiecesProvider provider = new PiecesProvider(
                        BROKEN_AT_ONCE,
                        PiecesProvider.begin() + PiecesProvider.text("One two "),
                        PiecesProvider.begin() + PiecesProvider.text(" three") + PiecesProvider.end());
                TestNode node = TestNode.start(setup(provider))) {
            assertWhole(node, provider, 3);
            assertThat(provider.asked().getLast()).contains("\"content\":\"One two\"");
        }
    }

    @Test
    void ofAnAttemptThatWasToGoOn() {
        try (PiecesProvider provider = new PiecesProvider(
                        PiecesProvider.begin() + PiecesProvider.text("One two "),
                        PiecesProvider.begin() + PiecesProvider.text(" three") + "data: {broken\n\n",
                        PiecesProvider.begin()
                                + PiecesProvider.text("One two ")
                                + PiecesProvider.text("three")
                                + PiecesProvider.end());
                TestNode node = TestNode.start(setup(provider))) {
            assertWhole(node, provider, 3);
        }
    }

    private static void assertWhole(TestNode node, PiecesProvider provider, int attempts) {
        Caller caller = Caller.OPENAI;
        try (RawCall call = RawCall.post(node, caller.path(), caller.hello("pieces", true))) {
            call.readAll(5_000);
            JsonNode trace = node.trace(call.header("x-penstock-trace"));
            assertThat(trace.path("attempts")).hasSize(attempts);
            assertThat(provider.asked()).hasSize(attempts);
            assertThat(caller.check(call.body())).isEqualTo(StreamEnd.COMPLETE);
            assertThat(caller.text(call.body())).isEqualTo("One two three");
        }
    }

    private static Setup setup(PiecesProvider provider) {
        return Setup.empty()
                .provider("pieces", provider.port())
                .breaker("pieces/m", MidstreamTest.NEVER_OPEN)
                .prefillTarget("pieces/m")
                .route(
                        "pieces",
                        route -> route.healing(
                                new Healing(1, Duration.ofSeconds(2), Midstream.CONTINUE, Set.of(), Map.of())),
                        "pieces/m");
    }
}
