package dev.penstock.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.app.chaos.Write.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A budget of a hundred units, sixty of them on a and forty on b. */
class SpentTest {
    private static final Budget BUDGET = new Budget(100, Map.of("a", 60L, "b", 40L));

    private static Spend spend(String node, long units, Outcome outcome) {
        return new Spend("trial", units, node, outcome);
    }

    private static Histories all() {
        return new Histories()
                .budget("trial", BUDGET)
                .spend(spend("a", 60, Outcome.DONE))
                .spend(spend("b", 40, Outcome.DONE));
    }

    @Test
    void allOfABudgetMayBeSpentAndNotOneUnitMore() {
        assertThat(all().violations()).isEmpty();
        assertThat(all().spend(spend("c", 1, Outcome.DONE)).violations())
                .contains("overspent: 101 units of the 100 of budget trial");
        assertThat(new Histories()
                        .budget("trial", new Budget(100, Map.of()))
                        .spend(spend("a", 101, Outcome.DONE))
                        .violations())
                .containsExactly("overspent: 101 units of the 100 of budget trial");
    }

    @Test
    void whatWasRefusedOrIsNotKnownIsNotCounted() {
        assertThat(all().spend(spend("a", 5, Outcome.NOTHING))
                        .spend(spend("b", 5, Outcome.UNKNOWN))
                        .violations())
                .isEmpty();
    }

    @Test
    void aNodeSpendsNoMoreThanItWasGranted() {
        assertThat(new Histories()
                        .budget("trial", BUDGET)
                        .spend(spend("a", 61, Outcome.DONE))
                        .violations())
                .containsExactly("a has spent 61 units of budget trial, of which it had 60");
        assertThat(new Histories()
                        .budget("trial", BUDGET)
                        .spend(spend("c", 1, Outcome.DONE))
                        .violations())
                .hasSize(1);
    }

    @Test
    void noMoreIsGrantedThanThereIs() {
        assertThat(new Histories()
                        .budget("trial", new Budget(100, Map.of("a", 60L, "b", 41L)))
                        .violations())
                .containsExactly("granted: 101 units of the 100 of budget trial");
    }

    @Test
    void theStoryTellsTheUsableShare() {
        History history = new History(
                List.of("a", "b"),
                new Faults(List.of("a", "b"), List.of()),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                List.of(spend("a", 55, Outcome.DONE), spend("b", 5, Outcome.UNKNOWN)),
                Map.of("trial", new Budget(100, Map.of("a", 60L, "b", 30L))));

        assertThat(new Spent(history).story())
                .isEqualTo(
                        "budget trial: 55 of 100 units spent (55.0 %), 5 perhaps, 10 granted to nobody, asked 2 times");
    }
}
