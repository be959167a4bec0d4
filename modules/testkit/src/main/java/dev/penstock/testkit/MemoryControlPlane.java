package dev.penstock.testkit;

import dev.penstock.core.state.Audit;
import dev.penstock.core.state.AuditList;
import dev.penstock.core.state.AuditQuery;
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
import dev.penstock.core.state.Precondition;
import dev.penstock.core.state.StateChange;
import dev.penstock.core.state.Verdict;
import dev.penstock.core.state.Verdict.Receipt;
import dev.penstock.core.state.Watch;
import dev.penstock.core.state.WriteRules;
import dev.penstock.core.state.WriteState;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A control plane that keeps all in memory, as node-a of a cluster of three, and decides on another thread than the one
 * that asks. What becomes of the other nodes is said by its methods.
 */
public final class MemoryControlPlane implements ControlPlane {
    private final InstantSource clock;
    private final Fold fold = new Fold();
    private final List<Command> submitted = new ArrayList<>();
    private boolean failed;
    private boolean majority = true;
    private boolean disk = true;
    private boolean answers = true;
    private final List<ControlRecord> written = new ArrayList<>();
    private final List<Consumer<StateChange>> watchers = new CopyOnWriteArrayList<>();
    private List<String> awaited = List.of();
    private int records;
    private CompletableFuture<Void> open = CompletableFuture.completedFuture(null);
    private int waiting;

    /** One without a decision; {@code clock} says when writes are made and what has expired. */
    public MemoryControlPlane(InstantSource clock) {
        this.clock = clock;
    }

    /** From now on it fails, as it never should. */
    public synchronized void fail() {
        failed = true;
    }

    private void check() {
        if (failed) {
            throw new IllegalStateException("a fault of the tests");
        }
    }

    /** From now on the other voters do not answer. */
    public synchronized void loseMajority() {
        majority = false;
    }

    /** They do again. */
    public synchronized void findMajority() {
        majority = true;
    }

    /** From now on nothing gets to the disk of another voter. */
    public synchronized void loseDisks() {
        disk = false;
    }

    /** It does again. */
    public synchronized void findDisks() {
        disk = true;
    }

    /** From now on the other voters take proposals, and their answers are lost. */
    public synchronized void loseAnswers() {
        answers = false;
    }

    /** As if the node had been started, and the others not. */
    public synchronized void await(String... nodes) {
        awaited = List.of(nodes);
    }

    /** As if so many disks had been lost that two writes were decided for one place. */
    public synchronized void decideTwice(Command.Resuming first, Command.Resuming second, Author author) {
        String head = fold.head();
        List<String> parents = head.equals(Fold.START) ? List.of() : List.of(head);
        ControlRecord one = add(author, new Entry.Said(first), parents);
        ControlRecord two = add(author, new Entry.Said(second), parents);
        commit(one);
        commit(two);
    }

    /** The answers that were lost have come. */
    public synchronized void findAnswers() {
        answers = true;
        for (ControlRecord record : List.copyOf(written)) {
            if (writeState(record.id()) == WriteState.UNKNOWN) {
                commit(record);
            }
        }
    }

    /** From now on writes wait to be decided. */
    public synchronized void hold() {
        open = new CompletableFuture<>();
    }

    /** How many do. */
    public synchronized int waiting() {
        return waiting;
    }

    /** Those that wait are decided, and those that come. */
    public synchronized void release() {
        waiting = 0;
        open.complete(null);
    }

    /** All that was asked of it, whatever became of it. */
    public synchronized List<Command> submitted() {
        return List.copyOf(submitted);
    }

    @Override
    public synchronized ControlState state() {
        check();
        return fold.state();
    }

    @Override
    public synchronized CompletionStage<Verdict> submit(Command command, Author author, Precondition precondition) {
        waiting += open.isDone() ? 0 : 1;
        return open.thenApplyAsync(_ -> decide(command, author, precondition));
    }

    /** Decides at once, whatever waits. */
    public synchronized Verdict decide(Command command, Author author, Precondition precondition) {
        submitted.add(command);
        if (!precondition.holds(fold.state())) {
            return new Verdict.Outdated(fold.state());
        }
        if (command instanceof Command.Resuming resuming) {
            Optional<Objection> objection = WriteRules.objection(resuming, author, fold.state(), clock.instant());
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
        written.add(record);
        if (command instanceof Command.Resuming) {
            if (!answers) {
                return new Verdict.Unknown(record.id());
            }
            commit(record);
        } else {
            tell(new StateChange(fold.state(), List.of(record)));
        }
        return placed(record);
    }

    private Verdict placed(ControlRecord record) {
        Receipt receipt = new Receipt(Map.of("node-a", 2L), disk ? 3 : 1, 3);
        return disk ? new Verdict.Accepted(record, receipt) : new Verdict.Uncertain(record, receipt, "two are silent");
    }

    private void commit(ControlRecord record) {
        List<Vote> votes = List.of(new Vote("node-a", "j-a", ""), new Vote("node-b", "j-b", ""));
        add(record.author(), new Entry.Commit(record.id(), votes), List.of(record.id()));
        tell(new StateChange(fold.state(), List.of(record)));
    }

    /** Tells all who watch. */
    public void tell(StateChange change) {
        watchers.forEach(watcher -> watcher.accept(change));
    }

    private ControlRecord add(Author author, Entry entry, List<String> parents) {
        int number = ++records;
        ControlRecord record =
                new ControlRecord("r" + number, number, clock.instant(), "node-a", author, parents, entry);
        fold.add(record);
        return record;
    }

    @Override
    public synchronized CompletionStage<Optional<Audit>> audit(AuditQuery query) {
        check();
        ControlRecord after = written.stream()
                .filter(record -> record.id().equals(query.after()))
                .findFirst()
                .orElse(null);
        if (query.after() != null && after == null) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        AuditList list = new AuditList(query, after);
        written.forEach(record -> list.offer(
                record,
                writeState(record.id()) == WriteState.EFFECTIVE ? Audit.Standing.EFFECTIVE : Audit.Standing.INERT));
        return CompletableFuture.completedStage(
                Optional.of(new Audit("j-a", records, "tip-" + records, true, list.items(), list.next())));
    }

    @Override
    public Watch watch(Consumer<StateChange> told) {
        watchers.add(told);
        return () -> watchers.remove(told);
    }

    @Override
    public synchronized Optional<ControlRecord> written(String key) {
        return written.stream()
                .filter(record -> record.author().request() != null
                        && record.author().request().key().equals(key))
                .findFirst();
    }

    @Override
    public synchronized WriteState writeState(String id) {
        check();
        return written.stream()
                .filter(record -> record.id().equals(id))
                .findFirst()
                .filter(fold::isEffective)
                .map(_ -> WriteState.EFFECTIVE)
                .orElse(WriteState.UNKNOWN);
    }

    @Override
    public synchronized CompletionStage<Verdict> again(String id) {
        return CompletableFuture.completedStage(written.stream()
                .filter(record -> record.id().equals(id) && fold.isEffective(record))
                .findFirst()
                .map(this::placed)
                .orElse(new Verdict.Unknown(id)));
    }

    @Override
    public synchronized CompletionStage<Verdict> override(Author author, Precondition precondition) {
        List<String> missing = awaited;
        awaited = List.of();
        return submit(new Command.OverrideColdStart("node-a", missing), author, precondition);
    }

    @Override
    public synchronized ClusterView cluster() {
        return new ClusterView(
                "node-a",
                List.of("node-a", "node-b", "node-c"),
                awaited,
                awaited.isEmpty(),
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
