package dev.penstock.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Measures how five nodes recover and how fast kills spread; prints the tables of docs/benchmarks.md. */
@Tag("long")
@Isolated("nodes in processes of their own take both cores")
class RecoveryLongTest {
    @Test
    void fiveNodesRecoverFromEachFaultOfOneOfThem() {
        assumeTrue(Namespace.isThere(), Namespace.NEEDED);
        Path dir = Path.of("target", "chaos", "recovery").toAbsolutePath();
        Namespace.Ended ended = Namespace.run(dir, "recovery", "a,c,e", "500", dir.toString());
        System.out.println(ended.said());
        assertThat(ended.exit()).as(ended.said()).isZero();
    }
}
