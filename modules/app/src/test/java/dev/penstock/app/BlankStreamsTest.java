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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** White space is no answer, but a part of one. */
class BlankStreamsTest {
    @ParameterizedTest
    @CsvSource({"OPENAI,CONTINUE", "OPENAI,ERROR", "ANTHROPIC,CONTINUE", "ANTHROPIC,ERROR"})
    void aStreamOfWhiteSpaceAloneIsEmptyAndItsCallerGetsTheNext(Caller caller, Midstream midstream) {
        String blank = PiecesProvider.begin()
                + PiecesProvider.text(" ")
                + PiecesProvider.text("\\n\\t")
                + PiecesProvider.end();
        String whole = PiecesProvider.begin()
                + PiecesProvider.text("\\n")
                + PiecesProvider.text("One")
                + PiecesProvider.text(" ")
                + PiecesProvider.text("two")
                + PiecesProvider.end();
        try (PiecesProvider provider = new PiecesProvider(blank, whole);
                TestNode node = TestNode.start(setup(provider, midstream))) {
            JsonNode trace = assertSaid(node, caller, "\nOne two");
            assertThat(trace.at("/attempts/0/diagnosis").asText()).isEqualTo("empty_answer");
            assertThat(provider.asked()).hasSize(2);
        }
    }

    @Test
    void behindWhatTheCallerHasWhiteSpaceMayBeAllThatWasMissing() {
        try (PiecesProvider provider = new PiecesProvider(
                        PiecesProvider.begin() + PiecesProvider.text("One two"),
                        PiecesProvider.begin() + PiecesProvider.text("\\n") + PiecesProvider.end());
                TestNode node = TestNode.start(setup(provider, Midstream.CONTINUE))) {
            assertSaid(node, Caller.OPENAI, "One two\n");
            assertThat(provider.asked()).hasSize(2);
        }
    }

    private static JsonNode assertSaid(TestNode node, Caller caller, String text) {
        try (RawCall call = RawCall.post(node, caller.path(), caller.hello("pieces", true))) {
            call.readAll(5_000);
            assertThat(caller.check(call.body())).isEqualTo(StreamEnd.COMPLETE);
            assertThat(caller.text(call.body())).isEqualTo(text);
            return node.trace(call.header("x-penstock-trace"));
        }
    }

    private static Setup setup(PiecesProvider provider, Midstream midstream) {
        return Setup.empty()
                .provider("pieces", provider.port())
                .breaker("pieces/m", MidstreamTest.NEVER_OPEN)
                .prefillTarget("pieces/m")
                .route(
                        "pieces",
                        route -> route.healing(new Healing(1, Duration.ofSeconds(2), midstream, Set.of(), Map.of())),
                        "pieces/m");
    }
}
