package dev.penstock.trace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MemoryTracesTest extends TraceStoreContract {
    @Override
    TraceStore newStore() {
        return new MemoryTraces(1_000);
    }

    @Test
    void onlyTheNewestAreKept() {
        TraceStore few = new MemoryTraces(10);
        List<StoredTrace> traces = Samples.stored(Samples.traces(new SplittableRandom(1), 50));
        few.add(traces);

        assertThat(few.query(Samples.query(Map.of())).stream()
                        .map(found -> found.place().id()))
                .isEqualTo(naive(traces, TraceFilter.ALL).subList(0, 10));
    }
}
