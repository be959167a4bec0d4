package dev.penstock.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutputLengthsTest {
    private final OutputLengths lengths = new OutputLengths();

    @Test
    void whatWasSeenIsTakenOnce() {
        lengths.take(Set.of("a", "b"));
        lengths.saw("a", 100);
        lengths.saw("a", 50);

        assertThat(lengths.take(Set.of("a", "b"))).isEqualTo(Map.of("a", new Lengths(2, 150), "b", Lengths.NONE));
        assertThat(lengths.take(Set.of("a", "b"))).isEqualTo(Map.of("a", Lengths.NONE, "b", Lengths.NONE));
    }

    @Test
    void ofRoutesThatAreNotKnownNothingIsKept() {
        lengths.saw("a", 100);
        lengths.take(Set.of("a"));
        lengths.saw("made up by a caller", 100);
        lengths.saw("a", 7);

        assertThat(lengths.take(Set.of("b"))).containsOnlyKeys("b");
        lengths.saw("a", 7);
        assertThat(lengths.take(Set.of("a"))).containsEntry("a", Lengths.NONE);
    }

    @Test
    void aLengthBelowNothingIsNotSeen() {
        lengths.take(Set.of("a"));
        lengths.saw("a", -1);

        assertThat(lengths.take(Set.of("a"))).containsEntry("a", Lengths.NONE);
    }

    @Test
    void nothingIsLostBetweenThreads() throws InterruptedException {
        int each = 20_000;
        lengths.take(Set.of("a"));
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++) {
                    lengths.saw("a", 3);
                }
            }));
        }
        Lengths all = Lengths.NONE;
        for (int i = 0; i < 1_000; i++) {
            all = all.plus(lengths.take(Set.of("a")).getOrDefault("a", Lengths.NONE));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        all = all.plus(lengths.take(Set.of("a")).getOrDefault("a", Lengths.NONE));

        assertThat(all).isEqualTo(new Lengths(4.0 * each, 12.0 * each));
    }
}
