package dev.penstock.healing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    @Test
    void aShareOfFirstAttemptsMayBeRetriedAndSomeFromTheStart() {
        RetryBudget budget = RetryBudget.ofRetries(RetryBudget.SHARE);
        int retries = 0;
        for (int i = 0; i < 10_000; i++) {
            budget.attempted();
            retries += budget.take() ? 1 : 0;
        }
        // The first attempt of all earns nothing, for all that may be saved is there.
        assertThat(retries).isEqualTo(999 + RetryBudget.MOST);
    }

    @Test
    void aQuietTimeSavesUpNoMoreThanAHundred() {
        RetryBudget budget = new RetryBudget(0.5, RetryBudget.MOST, RetryBudget.MOST);
        for (int i = 0; i < 10_000; i++) {
            budget.attempted();
        }
        int retries = 0;
        while (budget.take()) {
            retries++;
        }
        assertThat(retries).isEqualTo(RetryBudget.MOST);
    }

    @Test
    void whereNoneAreAllowedNoneAreSavedUp() {
        RetryBudget budget = RetryBudget.ofRetries(0);
        budget.attempted();
        assertThat(budget.take()).isFalse();
    }

    @Test
    void whatIsGivenBackCanBeTakenAgain() {
        RetryBudget budget = new RetryBudget(0.1, 10, 1);
        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isFalse();
        budget.giveBack();
        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isFalse();
    }

    @Test
    void aShareIsFromNothingToAll() {
        assertThatThrownBy(() -> new RetryBudget(1.1, 1, 0)).hasMessage("share is 1.1, expected 0 to 1");
        assertThatThrownBy(() -> new RetryBudget(Double.NaN, 1, 0)).hasMessageContaining("NaN");
    }
}
