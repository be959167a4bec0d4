package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.app.RolloutRuns.Run;
import dev.penstock.sim.SimServer;
import dev.penstock.testkit.cluster.TestCluster;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** {@link RolloutClusterTest} at length, with the figures that are promised. */
@Tag("long")
@Isolated("nodes in processes of their own take both cores")
class RolloutClusterLongTest {
    private static final int RUNS = 50;
    private static final Vertx VERTX = Vertx.vertx();
    private static final SimServer SIM = TestNode.await(SimServer.start(VERTX, RolloutRuns.sim()));

    @RegisterExtension
    static final TestCluster CLUSTER = RolloutRuns.cluster(SIM, 2 * RUNS);

    @AfterAll
    static void close() {
        TestNode.await(VERTX.close());
    }

    @Test
    void aBrokenCandidateIsOutAfterAtMostFiveRequestsThatNobodyNoticed() {
        Run p90 = RolloutRuns.p90("100 % bad answers", RolloutRuns.bad(SIM, CLUSTER.members(), 0, RUNS, 1));

        assertThat(p90.exposed()).isLessThanOrEqualTo(5);
        assertThat(p90.took()).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void oneWhoseAnswersAreBadEachThirdTimeIsOutWithinTwentyFive() {
        Run p90 = RolloutRuns.p90("30 % bad answers", RolloutRuns.bad(SIM, CLUSTER.members(), RUNS, RUNS, 0.3));

        assertThat(p90.exposed()).isLessThanOrEqualTo(25);
    }
}
