package dev.penstock.trace.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.trace.TraceJson;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StoryBytesTest {
    private final StoryBytes bytes = new StoryBytes();

    @Test
    void whatIsPackedIsReadAndTakesLessThanHalf() {
        SplittableRandom random = new SplittableRandom(1);
        long packed = 0;
        long plain = 0;
        for (int i = 0; i < 200; i++) {
            byte[] story = TraceJson.line(Samples.trace(random, i, Samples.NOON.plusNanos(random.nextLong(1L << 50))));
            byte[] small = bytes.pack(story);
            assertThat(StoryBytes.unpack(small)).isEqualTo(story);
            packed += small.length;
            plain += story.length;
        }
        assertThat((double) packed / plain).isLessThan(0.45);
    }

    @Test
    void anySizeIsPacked() {
        byte[] random = new byte[100_000];
        new SplittableRandom(1).nextBytes(random);
        assertThat(StoryBytes.unpack(bytes.pack(random))).isEqualTo(random);
        assertThat(StoryBytes.unpack(bytes.pack(new byte[1_000_000]))).isEqualTo(new byte[1_000_000]);
        assertThat(StoryBytes.unpack(bytes.pack(new byte[0]))).isEmpty();
    }

    @Test
    void damageAndNewerFormsAreTold() {
        byte[] packed = bytes.pack("a story that is long enough to be cut".getBytes(UTF_8));
        assertThatThrownBy(() -> StoryBytes.unpack(Arrays.copyOf(packed, packed.length - 5)))
                .isInstanceOf(TraceStore.Unusable.class)
                .hasMessageContaining("damaged");
        packed[0] = 2;
        assertThatThrownBy(() -> StoryBytes.unpack(packed))
                .isInstanceOf(TraceStore.Unusable.class)
                .hasMessageContaining("newer");
    }
}
