package dev.penstock.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.core.config.BadConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvalResultTest {
    private static final EvalGate LOW = new EvalGate(1, 40, 0);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        30 | 30 | 0 | true
        29 | 29 | 0 | false
        40 | 36 | 0 | true
        40 | 35 | 0 | false
        40 | 39 | 1 | false
        """)
    void whatPassedALowGateNeedNotPassTheDefault(int cases, int passed, int lost, boolean isPassed) {
        EvalResult result = new EvalResult("0".repeat(64), cases, passed, passed, lost, LOW, "Passed.");

        assertThat(result.isPassed()).isTrue();
        assertThat(result.isPassedBy(EvalGate.DEFAULT)).isEqualTo(isPassed);
    }

    @Test
    void aGateThatCannotBeIsRefused() {
        assertThatThrownBy(() -> new EvalGate(0, -1, 101))
                .isInstanceOf(BadConfig.class)
                .hasMessageContaining("min_cases")
                .hasMessageContaining("max_lost")
                .hasMessageContaining("min_pass");
    }
}
