package dev.penstock.store;

import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.Verdict;
import dev.penstock.core.state.Voter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Where a write has got to: in effect on which nodes and after how long, and on whose disks. Belongs to one thread. */
final class Spread {
    private final ControlRecord record;
    private final List<Voter> voters;
    private final long begun;
    private final Map<String, Long> applied = new TreeMap<>();
    private final Set<String> journaled = new HashSet<>();
    private final CompletableFuture<Spread> done = new CompletableFuture<>();
    private int open;

    /** A write that was begun at a time of the monotonic clock. */
    Spread(ControlRecord record, List<Voter> voters, long begun) {
        this.record = record;
        this.voters = voters;
        this.begun = begun;
    }

    /** Somebody was asked, and will answer or fail. */
    void asked() {
        open++;
    }

    /** The write came into effect on a node at a time. */
    void applied(String node, long nanos) {
        if (!done.isDone()) {
            applied.put(node, Math.max(0, TimeUnit.NANOSECONDS.toMillis(nanos - begun)));
        }
    }

    /** The write is in a node's journal. */
    void journaled(String node) {
        if (!done.isDone()) {
            journaled.add(node);
        }
    }

    /** Somebody has answered or failed. */
    void answered() {
        open--;
        if (open == 0) {
            close();
        }
    }

    /** Who has not answered by now is missing in the receipt. */
    void close() {
        done.complete(this);
    }

    /** Completes with this once all have answered, or when it is closed. */
    CompletionStage<Spread> done() {
        return done;
    }

    /** The verdict on a write that any node may make: it is durable once it is on any disk. */
    Verdict ofStopping() {
        return journaled.isEmpty() ? uncertain(1) : new Verdict.Accepted(record, receipt());
    }

    /** The verdict on a write that needs a majority of the voters' disks. */
    Verdict ofResuming() {
        long votersDisks = voters.stream()
                .filter(voter -> journaled.contains(voter.node()))
                .count();
        int enough = voters.size() / 2 + 1;
        return votersDisks >= enough ? new Verdict.Accepted(record, receipt()) : uncertain(enough);
    }

    private Verdict uncertain(int enough) {
        return new Verdict.Uncertain(
                record,
                receipt(),
                "It is in effect, but on " + journaled.size() + " disks, expected at least " + enough + ".");
    }

    private Verdict.Receipt receipt() {
        return new Verdict.Receipt(applied, journaled.size(), voters.size());
    }
}
