package dev.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Escrow;
import dev.penstock.core.state.BudgetPeriod;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EscrowAccountTest {
    @Test
    void threadsThatReserveAndSettleAtOnceHaveNeverMoreThanThereIs() {
        EscrowAccount account = new EscrowAccount(BudgetPeriod.NONE, Instant.EPOCH);
        account.add(10_000);
        AtomicLong held = new AtomicLong();
        List<CompletableFuture<Long>> spent = IntStream.range(0, 4)
                .mapToObj(_ -> CompletableFuture.supplyAsync(() -> spend(account, held)))
                .toList();

        long all = spent.stream().mapToLong(CompletableFuture::join).sum();

        assertThat(all + account.available()).isEqualTo(10_000);
        assertThat(all).isPositive();
    }

    private static long spend(EscrowAccount account, AtomicLong held) {
        long spent = 0;
        for (int i = 0; i < 20_000; i++) {
            if (account.reserve(7) instanceof Escrow.Held(EscrowAccount.Hold hold)) {
                assertThat(held.addAndGet(7)).isLessThanOrEqualTo(10_000);
                long part = i % 100 == 0 ? 3 : 0;
                held.addAndGet(part - 7);
                hold.settle(part);
                spent += part;
            }
        }
        return spent;
    }

    @Test
    void whatIsSettledAfterTheEndIsNotReservedAgain() {
        EscrowAccount account = new EscrowAccount(BudgetPeriod.NONE, Instant.EPOCH);
        account.add(10);
        Escrow.Reserved reserved = account.reserve(4);

        assertThat(account.close()).isEqualTo(6);
        if (reserved instanceof Escrow.Held(EscrowAccount.Hold hold)) {
            hold.settle(0);
        }

        assertThat(reserved).isInstanceOf(Escrow.Held.class);
        assertThat(account.available()).isZero();
        assertThat(account.reserve(0)).isInstanceOf(Escrow.Lacking.class);
    }

    @Test
    void blocksGetSmallerWithWhatIsLeftAndNeverLargerThanThat() {
        assertThat(EscrowSizes.block(1_200, 1_200, 3)).isEqualTo(100);
        assertThat(EscrowSizes.block(1_200, 600, 3)).isEqualTo(50);
        assertThat(EscrowSizes.block(25_600, 600, 3)).isEqualTo(100);
        assertThat(EscrowSizes.block(25_600, 60, 3)).isEqualTo(60);
        assertThat(EscrowSizes.block(5, 5, 3)).isEqualTo(1);
        assertThat(EscrowSizes.block(5, 0, 3)).isZero();
        assertThat(EscrowSizes.slice(1_000)).isEqualTo(250);
        assertThat(EscrowSizes.slice(20)).isEqualTo(16);
        assertThat(EscrowSizes.slice(3)).isEqualTo(3);
    }
}
