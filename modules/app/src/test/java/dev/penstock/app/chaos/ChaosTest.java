package dev.penstock.app.chaos;

import java.util.stream.LongStream;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two short schedules on three nodes, which have all kinds of faults; or the one that {@code -Dchaos.seed} names. */
@Isolated("nodes in processes of their own take both cores")
class ChaosTest {
    private static final int NODES = Integer.getInteger("chaos.nodes", 3);
    private static final int SECONDS = Integer.getInteger("chaos.seconds", 6);

    static LongStream seeds() {
        Long one = Long.getLong("chaos.seed");
        return one == null ? LongStream.of(2, 133) : LongStream.of(one);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noPromiseIsBroken(long seed) {
        Storms.run(seed, NODES, SECONDS);
    }
}
