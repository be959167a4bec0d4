package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.config.AnswerChecks;
import dev.penstock.core.config.ContractStream;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Fallback;
import dev.penstock.core.config.ReviewTerms;
import dev.penstock.core.config.ToolResultRule;
import dev.penstock.testkit.StreamEnd;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stream of the caller's own dialect goes through as it came; what must be judged must be read for that. */
class StreamsNobodyCanReadTest {
    private static final String SCHEMA = "{\"type\":\"object\",\"required\":[\"level\"]}";
    /** The name comes later than the call: a client puts them together, our reader does not. */
    private static final String LATE_NAME = PiecesProvider.begin()
            + PiecesProvider.chunk(
                    "{\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"function\":{\"arguments\":\"\"}}]}", "null")
            + PiecesProvider.chunk(
                    "{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"transfer\",\"arguments\":\"{}\"}}]}",
                    "null")
            + PiecesProvider.chunk("{}", "\"tool_calls\"")
            + "data: [DONE]\n\n";

    @Test
    void whereTheRiskIsHighNothingOfItPasses() {
        ReviewTerms high = new ReviewTerms(true, Duration.ofHours(1));
        try (PiecesProvider provider = new PiecesProvider(LATE_NAME);
                TestNode node = TestNode.start(Setup.empty()
                        .provider("pieces", provider.port())
                        .route("pay", route -> route.reviews(high), "pieces/m"));
                RawCall call = RawCall.post(node, Caller.OPENAI.path(), Caller.OPENAI.withTool("pay", true))) {
            call.readAll(5_000);
            assertThat(call.status()).isEqualTo(502);
            assertThat(call.text()).doesNotContain("transfer");
        }
    }

    /** A clean begin, then an event that is none, then what breaks the contract. */
    @ParameterizedTest
    @EnumSource(ContractStream.class)
    void whereThereIsAContractItIsNotTakenForValid(ContractStream when) {
        String stream = PiecesProvider.begin()
                + PiecesProvider.text("{\\\"level\\\": 1}")
                + PiecesProvider.chunk("{\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"function\":{}}]}", "null")
                + PiecesProvider.text(" and more")
                + PiecesProvider.end();
        ContractTerms terms =
                new ContractTerms(AnswerChecks.NONE, true, 0, new Fallback.Refuse(), ToolResultRule.LABEL, when, false);
        try (PiecesProvider provider = new PiecesProvider(stream);
                TestNode node = TestNode.start(Setup.empty()
                        .contract("level", SCHEMA)
                        .provider("pieces", provider.port())
                        .route("level", route -> route.contract("level", terms), "pieces/m"));
                RawCall call = RawCall.post(node, Caller.OPENAI.path(), Caller.OPENAI.hello("level", true))) {
            call.readAll(5_000);
            assertThat(call.status() == 502 || Caller.OPENAI.check(call.body()) == StreamEnd.ERROR)
                    .as(call.text())
                    .isTrue();
        }
    }

    @Test
    void whatWasNotGivenOnYetIsRepaired() {
        ContractTerms terms = new ContractTerms(
                AnswerChecks.NONE, true, 0, new Fallback.Refuse(), ToolResultRule.LABEL, ContractStream.CHECK, false);
        String stream = PiecesProvider.begin()
                + PiecesProvider.text("{\\\"level\\\": 1")
                + PiecesProvider.text(",}")
                + PiecesProvider.end();
        try (PiecesProvider provider = new PiecesProvider(stream);
                TestNode node = TestNode.start(Setup.empty()
                        .contract("level", SCHEMA)
                        .provider("pieces", provider.port())
                        .route("level", route -> route.contract("level", terms), "pieces/m"));
                RawCall call = RawCall.post(node, Caller.OPENAI.path(), Caller.OPENAI.hello("level", true))) {
            call.readAll(5_000);
            assertThat(call.status()).isEqualTo(200);
            assertThat(Caller.OPENAI.check(call.body())).isEqualTo(StreamEnd.COMPLETE);
            assertThat(TestNode.json(Caller.OPENAI.text(call.body()))
                            .path("level")
                            .asInt())
                    .isEqualTo(1);
        }
    }
}
