package dev.penstock.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.rollout.GuardrailKind;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BaselineLatencyTest {
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
