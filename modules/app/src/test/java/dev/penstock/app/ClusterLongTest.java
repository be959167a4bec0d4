package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.cluster.Member;
import dev.penstock.testkit.cluster.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** {@link ClusterTest} at length. */
@Tag("long")
@Isolated("nodes in processes of their own take both cores")
class ClusterLongTest {
    private static final Duration AGREEMENT = Duration.ofSeconds(30);
    private static final int KILLS = 2_000;
    private static final int ROUNDS = 5;

    @RegisterExtension
    static final TestCluster CLUSTER = Clusters.ofThree();

    @Test
    void killsAreInEffectEverywhereWithinATenthOfASecond() {
        KillPropagation idle = KillPropagation.measure(CLUSTER.members(), KILLS, "idle-");
        idle.print("otherwise idle");
        KillPropagation busy;
        try (Burners _ = Burners.start()) {
            busy = KillPropagation.measure(CLUSTER.members(), KILLS, "busy-");
            busy.print("with every core busy");
        }
        assertThat(idle.percentile(99)).isLessThan(100);
        assertThat(busy.percentile(99)).isLessThan(100);
    }

    @Test
    void aThousandWritesStandWhileOneNodeAfterTheOtherIsKilled() {
        MixedWrites writes = new MixedWrites(CLUSTER.members(), "killed-", 1, System.nanoTime());
        CompletableFuture<Void> writing = writes.begin(1_000);
        for (int i = 0; !writing.isDone(); i++) {
            Member victim = CLUSTER.members().get(i % CLUSTER.members().size());
            int before = writes.made();
            Eventually.within(
                    Duration.ofSeconds(60), "some were made", () -> writes.made() >= before + 40 || writing.isDone());
            try (Watchers _ = Watchers.of(CLUSTER.others(victim))) {
                victim.kill();
                CLUSTER.startMissing();
            }
        }
        writing.orTimeout(60, TimeUnit.SECONDS).join();

        TestCluster.awaitAgreement(AGREEMENT, CLUSTER.members());
        System.out.println("a node killed every 40 writes: " + writes);
        writes.assertStandOn(CLUSTER.members());
        assertThat(writes.count(Outcome.DONE)).isGreaterThan(500);
    }

    @Test
    void fullStopsLoseNothingThatWasAnswered() {
        for (int i = 0; i < ROUNDS; i++) {
            MixedWrites writes = new MixedWrites(CLUSTER.members(), "stopped-" + i + "-", 1, System.nanoTime());
            CompletableFuture<Void> writing = writes.begin(200);
            Eventually.within(Duration.ofSeconds(60), "most were made", () -> writes.made() >= 150);
            CLUSTER.members().forEach(Member::kill);
            writing.orTimeout(60, TimeUnit.SECONDS).join();

            CLUSTER.startMissing();
            TestCluster.awaitAgreement(AGREEMENT, CLUSTER.members());
            System.out.println("kill -9 of all nodes while all write: " + writes);
            writes.assertStandOn(CLUSTER.members());
        }
    }

    @Test
    void anyLostDiskLosesNothingThatTwoHave() {
        for (int i = 0; i < CLUSTER.members().size(); i++) {
            Member away = CLUSTER.members().get(i);
            List<Member> two = CLUSTER.others(away);
            away.kill();
            MixedWrites writes = new MixedWrites(two, "lost-" + i + "-", 2, System.nanoTime());
            writes.make(100);
            two.forEach(Member::kill);
            two.getFirst().wipeDisk();

            CLUSTER.startMissing();
            TestCluster.awaitAgreement(AGREEMENT, CLUSTER.members());
            writes.assertStandOn(CLUSTER.members());
        }
    }
}
