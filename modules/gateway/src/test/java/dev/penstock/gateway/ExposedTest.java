package dev.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.ApiError;
import dev.penstock.core.Attempt;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Escrow;
import dev.penstock.core.rollout.RolloutBudget;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a candidate's request holds of its stage's exposure. */
class ExposedTest {
    private static final List<RolloutPlan.Budget> ALL = List.of(
            new RolloutPlan.Budget(RolloutBudget.REQUESTS, "requests"),
            new RolloutPlan.Budget(RolloutBudget.BAD, "bad"),
            new RolloutPlan.Budget(RolloutBudget.COST, "cost"));

    private final Budgets budgets = new Budgets(Map.of("requests", 10L, "bad", 2L, "cost", 100L));

    @Test
    void itHoldsARequestABadAnswerAndTheMostThatItMayCost() {
        assertThat(Exposed.hold(budgets, ALL, () -> 60)).isNotNull();
        assertThat(budgets.left).containsOnly(Map.entry("requests", 9L), Map.entry("bad", 1L), Map.entry("cost", 40L));
    }

    @Test
    void whereOneBudgetLacksItNothingIsHeld() {
        assertThat(Exposed.hold(budgets, ALL, () -> 101)).isNull();
        assertThat(budgets.left).isEqualTo(Map.of("requests", 10L, "bad", 2L, "cost", 100L));
    }

    @Test
    void whatWasGoodSpendsItselfAndItsExactCost() {
        hold(60).settle(false, List.of(attempt(null, 1_500_001L)));
        assertThat(budgets.left).isEqualTo(Map.of("requests", 9L, "bad", 2L, "cost", 98L));
    }

    @Test
    void whatWasBadSpendsThatToo() {
        hold(60).settle(true, List.of(attempt(new AttemptFailure.CutStream(), null)));
        assertThat(budgets.left).as("of unknown cost").isEqualTo(Map.of("requests", 9L, "bad", 1L, "cost", 40L));
    }

    @Test
    void anErrorCostsNothing() {
        ApiError error = new ApiError(ApiError.Kind.SERVER, "broken", null, null);
        hold(60).settle(true, List.of(attempt(new AttemptFailure.ErrorStatus(500, error, null), null)));
        assertThat(budgets.left).isEqualTo(Map.of("requests", 9L, "bad", 1L, "cost", 100L));
    }

    @Test
    void noMoreIsSpentThanWasHeld() {
        hold(60).settle(false, List.of(attempt(null, 90_000_000L)));
        assertThat(budgets.left).containsEntry("cost", 40L);
    }

    @Test
    void whatIsGivenBackIsThereAgainAndNothingIsSettledTwice() {
        Exposed exposed = hold(60);
        exposed.giveBack();
        exposed.giveBack();
        exposed.settle(true, List.of());
        assertThat(budgets.left).isEqualTo(Map.of("requests", 10L, "bad", 2L, "cost", 100L));
    }

    private Exposed hold(long microdollars) {
        return Objects.requireNonNull(Exposed.hold(budgets, ALL, () -> microdollars));
    }

    private static Attempt attempt(@Nullable AttemptFailure failure, @Nullable Long picodollars) {
        return new Attempt(
                "target",
                "provider",
                "model",
                0,
                10,
                0,
                20,
                30,
                null,
                40,
                200,
                failure,
                null,
                null,
                List.of(),
                null,
                null,
                null,
                null,
                null,
                picodollars,
                null,
                null);
    }

    private static final class Budgets implements Escrow {
        private final Map<String, Long> left;
        private final Set<Integer> settled = new HashSet<>();
        private int held;

        private record Part(int number, String budget, long units) implements Hold {}

        Budgets(Map<String, Long> left) {
            this.left = new HashMap<>(left);
        }

        @Override
        public Reserved reserve(String budget, long units) {
            if (left.getOrDefault(budget, 0L) < units) {
                return new Lacking(Why.SPENT);
            }
            left.merge(budget, -units, Long::sum);
            return new Held(new Part(held++, budget, units));
        }

        @Override
        public void settle(Hold hold, long spent) {
            Part part = (Part) hold;
            assertThat(settled.add(part.number())).as("settled once").isTrue();
            left.merge(part.budget(), part.units() - spent, Long::sum);
        }
    }
}
