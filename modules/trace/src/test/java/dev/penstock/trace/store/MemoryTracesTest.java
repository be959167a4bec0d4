package dev.penstock.trace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryTracesTest extends TraceStoreContract {
    private static final Instant LATER = Samples.NOON.plusSeconds(60);

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

    @Test
    void theOldestTextsGoWhereAllTakeTooMuch() {
        TraceStore store = new MemoryTraces(100, 1_000);
        for (int i = 0; i < 12; i++) {
            store.add(List.of(withText(i, "x".repeat(50))));
        }
        assertThat(texts(store, 12)).containsExactly(2, 3, 4, 5, 6, 7, 8, 9, 10, 11);

        store.add(new Feedback("node-11", "a", Samples.NOON, "comment", null, null, "y".repeat(60), LATER, "shop"));
        assertThat(texts(store, 12)).containsExactly(4, 5, 6, 7, 8, 9, 10, 11);
        store.tidy(LATER);
        assertThat(texts(store, 12)).isEmpty();
        for (int i = 12; i < 24; i++) {
            store.add(List.of(withText(i, "x".repeat(50))));
        }
        assertThat(texts(store, 24)).hasSize(10);
        assertThat(store.find("node-0")).isPresent();
    }

    private static StoredTrace withText(int number, String text) {
        StoredTrace bare =
                Samples.stored(Samples.trace(new SplittableRandom(number), number, Samples.NOON.plusSeconds(number)));
        return new StoredTrace(
                bare.place(), bare.tags(), null, bare.totalUs(), bare.story(), new KeptText(text, null, LATER));
    }

    private static List<Integer> texts(TraceStore store, int count) {
        return IntStream.range(0, count)
                .filter(i -> store.text("node-" + i, Samples.NOON).isPresent())
                .boxed()
                .toList();
    }
}
