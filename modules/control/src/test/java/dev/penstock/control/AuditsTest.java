package dev.penstock.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.state.Audit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AuditsTest {
    private static final Optional<Audit> AUDIT = Optional.of(new Audit("j-a", 0, "tip", true, List.of(), null));

    private final List<CompletableFuture<Optional<Audit>>> begun = new ArrayList<>();
    private final Audits audits = new Audits();

    @Test
    void theNextBeginsWhenTheLastHasEndedHoweverItDid() {
        CompletableFuture<Optional<Audit>> first = ask();
        CompletableFuture<Optional<Audit>> second = ask();
        CompletableFuture<Optional<Audit>> third = ask();

        assertThat(begun).hasSize(1);
        begun.get(0).completeExceptionally(new IllegalStateException("no disk"));
        assertThat(first).isCompletedExceptionally();
        assertThat(begun).hasSize(2);
        begun.get(1).complete(AUDIT);
        assertThat(second).isCompletedWithValue(AUDIT);
        assertThat(third).isNotDone();
        begun.get(2).complete(Optional.empty());
        assertThat(third).isCompletedWithValue(Optional.empty());
    }

    private CompletableFuture<Optional<Audit>> ask() {
        return audits.next(() -> {
                    begun.add(new CompletableFuture<>());
                    return begun.getLast();
                })
                .toCompletableFuture();
    }
}
