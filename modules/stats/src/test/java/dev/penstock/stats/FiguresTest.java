package dev.penstock.stats;

import org.junit.jupiter.api.Test;

/** The figures of docs/statistics.md, with fewer runs than there. */
class FiguresTest {
    private final Figures figures = new Figures(1_000);

    @Test
    void equalCandidatesAreSeldomRolledBack() {
        figures.falseRollbacks();
    }

    @Test
    void harmIsFoundAsSoonAsDesigned() {
        new Figures(2_000).detection();
    }

    @Test
    void aCandidateThatIsNotWorseIsProvenSoAsSoonAsDesigned() {
        figures.proof();
    }

    @Test
    void neitherDriftDuringARampNorStickyKeysMislead() {
        figures.traps();
    }

    @Test
    void pairsFindHarmWithFewerPrompts() {
        new Figures(2_000).shadows();
    }

    @Test
    void aModelIsSeldomTakenForAnother() {
        figures.noise();
    }

    @Test
    void aSplitThatIsNotWhatItIsSaidToBeIsFound() {
        figures.split();
    }
}
