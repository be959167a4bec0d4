package dev.penstock.app.chaos;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fifty schedules, on three and on five nodes. {@code -Dchaos.first=120} begins with a later one; {@link ChaosTest}
 * runs one of them again.
 */
@Tag("long")
@Isolated("nodes in processes of their own take both cores")
class ChaosLongTest {
    private static final int FIRST = 101;
    private static final int SCHEDULES = 50;
    private static final int SHORTEST_SECONDS = 20;
    private static final int LONGEST_SECONDS = 40;

    static LongStream seeds() {
        return LongStream.rangeClosed(Long.getLong("chaos.first", FIRST), FIRST + SCHEDULES - 1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noPromiseIsBroken(long seed) {
        int seconds = SHORTEST_SECONDS + (int) (seed * 7 % (LONGEST_SECONDS - SHORTEST_SECONDS + 1));
        Storms.run(seed, seed % 2 == 0 ? 3 : 5, seconds);
    }
}
