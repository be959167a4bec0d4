package dev.penstock.bench;

import dev.penstock.core.Escrow;
import dev.penstock.core.state.BudgetPeriod;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.store.ControlStore;
import dev.penstock.store.JournalPlace;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Reserving the worst case of a request and settling what it cost, on a node with many budgets. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EscrowBenchmark {
    private static final String BUDGET = "budget-1";

    @Param({"NONE", "MONTH"})
    private BudgetPeriod period = BudgetPeriod.NONE;

    private @Nullable ControlStore store;
    private Escrow escrow = new Nothing();

    /** Until there is a store. */
    private static final class Nothing implements Escrow {
        @Override
        public Reserved reserve(String budget, long units) {
            return new Lacking(Why.STOPPING);
        }

        @Override
        public void settle(Hold hold, long spent) {}
    }

    @Setup
    public void open() {
        ControlStore opened = ControlStore.open(
                "bench",
                List.of("bench"),
                List.of(),
                new JournalPlace.Memory(),
                () -> "j",
                InstantSource.system(),
                System::nanoTime);
        for (int i = 0; i < 20; i++) {
            opened.submit(
                            new Command.SetBudget("budget-" + i, Command.SetBudget.MOST, period),
                            new Author("bench", "a benchmark"))
                    .toCompletableFuture()
                    .join();
        }
        store = opened;
        escrow = opened.escrow();
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!isReserved()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("no block of the budget within a minute");
            }
            Thread.onSpinWait();
        }
    }

    @TearDown
    public void close() {
        if (store != null) {
            store.close();
        }
    }

    @Benchmark
    public void reserveAndSettle() {
        if (!isReserved()) {
            throw new IllegalStateException("the budget is used up: nothing is measured");
        }
    }

    @Benchmark
    @Threads(2)
    public void reserveAndSettleOnTwoThreads() {
        reserveAndSettle();
    }

    private boolean isReserved() {
        if (escrow.reserve(BUDGET, 1_000) instanceof Escrow.Held(Escrow.Hold hold)) {
            escrow.settle(hold, 400);
            return true;
        }
        return false;
    }
}
