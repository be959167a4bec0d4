package dev.penstock.canary;

import dev.penstock.core.rollout.RolloutMode;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.state.Audit;
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
import dev.penstock.core.state.RouteState;
import dev.penstock.core.state.StateChange;
import dev.penstock.core.state.Sticky;
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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A control plane that decides at once, by a clock of the tests. */
final class DecidedControl implements ControlPlane {
    private final InstantSource clock;
    private final Fold fold = new Fold();
    /** What the fold comes to. Tests ask for it much more often than they write. */
    private ControlState state = fold.state();

    private final List<ControlRecord> written = new ArrayList<>();
    private Set<String> members = Set.of();
    private boolean losesNext;
    private int records;

    DecidedControl(InstantSource clock) {
        this.clock = clock;
    }

    /** The nodes that are there. */
    synchronized void members(String... names) {
        members = Set.of(names);
    }

    /** The next write is lost with whoever writes it. */
    synchronized void loseNext() {
        losesNext = true;
    }

    synchronized boolean hasLost() {
        return !losesNext;
    }

    /** What took effect, the oldest first. */
    synchronized List<ControlRecord> written() {
        return List.copyOf(written);
    }

    /** Writes what must be accepted, and says its record's id. */
    synchronized String write(Command command) {
        Verdict verdict = decide(command, new Author("ann", "as the test says"), new Precondition.None());
        if (verdict instanceof Verdict.Accepted(ControlRecord record, Receipt _)) {
            return record.id();
        }
        throw new AssertionError(command + ": " + verdict);
    }

    /** Starts a rollout of two new releases of route support, and says its id. */
    String startRollout(RolloutPolicy policy) {
        write(new Command.PublishRelease(Releases.content("support", "m1"), true));
        write(new Command.PublishRelease(Releases.content("support", "m2"), false));
        List<RouteState.Published> releases = state().route("support").releases();
        return write(new Command.StartRollout(
                "support",
                releases.get(0).id(),
                releases.get(1).id(),
                policy,
                new Sticky.User(),
                "s",
                RolloutMode.LIVE));
    }

    @Override
    public synchronized ControlState state() {
        return state;
    }

    @Override
    public synchronized CompletionStage<Verdict> submit(Command command, Author author, Precondition precondition) {
        if (losesNext) {
            losesNext = false;
            return new CompletableFuture<>();
        }
        return CompletableFuture.completedStage(decide(command, author, precondition));
    }

    private Verdict decide(Command command, Author author, Precondition precondition) {
        if (!precondition.holds(state())) {
            return new Verdict.Outdated(state());
        }
        if (command instanceof Command.Resuming resuming) {
            Optional<Objection> objection = WriteRules.objection(resuming, author, state(), clock.instant());
            if (objection.isPresent()) {
                return new Verdict.Refused(objection.get());
            }
        }
        String head = fold.head();
        ControlRecord record =
                add(author, new Entry.Said(command), head.equals(Fold.START) ? List.of() : List.of(head));
        if (command instanceof Command.Resuming) {
            List<Vote> votes = List.of(new Vote("a", "j-a", ""));
            add(author, new Entry.Commit(record.id(), votes), List.of(record.id()));
        }
        written.add(record);
        return new Verdict.Accepted(record, new Receipt(Map.of("a", 1L), 1, 1));
    }

    private ControlRecord add(Author author, Entry entry, List<String> parents) {
        int number = ++records;
        ControlRecord record = new ControlRecord("r" + number, number, clock.instant(), "a", author, parents, entry);
        fold.add(record);
        state = fold.state();
        return record;
    }

    @Override
    public CompletionStage<Verdict> again(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Verdict> override(Author author, Precondition precondition) {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized ClusterView cluster() {
        return new ClusterView(
                "a",
                List.of("a"),
                List.of(),
                true,
                members.stream()
                        .map(name -> new ClusterView.Member(name, null, true, "j-" + name, records, "d", 1, 0))
                        .toList());
    }

    @Override
    public CompletionStage<Optional<Audit>> audit(AuditQuery query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Watch watch(Consumer<StateChange> told) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<ControlRecord> written(String key) {
        return Optional.empty();
    }

    @Override
    public WriteState writeState(String id) {
        throw new UnsupportedOperationException();
    }
}
