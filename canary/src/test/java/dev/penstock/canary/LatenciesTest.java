package dev.penstock.canary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    private static Latencies some(int count, long fromUs, long toUs) {
        Random random = new Random(5);
        Latencies latencies = Latencies.NONE;
        for (int i = 0; i < count; i++) {
            latencies = latencies.with(fromUs + (long) (random.nextDouble() * (toUs - fromUs)));
        }
        return latencies;
    }

    @Test
    void aPercentileIsToldByTheEndOfItsBucket() {
        Latencies latencies = some(10_000, 100_000, 1_100_000);

        assertThat(latencies.count()).isEqualTo(10_000);
        assertThat(Objects.requireNonNull(latencies.quantile(0.5)))
                .isBetween(Duration.ofMillis(590), Duration.ofMillis(690));
        assertThat(Objects.requireNonNull(latencies.quantile(0.95)))
                .isBetween(Duration.ofMillis(1_040), Duration.ofMillis(1_200));
        assertThat(Objects.requireNonNull(latencies.quantile(1)))
                .isGreaterThanOrEqualTo(Objects.requireNonNull(latencies.quantile(0.95)));
    }

    @Test
    void ofFewAnswersNothingIsTold() {
        Latencies nineteen = some(19, 1, 1_000);
        Latencies twenty = nineteen.with(7);

        assertThat(nineteen.quantile(0.5)).isNull();
        assertThat(twenty.quantile(0.5)).isNotNull();
        assertThat(nineteen.slowerThan(twenty)).isNull();
        assertThat(twenty.slowerThan(nineteen)).isNull();
        assertThat(twenty.slowerThan(twenty)).isEqualTo(1);
    }

    @Test
    void whatIsSlowerIsTold() {
        Latencies usual = some(1_000, 100_000, 1_000_000);
        Latencies slow = some(1_000, 100_000, 2_000_000);

        assertThat(slow.slowerThan(usual)).isLessThan(1e-6);
        assertThat(usual.slowerThan(slow)).isEqualTo(1);
        assertThat(usual.slowerThan(some(1_000, 100_000, 1_000_000))).isGreaterThan(0.05);
    }

    @Test
    void thoseOfSeveralNodesAreAddedUp() {
        Latencies one = some(30, 10, 500);
        Latencies other = some(40, 300, 90_000);

        assertThat(one.plus(other)).isEqualTo(other.plus(one));
        assertThat(one.plus(other).count()).isEqualTo(70);
        assertThat(one.plus(Latencies.NONE)).isEqualTo(one).hasSameHashCodeAs(one);
        assertThat(one.newer(other)).isEqualTo(other);
        assertThat(one.with(-1)).isSameAs(one);
    }

    @Test
    void whatIsNoBucketOfOursIsLeftOut() {
        Latencies some = some(30, 10, 500);

        assertThat(Latencies.of(some.byBucket())).isEqualTo(some);
        assertThat(Latencies.of(Map.of(-1, 3L, LatencyBuckets.COUNT, 3L, 5, -2L)))
                .isEqualTo(Latencies.NONE);
        assertThat(IntStream.range(0, LatencyBuckets.COUNT).mapToObj(LatencyBuckets::upperEnd))
                .isSorted();
    }
}
