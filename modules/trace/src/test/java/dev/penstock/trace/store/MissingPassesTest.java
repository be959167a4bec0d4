package dev.penstock.trace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What a store left out is noticed by what it kept. */
class MissingPassesTest {
    private final SplittableRandom random = new SplittableRandom(11);

    private long estimate(int passes, Predicate<String> kept) {
        MissingPasses missing = new MissingPasses();
        for (int i = 0; i < passes; i++) {
            String id = "node-" + Long.toString(random.nextLong(Long.MAX_VALUE), 32);
            if (kept.test(id)) {
                missing.add(id);
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
    void whereTheStoreWasShortOfRoomForSomeOfTheTimeThatIsEstimated() {
        assertThat(estimate(10_000, id -> random.nextInt(2) == 0 || Sampling.isChosen(id)))
                .isBetween(3_500L, 5_500L);
    }
}
