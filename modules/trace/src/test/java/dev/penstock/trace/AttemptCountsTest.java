package dev.penstock.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBucket;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptCountsTest {
    @Test
    void fiveAndMoreAreOneAndTheSumIsExact() {
        AttemptCounts counts = new AttemptCounts();
        for (int many : List.of(1, 1, 2, 4, 5, 9)) {
            counts.add(many);
        }
        assertThat(counts.buckets().stream().map(ClassicHistogramBucket::getUpperBound))
                .containsExactly(1.0, 2.0, 3.0, 4.0, Double.POSITIVE_INFINITY);
        assertThat(counts.buckets().stream().map(ClassicHistogramBucket::getCount))
                .containsExactly(2L, 1L, 0L, 1L, 2L);
        assertThat(counts.sum()).isEqualTo(22);
    }
}
