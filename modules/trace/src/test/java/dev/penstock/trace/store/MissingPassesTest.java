package dev.penstock.trace.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.ArmNote;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What a store left out is noticed by what it kept. */
class MissingPassesTest {
    private static final ArmNote GOOD = new ArmNote("rollout", 0, true, false, "r", 50_000, 7, 1, List.of());
    private static final ArmNote BAD = new ArmNote("rollout", 0, true, false, "r", 50_000, 7, 1, List.of("ttft"));

    private final SplittableRandom random = new SplittableRandom(11);

    private long estimate(int passes, Predicate<String> kept) {
        MissingPasses missing = new MissingPasses();
        for (int i = 0; i < passes; i++) {
            String id = "node-" + Long.toString(random.nextLong(Long.MAX_VALUE), 32);
            if (kept.test(id)) {
                missing.add(id, GOOD);
            }
        }
        return missing.estimate();
    }

    @Test
    void whereAllAreThereNothingIsMissing() {
        for (int run = 0; run < 200; run++) {
            assertThat(estimate(run * 10, _ -> true)).isZero();
        }
    }

    @Test
    void whereOneInTenIsThereNineAreMissing() {
        assertThat(estimate(10_000, Sampling::isChosen)).isBetween(8_000L, 10_000L);
    }

    @Test
    void whatWasBadIsAlwaysThereAndHidesNothing() {
        MissingPasses missing = new MissingPasses();
        for (int i = 0; i < 10_000; i++) {
            String id = "node-" + Long.toString(random.nextLong(Long.MAX_VALUE), 32);
            missing.add(id, BAD);
            if (Sampling.isChosen(id)) {
                missing.add(id, GOOD);
            }
        }
        assertThat(missing.estimate()).isBetween(8_000L, 10_000L);
    }

    @Test
    void whereTheStoreWasShortOfRoomForSomeOfTheTimeThatIsEstimated() {
        assertThat(estimate(10_000, id -> random.nextInt(2) == 0 || Sampling.isChosen(id)))
                .isBetween(3_500L, 5_500L);
    }
}
