package dev.penstock.trace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BucketsTest {
    @Property
    void eachNumberOfARangeHasOneOfItsTags(
            @ForAll @LongRange(max = Long.MAX_VALUE) long a,
            @ForAll @LongRange(max = Long.MAX_VALUE) long b,
            @ForAll @LongRange(max = Long.MAX_VALUE) long c) {
        long[] ordered = {a, b, c};
        Arrays.sort(ordered);
        assertThat(Buckets.COST.tags(ordered[1])).containsAnyElementsOf(Buckets.COST.range(ordered[0], ordered[2]));
    }

    @Property
    void aNumberThatIsFarFromARangeHasNone(@ForAll @LongRange(min = 8, max = 1L << 60) long least) {
        long below = least - 1 - least / 8;
        long most = least + least / 2;
        long above = most + 1 + most / 8;
        assertThat(Collections.disjoint(Buckets.LATENCY.tags(below), Buckets.LATENCY.range(least, most)))
                .isTrue();
        assertThat(Collections.disjoint(Buckets.LATENCY.tags(above), Buckets.LATENCY.range(least, most)))
                .isTrue();
    }

    @Test
    void theWidestRangeHasFewTags() {
        assertThat(Buckets.COST.range(0, Long.MAX_VALUE)).hasSizeLessThan(64);
        assertThat(Buckets.COST.range(1, Long.MAX_VALUE - 1)).hasSizeLessThan(78);
    }
}
