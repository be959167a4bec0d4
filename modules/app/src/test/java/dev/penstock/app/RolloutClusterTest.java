package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.app.RolloutRuns.Run;
import dev.penstock.sim.SimServer;
import dev.penstock.testkit.cluster.TestCluster;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** Three nodes with real traffic: a bad candidate is out before anybody notices, an equal one gets all of it. */
@Isolated("nodes in processes of their own take both cores")
class RolloutClusterTest {
    private static final int RUNS = 3;
    private static final Vertx VERTX = Vertx.vertx();
    private static final SimServer SIM = TestNode.await(SimServer.start(VERTX, RolloutRuns.sim()));

    @RegisterExtension
    static final TestCluster CLUSTER = RolloutRuns.cluster(SIM, 2 * RUNS + 1);

    @AfterAll
    static void close() {
        TestNode.await(VERTX.close());
    }

    @Test
    void aBrokenCandidateIsOutAfterAHandfulOfRequestsThatNobodyNoticed() {
        Run p90 = RolloutRuns.p90("100 % bad answers", RolloutRuns.bad(SIM, CLUSTER.members(), 0, RUNS, 1));

        // The long run asks for 5: of three, the worst is above that once in some hundred runs.
        assertThat(p90.exposed()).isLessThanOrEqualTo(8);
        assertThat(p90.took()).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void oneWhoseAnswersAreBadEachThirdTimeIsOutSoonAfter() {
        Run p90 = RolloutRuns.p90("30 % bad answers", RolloutRuns.bad(SIM, CLUSTER.members(), RUNS, RUNS, 0.3));

        assertThat(p90.exposed()).isLessThanOrEqualTo(50);
    }

    @Test
    void anEqualOneGoesFromATenthToAllByItself() {
        Duration took = RolloutRuns.equal(SIM, CLUSTER.members(), 2 * RUNS);

        System.out.printf("an equal candidate had all traffic after %d ms%n", took.toMillis());
        assertThat(took).isLessThan(Duration.ofMinutes(2));
    }
}
