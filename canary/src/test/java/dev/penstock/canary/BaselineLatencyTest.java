package dev.penstock.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.rollout.GuardrailKind;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BaselineLatencyTest {
    @Property
    void aBucketEndsWhereTheNextBeginsAndIsAnEighthWide(@ForAll @LongRange(min = 0, max = 1L << 35) long us) {
        int bucket = BaselineLatency.bucket(us);

        assertThat(us).isLessThanOrEqualTo(BaselineLatency.upperEnd(bucket));
        assertThat(BaselineLatency.bucket(BaselineLatency.upperEnd(bucket) + 1)).isEqualTo(bucket + 1);
        assertThat(BaselineLatency.upperEnd(bucket) - us).isLessThanOrEqualTo(us / 8);
    }

    @Test
    void whatTakesLongerThanDaysIsAsLong() {
        assertThat(BaselineLatency.bucket(Long.MAX_VALUE)).isEqualTo(BaselineLatency.bucket(1L << 38));
    }

    @Test
    void aTwentiethOfTheAnswersTookLonger() {
        BaselineLatency past = new BaselineLatency();
        Random random = new Random(7);
        long[] all = IntStream.range(0, 16_000)
                .mapToLong(_ -> 1_000 + random.nextInt(1_000_000))
                .toArray();
        for (long us : all) {
            past.add(ScoringTest.seen(ScoringTest.attempt().ended(100 + us).made()));
        }
        long p95 = past.p95(GuardrailKind.TOTAL);

        assertThat(IntStream.range(0, all.length).filter(i -> all[i] > p95).count())
                .isBetween(0L, 800L);
        assertThat(p95).isBetween(950_000L, 1_100_000L);
        assertThat(past.p95(GuardrailKind.TTFT)).as("of whole answers").isEqualTo(-1);
    }
}
