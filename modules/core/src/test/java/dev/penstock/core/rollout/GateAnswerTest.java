package dev.penstock.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GateAnswerTest {
    @Test
    void itsWordsAreOneLineWithoutWhatCouldMeddleWithOthers() {
        assertThat(new GateAnswer.Yes(" fine\r\n\u001b[31mred\u202e\u2028next\ud800 ").reason())
                .isEqualTo("fine [31mred next");
        assertThat(new GateAnswer.No("größer, 大きい 🚰").reason()).isEqualTo("größer, 大きい 🚰");
        assertThat(new GateAnswer.None("\n").told()).isEqualTo("gave no answer");
    }

    @Test
    void itsWordsAreCutBetweenCharacters() {
        assertThat(new GateAnswer.No("x".repeat(GateAnswer.MOST)).reason()).hasSize(GateAnswer.MOST);
        assertThat(new GateAnswer.No("x".repeat(GateAnswer.MOST + 1)).reason())
                .hasSize(GateAnswer.MOST)
                .endsWith("x…");
        assertThat(new GateAnswer.No("x".repeat(GateAnswer.MOST - 2) + "🚰🚰").reason())
                .isEqualTo("x".repeat(GateAnswer.MOST - 2) + "…");
    }

    @Test
    void itIsToldInAClause() {
        assertThat(new GateAnswer.Yes("").told()).isEqualTo("said yes");
        assertThat(new GateAnswer.No("not on a Friday").told()).isEqualTo("said no: not on a Friday");
        assertThat(new GateAnswer.None("its status was 500").told()).isEqualTo("gave no answer: its status was 500");
    }
}
