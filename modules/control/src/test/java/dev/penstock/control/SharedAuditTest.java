package dev.penstock.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.state.Audit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SharedAuditTest {
    private static final Audit AUDIT = new Audit("j-a", 0, "tip", true, List.of());

    private final List<CompletableFuture<Audit>> begun = new ArrayList<>();
    private final SharedAudit shared = new SharedAudit(() -> {
        begun.add(new CompletableFuture<>());
        return begun.getLast();
    });

    @Test
    void whoAsksWhileOneIsUnderWayGetsThatOne() {
        CompletableFuture<Audit> first = shared.ask().toCompletableFuture();
        CompletableFuture<Audit> second = shared.ask().toCompletableFuture();

        assertThat(begun).hasSize(1);
        begun.getFirst().complete(AUDIT);
        assertThat(first).isCompletedWithValue(AUDIT);
        assertThat(second).isCompletedWithValue(AUDIT);
    }

    @Test
    void theNextBeginsWhenTheLastHasEndedHoweverItDid() {
        shared.ask();
        begun.getFirst().completeExceptionally(new IllegalStateException("no disk"));

        assertThat(shared.ask().toCompletableFuture()).isNotDone();
        assertThat(begun).hasSize(2);
    }
}
