package dev.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TraceIdsTest {
    @Test
    void tracesAreNamedByNodeTimeAndChanceAndSortByTime() {
        TraceIds ids = new TraceIds("node-a", new Random(1));
        String first = ids.next(1_795_000_000_000L);
        String second = ids.next(1_795_000_000_001L);
        assertThat(first).matches("node-a-[0-9a-hjkmnp-tv-z]{21}").isLessThan(second);
        assertThat(ids.next(1_795_000_000_000L)).isNotEqualTo(first);
    }
}
