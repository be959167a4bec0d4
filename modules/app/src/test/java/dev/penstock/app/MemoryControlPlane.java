package dev.penstock.app;

import dev.penstock.core.state.ClusterView;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlPlane;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.ControlRecord.Vote;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.Fold;
import dev.penstock.core.state.Objection;
import dev.penstock.core.state.Verdict;
import dev.penstock.core.state.Verdict.Receipt;
import dev.penstock.core.state.WriteRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A control plane of one node that keeps all in memory and decides on another thread than the one that asks. */
final class MemoryControlPlane implements ControlPlane {
    private final Fold fold = new Fold();
    private final List<Command> submitted = new ArrayList<>();
    private boolean majority = true;
    private boolean disk = true;
    private int records;

    /** From now on the other voters do not answer. */
    synchronized void loseMajority() {
        majority = false;
    }

    /** From now on nothing gets to the disk of another voter. */
    synchronized void loseDisks() {
        disk = false;
    }

    /** All that was asked of it, whatever became of it. */
    synchronized List<Command> submitted() {
        return List.copyOf(submitted);
    }

    @Override
    public synchronized ControlState state() {
        return fold.state();
    }

    @Override
    public CompletionStage<Verdict> submit(Command command, Author author) {
        return CompletableFuture.supplyAsync(() -> decide(command, author));
    }

    private synchronized Verdict decide(Command command, Author author) {
        submitted.add(command);
        if (command instanceof Command.Resuming resuming) {
            Optional<Objection> objection = WriteRules.objection(resuming, fold.state());
            if (objection.isPresent()) {
                return new Verdict.Refused(objection.get());
            }
            if (!majority) {
                return new Verdict.NoMajority(1, 3, List.of("node-b", "node-c"));
            }
        }
        String head = fold.head();
        ControlRecord record =
                add(author, new Entry.Said(command), head.equals(Fold.START) ? List.of() : List.of(head));
        if (command instanceof Command.Resuming) {
            List<Vote> votes = List.of(new Vote("node-a", "j-a", ""), new Vote("node-b", "j-b", ""));
            add(author, new Entry.Commit(record.id(), votes), List.of(record.id()));
        }
        Receipt receipt = new Receipt(Map.of("node-a", 2L), disk ? 3 : 1, 3);
        return disk ? new Verdict.Accepted(record, receipt) : new Verdict.Uncertain(record, receipt, "two are silent");
    }

    private ControlRecord add(Author author, Entry entry, List<String> parents) {
        int number = ++records;
        ControlRecord record = new ControlRecord(
                "r" + number, number, Instant.EPOCH.plusSeconds(number), "node-a", author, parents, entry);
        fold.add(record);
        return record;
    }

    @Override
    public CompletionStage<Verdict> override(Author author) {
        return submit(new Command.OverrideColdStart("node-a", List.of("node-b")), author);
    }

    @Override
    public synchronized ClusterView cluster() {
        return new ClusterView(
                "node-a",
                List.of("node-a", "node-b", "node-c"),
                List.of(),
                true,
                List.of(
                        new ClusterView.Member(
                                "node-a",
                                "10.0.0.1:5701",
                                true,
                                "j-a",
                                records,
                                "d1",
                                fold.state().revision(),
                                0),
                        new ClusterView.Member("node-b", "10.0.0.2:5701", true, "j-b", records, "d1", 7, 150)));
    }
}
