package dev.penstock.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Share;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.Sticky;
import java.time.Instant;
import java.util.List;
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
    void requestsOfARolloutAreNotCounted() {
        DecidedControl control = new DecidedControl(() -> Instant.EPOCH);
        String rollout = control.startRollout(RolloutPolicy.DEFAULT);
        String release = control.state().route("support").releases().getLast().id();
        CanaryArm candidate = new CanaryArm("support", release, Arm.CANDIDATE);

        counts.take(control.state());
        counts.add(candidate);
        assertThat(counts.counts()).isEmpty();

        control.write(new Command.EndRollout("support", List.of(rollout)));
        control.write(new Command.SetCanary("support", release, new Share(10_000), new Sticky.User(), "s"));
        counts.take(control.state());
        assertThat(counts.counts()).containsEntry(candidate, 0L);
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
