package dev.penstock.canary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterCountsTest {
    private static final long SECOND = 1_000_000_000;
    private static final CanaryArm CANDIDATE = new CanaryArm("support", "new", Arm.CANDIDATE);

    private final ArmCounts own = new ArmCounts();
    private final ClusterCounts cluster = new ClusterCounts(own);

    @Test
    void whatNodesToldAddsUpAndTheirLatestCounts() {
        own.take(Canaries.state("support", "new"));
        own.add(CANDIDATE);
        cluster.hear("b", Map.of(CANDIDATE, 10L), 0);
        cluster.hear("b", Map.of(CANDIDATE, 20L), SECOND);
        cluster.hear("c", Map.of(CANDIDATE, 300L), SECOND);

        assertThat(cluster.totals(SECOND)).containsEntry(CANDIDATE, 321L);
    }

    @Test
    void whatIsTenSecondsOldDoesNotCount() {
        cluster.hear("b", Map.of(CANDIDATE, 10L), 0);
        cluster.hear("c", Map.of(CANDIDATE, 20L), SECOND);

        assertThat(cluster.totals(10 * SECOND - 1)).containsEntry(CANDIDATE, 30L);
        assertThat(cluster.totals(10 * SECOND)).containsEntry(CANDIDATE, 20L);
    }

    @Test
    void onlyTheOldIsForgotten() {
        cluster.hear("b", Map.of(CANDIDATE, 10L), 0);
        cluster.hear("c", Map.of(CANDIDATE, 20L), SECOND);

        cluster.forgetOld(10 * SECOND);

        assertThat(cluster.totals(SECOND)).containsEntry(CANDIDATE, 20L);
    }
}
