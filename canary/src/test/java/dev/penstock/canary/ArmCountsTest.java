package dev.penstock.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.state.ControlState;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArmCountsTest {
    private static final CanaryArm BASELINE = new CanaryArm("support", "new", Arm.BASELINE);
    private static final CanaryArm CANDIDATE = new CanaryArm("support", "new", Arm.CANDIDATE);

    private final ArmCounts counts = new ArmCounts();

    @Test
    void armsOfCanariesInEffectAreCounted() {
        counts.take(Canaries.state("support", "new"));
        counts.add(BASELINE);
        counts.add(BASELINE);
        counts.add(CANDIDATE);

        assertThat(counts.counts()).isEqualTo(Map.of(BASELINE, 2L, CANDIDATE, 1L));
    }

    @Test
    void whatIsNoCanaryIsNotCounted() {
        counts.add(BASELINE);
        counts.take(Canaries.state("support", "other"));
        counts.add(BASELINE);

        assertThat(counts.counts()).doesNotContainKey(BASELINE);
    }

    @Test
    void aCanaryKeepsItsCountsWhileItStandsAndAnEndedOneIsForgotten() {
        counts.take(Canaries.state("support", "new"));
        counts.add(CANDIDATE);

        counts.take(Canaries.state("support", "new", "search", "newer"));
        assertThat(counts.counts()).hasSize(4).containsEntry(CANDIDATE, 1L);

        counts.take(ControlState.EMPTY);
        assertThat(counts.counts()).isEmpty();

        counts.take(Canaries.state("support", "new"));
        assertThat(counts.counts()).containsEntry(CANDIDATE, 0L);
    }
}
