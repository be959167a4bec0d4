package dev.penstock.canary;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class LatencyBucketsTest {
    @Property
    void aBucketEndsWhereTheNextBeginsAndIsAnEighthWide(@ForAll @LongRange(min = 0, max = 1L << 35) long us) {
        int bucket = LatencyBuckets.of(us);

        assertThat(us).isLessThanOrEqualTo(LatencyBuckets.upperEnd(bucket));
        assertThat(LatencyBuckets.of(LatencyBuckets.upperEnd(bucket) + 1)).isEqualTo(bucket + 1);
        assertThat(LatencyBuckets.upperEnd(bucket) - us).isLessThanOrEqualTo(us / 8);
    }

    @Test
    void whatTakesLongerThanDaysIsAsLong() {
        assertThat(LatencyBuckets.of(Long.MAX_VALUE)).isEqualTo(LatencyBuckets.of(1L << 38));
    }
}
