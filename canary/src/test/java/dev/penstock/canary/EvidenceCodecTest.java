package dev.penstock.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.canary.EvidenceMessage.AskAll;
import dev.penstock.canary.EvidenceMessage.AskBad;
import dev.penstock.canary.EvidenceMessage.Asked;
import dev.penstock.canary.EvidenceMessage.Bad;
import dev.penstock.canary.EvidenceMessage.Part;
import dev.penstock.canary.EvidenceMessage.Totals;
import dev.penstock.canary.NodeEvidence.RoundSlice;
import dev.penstock.stats.MeanEvidence;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceCodecTest {
    private static final Life LIFE = new Life("a", "1f");

    static List<EvidenceMessage> messages() {
        NodeEvidence.Totals totals = new NodeEvidence.Totals(
                Map.of(
                        new RoundSlice(1, new Slice(2, 50_000, Arm.CANDIDATE)),
                        new Tally(30, 2, List.of(2L, 0L, 1L)),
                        new RoundSlice(0, new Slice(0, 10_000, Arm.BASELINE)),
                        Tally.NONE),
                3,
                Map.of("record", new Draws(5, 95)),
                Map.of(Arm.CANDIDATE, Map.of("m1", 7L), Arm.BASELINE, Map.of("m0", 9L, "m2", 1L)),
                Map.of(Arm.BASELINE, List.of("fp-1", "fp-2")),
                Map.of(
                        Arm.BASELINE,
                        AnswerTimes.NONE.with(new Took(-1, Long.MAX_VALUE)),
                        Arm.CANDIDATE,
                        AnswerTimes.NONE.with(new Took(0, 7)).with(new Took(3_000, 90_000))),
                Map.of(
                        new StageArm("record", Arm.CANDIDATE),
                        new ScoreTally(
                                new MeanEvidence(3, 2.1, 1.5, 0.123456789012345, 1e-17),
                                List.of(new LowScore("trace", 0.1))),
                        new StageArm("other", Arm.BASELINE),
                        ScoreTally.NONE));
        return List.of(
                new Totals(LIFE, 17, List.of(new Part("r1", new Life("b", "2"), 1, "because", totals))),
                new Totals(LIFE, 17, List.of()),
                new Bad(
                        "r1",
                        LIFE,
                        2,
                        "because",
                        5,
                        List.of(
                                new BadRequest(1 << 29, 50_000, Arm.CANDIDATE, Long.MIN_VALUE, "trace"),
                                new BadRequest(1, 999_999, Arm.BASELINE, Long.MAX_VALUE, ""))),
                new Asked(LIFE, List.of(new Question("r1", Long.MIN_VALUE, -7), new Question("r2", 3, -6))),
                new AskAll(),
                new AskBad("r1", LIFE, 2, 5));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void whatIsWrittenIsRead(EvidenceMessage message) {
        assertThat(EvidenceCodec.read(EvidenceCodec.write(message))).contains(message);
    }

    @Test
    void whatANewerVersionSaysBesidesIsPassedOver() {
        String text = EvidenceCodec.write(messages().getFirst())
                .replace("\"since\":17", "\"since\":17,\"mood\":{\"is\":[1]}")
                .replace("\"total\":{", "\"total\":{\"max\":7,\"-1\":2,\"288\":9,")
                .replace("\"arm\":\"baseline\"", "\"arm\":\"third\"");
        NodeEvidence.Totals told =
                ((Totals) messages().getFirst()).parts().getFirst().totals();
        assertThat(EvidenceCodec.read(text)).hasValueSatisfying(message -> {
            NodeEvidence.Totals totals = ((Totals) message).parts().getFirst().totals();
            assertThat(totals.tallies()).hasSize(1);
            assertThat(totals.times().get(Arm.CANDIDATE)).isEqualTo(told.times().get(Arm.CANDIDATE));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "{\"type\":\"penstock.rollouts.totals.v9\"}"})
    void whatIsNoMessageIsNotRead(String text) {
        assertThat(EvidenceCodec.read(text)).isEmpty();
    }
}
