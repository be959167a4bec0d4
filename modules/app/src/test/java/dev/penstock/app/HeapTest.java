package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.core.config.BadConfig;
import dev.penstock.core.config.NodeConfig;
import org.junit.jupiter.api.Test;

class HeapTest {
    private final NodeConfig usual = Setup.bothDialects().config(1);

    @Test
    void theUsualLimitsFitIntoTheUsualHeap() {
        // What a JVM with -Xmx160m says.
        assertThatCode(() -> Heap.check(usual, 162_201_600)).doesNotThrowAnyException();
    }

    @Test
    void whatDoesNotFitIsNamedWithWhatWould() {
        assertThatThrownBy(() -> Heap.check(usual, 64 << 20))
                .isInstanceOf(BadConfig.class)
                .hasMessage("limits.buffered_bytes is '67108864', expected at most 33554432 with a heap of 64 MiB:"
                        + " a larger one is given by PENSTOCK_HEAP;"
                        + " traces is '10000', expected at most 8192 with a heap of 64 MiB:"
                        + " a larger one is given by PENSTOCK_HEAP");
    }
}
