package dev.penstock.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.app.chaos.Fault.Cut;
import dev.penstock.app.chaos.Fault.Link;
import dev.penstock.app.chaos.Faults.Struck;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private static final List<String> NODES = List.of("a", "b", "c");

    private final Faults cut = new Faults(
            NODES,
            List.of(
                    new Struck(Cut.around(Set.of("a"), NODES), 100, 110),
                    new Struck(new Fault.Heal(), 200, 210),
                    new Struck(new Fault.Kill("b"), 300, 310),
                    new Struck(new Fault.Start("b"), 400, 410)));

    @Test
    void aNodeIsAloneFromTheEndOfTheCutToTheBeginOfTheHeal() {
        assertThat(cut.isAlone("a", 2, 111, 199)).isTrue();
        assertThat(cut.isAlone("a", 2, 105, 199)).isFalse();
        assertThat(cut.isAlone("a", 2, 111, 205)).isFalse();
        assertThat(cut.isAlone("b", 2, 111, 199)).isFalse();
    }

    @Test
    void nodesAreTogetherWhenNothingMayBeBetweenThem() {
        assertThat(cut.together("a", "b", 0, 99)).isTrue();
        assertThat(cut.together("a", "b", 0, 100)).isFalse();
        assertThat(cut.together("b", "c", 0, 299)).isTrue();
        assertThat(cut.together("b", "c", 0, 305)).isFalse();
        assertThat(cut.together("a", "b", 411, 1_000)).isTrue();
    }

    @Test
    void whoIsHeardOneWayOnlyMayReachOthersButIsNotTogetherWithThem() {
        Faults oneWay =
                new Faults(NODES, List.of(new Struck(new Cut(Set.of(new Link("a", "b"), new Link("a", "c"))), 0, 1)));
        assertThat(oneWay.together("a", "b", 10, 20)).isFalse();
        assertThat(oneWay.isAlone("a", 2, 10, 20)).isFalse();
    }

    @Test
    void aLostDiskIsOneForWritesSinceTheOthersHadEverything() {
        Faults lost = new Faults(NODES, List.of(new Struck(new Fault.LoseDisk("c"), 100, 110)));
        assertThat(lost.disksLostWith(Histories.done(new Deed.Kill("red"), "before", "c", 50, 99, 1, "c")))
                .isZero();
        assertThat(lost.disksLostWith(Histories.done(new Deed.Kill("red"), "then", "c", 50, 105, 1, "c")))
                .isEqualTo(1);
        assertThat(lost.disksLostWith(Histories.done(new Deed.Kill("red"), "later", "c", 111, 120, 1, "c")))
                .isZero();
        assertThat(lost.died("c", 0, 100)).isTrue();
        assertThat(lost.died("c", 111, 200)).isFalse();
    }
}
