package dev.penstock.store;

import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** Where a write has got to: in effect on which nodes and after how long, and on how many disks. */
final class Spread {
    private final ControlRecord record;
    private final int voters;
    private final LongSupplier nanoTime;
    private final long begun;
    private final Map<String, Long> applied = new TreeMap<>();
    private final List<CompletableFuture<?>> open = new ArrayList<>();
    private int journaled;
    private boolean closed;

    /** A write that was begun at a time of the monotonic clock. */
    Spread(ControlRecord record, int voters, LongSupplier nanoTime, long begun) {
        this.record = record;
        this.voters = voters;
        this.nanoTime = nanoTime;
        this.begun = begun;
    }

    synchronized void appliedHere(String node) {
        applied.put(node, TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - begun));
    }

    void journaledHere(CompletionStage<Void> journal) {
        open.add(journal.thenRun(this::journaled).toCompletableFuture());
    }

    void ask(String node, CompletionStage<Message> answer) {
        open.add(answer.thenAccept(message -> answered(node, message)).toCompletableFuture());
    }

    private synchronized void journaled() {
        journaled++;
    }

    private synchronized void answered(String node, Message message) {
        if (message instanceof Message.Taken(long journalMicros) && !closed) {
            long nanos = nanoTime.getAsLong() - begun - TimeUnit.MICROSECONDS.toNanos(journalMicros);
            applied.put(node, TimeUnit.NANOSECONDS.toMillis(nanos));
            journaled++;
        }
    }

    /** Waits until all have answered, or the limit. */
    void await(Duration limit) {
        try {
            CompletableFuture.allOf(open.toArray(CompletableFuture[]::new))
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Who has not answered is missing in the receipt: that is all there is to say.
        }
        synchronized (this) {
            closed = true;
        }
    }

    /** The verdict, for a write that counts as durable on so many disks. */
    synchronized Verdict verdict(int enough) {
        Verdict.Receipt receipt = new Verdict.Receipt(applied, journaled, voters);
        return journaled >= enough
                ? new Verdict.Accepted(record, receipt)
                : new Verdict.Uncertain(
                        record,
                        receipt,
                        "It is in effect, but on " + journaled + " disks, expected at least " + enough + ".");
    }
}
