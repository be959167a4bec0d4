package dev.penstock.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SharedLengthsTest {
    private static final long TIME_TO_LIVE = SharedLengths.TIME_TO_LIVE.toNanos();

    private final SharedLengths shared = new SharedLengths();

    @Test
    void theMeanIsThatOfAllAnswersSoFar() {
        shared.saw(Map.of("a", new Lengths(1, 100)));
        shared.saw(Map.of("a", new Lengths(3, 500)));

        assertThat(shared.expected(0).tokens("a", 7)).isEqualTo(150);
    }

    @Test
    void whereNothingWasSeenTheConfiguredNumberCounts() {
        shared.saw(Map.of("a", Lengths.NONE));

        assertThat(shared.expected(0).tokens("a", 7)).isEqualTo(7);
    }

    @Test
    void oldAnswersFade() {
        shared.saw(Map.of("a", new Lengths(1_000, 1_000 * 100)));
        shared.saw(Map.of("a", new Lengths(Lengths.LATEST, Lengths.LATEST * 300)));
        assertThat(shared.expected(0).tokens("a", 7)).isEqualTo(200);

        for (int i = 0; i < 10; i++) {
            shared.saw(Map.of("a", new Lengths(Lengths.LATEST, Lengths.LATEST * 300)));
        }
        assertThat(shared.expected(0).tokens("a", 7)).isEqualTo(300);
    }

    @Test
    void whatOtherNodesSawIsAddedByItsWeight() {
        shared.saw(Map.of("a", new Lengths(10, 1_000)));
        shared.heard("b", Map.of("a", new Lengths(30, 9_000)), 0);
        shared.heard("c", Map.of("a", new Lengths(10, 0)), 0);

        assertThat(shared.expected(0).tokens("a", 7)).isEqualTo(200);
    }

    @Test
    void whatANodeSaysTakesThePlaceOfWhatItSaidBefore() {
        shared.saw(Map.of("a", Lengths.NONE));
        shared.heard("b", Map.of("a", new Lengths(10, 1_000)), 0);
        shared.heard("b", Map.of("a", new Lengths(10, 2_000)), 0);

        assertThat(shared.expected(0).tokens("a", 7)).isEqualTo(200);
    }

    @Test
    void aNodeThatFellSilentIsForgotten() {
        shared.saw(Map.of("a", Lengths.NONE));
        shared.heard("b", Map.of("a", new Lengths(10, 1_000)), 5);

        assertThat(shared.expected(5 + TIME_TO_LIVE).tokens("a", 7)).isEqualTo(100);
        assertThat(shared.expected(6 + TIME_TO_LIVE).tokens("a", 7)).isEqualTo(7);
    }

    @Test
    void onlyWhatThisNodeSawIsSaidToOthers() {
        shared.saw(Map.of("a", new Lengths(10, 1_000)));
        shared.heard("b", Map.of("a", new Lengths(10, 2_000)), 0);

        assertThat(shared.own()).isEqualTo(Map.of("a", new Lengths(10, 1_000)));
    }

    @Test
    void aRouteThatIsNotThereAnyMoreIsForgotten() {
        shared.saw(Map.of("a", new Lengths(10, 1_000)));
        shared.heard("b", Map.of("a", new Lengths(10, 1_000)), 0);
        shared.saw(Map.of("b", new Lengths(1, 1)));

        assertThat(shared.expected(0).meanByRoute()).isEqualTo(Map.of("b", 1L));
    }
}
