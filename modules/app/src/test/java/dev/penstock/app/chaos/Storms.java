package dev.penstock.app.chaos;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;

/** Runs schedules from tests. */
final class Storms {
    private Storms() {}

    /**
     * One schedule on new nodes; the test fails with its story if a promise was broken, and is skipped without root.
     */
    static void run(long seed, int nodes, int seconds) {
        assumeTrue(Namespace.isThere(), Namespace.NEEDED);
        Path dir = Path.of("target", "chaos", seed + "-" + nodes).toAbsolutePath();
        Namespace.Ended ended = Namespace.run(
                dir, "storm", Long.toString(seed), Integer.toString(nodes), Integer.toString(seconds), dir.toString());
        System.out.println(ended.said());
        if (ended.exit() != 0) {
            fail("%s%nThe same again: -Dtest=ChaosTest -Dchaos.seed=%d -Dchaos.nodes=%d -Dchaos.seconds=%d"
                    .formatted(ended.said(), seed, nodes, seconds));
        }
    }
}
