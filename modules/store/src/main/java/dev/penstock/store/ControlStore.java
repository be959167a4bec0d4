package dev.penstock.store;

import dev.penstock.core.config.Secret;
import dev.penstock.core.state.Audit;
import dev.penstock.core.state.AuditQuery;
import dev.penstock.core.state.ClusterView;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlPlane;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.Precondition;
import dev.penstock.core.state.StateChange;
import dev.penstock.core.state.Verdict;
import dev.penstock.core.state.Voter;
import dev.penstock.core.state.Watch;
import dev.penstock.core.state.WriteState;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's control state: its records, on disk and in memory, and how they come in, from here or from other nodes. All
 * of it happens on one thread, which never waits: not for disks, nor for other nodes.
 */
public final class ControlStore implements ControlPlane, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlStore.class);
    /** How long the answer to a write waits for nodes that do not answer. */
    private static final Duration SPREAD_LIMIT = Duration.ofSeconds(1);
    /** How long the answer to records from another node waits for this node's disk. */
    private static final Duration DISK_LIMIT = SPREAD_LIMIT.dividedBy(2);

    /** Some megabytes, and a pause of some milliseconds for what is decided meanwhile. */
    private static final int MOST = 5_000;

    /** What votes in the nodes' stead where they share a journal. */
    static final String DATABASE = "database";

    private final String node;
    private final List<Voter> founders;
    private final Journal journal;
    private final Seals seals;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Loop loop;
    /** What it calls the list of its records. */
    private final String list;

    private final RecordBook book;
    private final Voting voting;
    private final Agreement agreement;
    private final Upkeep upkeep;
    private final EscrowBlocks escrow;
    private final List<Consumer<ControlState>> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<StateChange>> watchers = new CopyOnWriteArrayList<>();
    private volatile ControlState state = ControlState.EMPTY;
    private volatile Message.Standing standing;
    private volatile Peers peers = Peers.NONE;

    /**
     * Who a store is, and what time and chance are to it.
     *
     * @param node the node's name
     * @param voters the names of the nodes that vote until a write says otherwise; this one alone where there is no
     *     cluster
     * @param seals made with the cluster's keys
     * @param most how many records it holds in memory before it archives most of them
     * @param loop its thread
     * @param random chooses pauses
     */
    record Self(
            String node,
            List<String> voters,
            Seals seals,
            InstantSource clock,
            LongSupplier nanoTime,
            int most,
            Loop loop,
            RandomGenerator random) {}

    /**
     * Opens the store with what is in the node's journal. Blocks on the disk.
     *
     * @param voters the names of the nodes that vote until a write says otherwise; this one alone where there is no
     *     cluster
     * @param keys the cluster's keys, the one to seal with first; none where there is no cluster
     * @param place where the journal is
     * @param identities where the identity of a new journal comes from
     * @throws RuntimeException if the journal cannot be used; the message says why
     */
    public static ControlStore open(
            String node,
            List<String> voters,
            List<Secret> keys,
            JournalPlace place,
            Supplier<String> identities,
            InstantSource clock,
            LongSupplier nanoTime) {
        Journal journal = JournalPlace.open(place, node, identities);
        Loop loop = new ThreadLoop();
        try {
            ControlStore store = new ControlStore(
                    journal, new Self(node, voters, new Seals(keys), clock, nanoTime, MOST, loop, new SecureRandom()));
            if (store.ledger().hasArchive()) {
                Threads.WAITING.execute(() -> RecordBook.verify(journal));
            }
            return store;
        } catch (RuntimeException e) {
            loop.close();
            journal.close();
            throw e;
        }
    }

    ControlStore(Journal journal, Self self) {
        this.node = self.node;
        this.founders = journal instanceof SharedJournal
                ? List.of(new Voter(DATABASE, journal.identity()))
                : self.voters.stream().map(voter -> new Voter(voter, null)).toList();
        this.journal = journal;
        this.seals = self.seals;
        this.clock = self.clock;
        this.nanoTime = self.nanoTime;
        this.loop = self.loop;
        this.book = new RecordBook(journal, clock, self.most);
        this.list = HexFormat.of().toHexDigits(self.random.nextLong());
        this.standing = standingNow();
        this.voting = new Voting(this, journal);
        this.agreement = new Agreement(this, loop, nanoTime, self.random);
        this.upkeep = new Upkeep(this, voting, agreement, loop, nanoTime, self.random);
        List<byte[]> unread = book.unread();
        read(unread);
        upkeep.haveRead(unread.size());
        state = ledger().state();
        standing = standingNow();
        this.escrow = new EscrowBlocks(this, loop, clock, nanoTime);
        upkeep.start();
        escrow.start();
    }

    /**
     * Is told of every change from now on, on the store's thread: it must be quick. Told of the present state first,
     * before this returns.
     */
    public void onChange(Consumer<ControlState> listener) {
        CompletableFuture.runAsync(
                        () -> {
                            listeners.add(listener);
                            listener.accept(state);
                        },
                        loop)
                .join();
    }

    @Override
    public ControlState state() {
        return state;
    }

    @Override
    public CompletionStage<Verdict> submit(Command command, Author author, Precondition precondition) {
        long begun = nanoTime.getAsLong();
        return onLoop(() -> switch (command) {
            case Command.Stopping stopping -> stop(stopping, author, precondition, begun);
            case Command.Resuming resuming -> agreement.write(resuming, author, precondition);
        });
    }

    private CompletionStage<Verdict> stop(
            Command.Stopping command, Author author, Precondition precondition, long begun) {
        return precondition.holds(state)
                ? spread(List.of(make(new Entry.Said(command), author, List.of())), begun)
                        .thenApply(Spread::ofStopping)
                : CompletableFuture.completedStage(new Verdict.Outdated(state));
    }

    @Override
    public CompletionStage<Verdict> again(String id) {
        long begun = nanoTime.getAsLong();
        return onLoop(() -> {
            StoredRecord stored = ledger().stored(id).orElse(null);
            if (stored == null || !ledger().isEffective(stored.record())) {
                return CompletableFuture.completedStage(new Verdict.Unknown(id));
            }
            return stored.record().entry() instanceof Entry.Said(Command.Resuming _)
                    ? spread(ledger().withCommit(id), begun).thenApply(Spread::ofResuming)
                    : spread(List.of(stored), begun).thenApply(Spread::ofStopping);
        });
    }

    @Override
    public CompletionStage<Verdict> override(Author author, Precondition precondition) {
        long begun = nanoTime.getAsLong();
        return onLoop(() -> {
            List<String> missing = upkeep.awaited();
            if (precondition.holds(state)) {
                upkeep.override();
            }
            return stop(new Command.OverrideColdStart(node, missing), author, precondition, begun);
        });
    }

    /** This node's blocks of the budgets. */
    public EscrowBlocks escrow() {
        return escrow;
    }

    /** Writes what the store itself wants written; on its thread only. */
    CompletionStage<Verdict> write(Command.Resuming command, Author author) {
        return agreement.write(command, author);
    }

    /** Whether a write that needs a majority has a chance now, and would get in no other's way. */
    boolean isReadyToWrite() {
        return agreement.isIdle()
                && upkeep.contact().holds(nanoTime.getAsLong())
                && upkeep.awaited().isEmpty();
    }

    /** Completes once the node may serve: when the journals of a majority are in, or an operator overrides. */
    public CompletionStage<?> warm() {
        return upkeep.warm();
    }

    /** Whether a majority of the voters answered lately, at a time of the monotonic clock. Safe on any thread. */
    public boolean inContact(long nanos) {
        return upkeep.contact().holds(nanos);
    }

    /** Makes a record without putting it into effect. */
    StoredRecord make(Entry entry, Author author, List<String> parents) {
        return RecordCodec.write(ledger().lamport() + 1, clock.instant(), node, author, parents, entry);
    }

    /** Puts records into effect here and journals them, tells all other nodes, and waits for what they say. */
    CompletionStage<Spread> spread(List<StoredRecord> records, long begun) {
        Spread spread = new Spread(records.getLast().record(), voters(), begun);
        take(records);
        spread.applied(node, nanoTime.getAsLong());
        spread.asked();
        journal.append(records)
                .whenCompleteAsync(
                        (_, failure) -> {
                            if (failure == null) {
                                spread.journaled(diskOf(node));
                            }
                            spread.answered();
                        },
                        loop);
        Message message = Message.Records.of(records);
        for (Peers.Peer peer : peers.others()) {
            spread.asked();
            peers.ask(peer.node(), Peers.Question.RECORDS, message, SPREAD_LIMIT)
                    .whenCompleteAsync(
                            (answer, _) -> {
                                if (answer instanceof Message.Taken(long micros, boolean onDisk, boolean effective)) {
                                    long applied = nanoTime.getAsLong() - TimeUnit.MICROSECONDS.toNanos(micros);
                                    if (onDisk) {
                                        spread.journaled(diskOf(peer.node()));
                                    }
                                    if (effective) {
                                        spread.applied(peer.node(), applied);
                                    } else {
                                        prompt(peer.node());
                                    }
                                }
                                spread.answered();
                            },
                            loop);
        }
        peers.keep(records);
        loop.after(SPREAD_LIMIT, spread::close);
        return spread.done();
    }

    /** Tells a node that lacks something where this one stands, so that it asks for it at once. */
    void prompt(String other) {
        peers.ask(other, Peers.Question.STANDING, standing, SPREAD_LIMIT).exceptionally(e -> {
            LOG.debug("node {} does not hear that it lacks records", other, e);
            return standing;
        });
    }

    private String diskOf(String owner) {
        return journal instanceof SharedJournal ? DATABASE : owner;
    }

    /** Takes in records that another node sent; completes when they are on disk, or that takes too long. */
    CompletionStage<Message> receive(Message.Records message) {
        return onLoop(() -> {
            List<StoredRecord> records =
                    message.read().stream().filter(voting::isSealed).toList();
            take(records);
            long applied = nanoTime.getAsLong();
            boolean effective =
                    !records.isEmpty() && ledger().isEffective(records.getLast().record());
            CompletableFuture<Message> taken = write(records)
                    .thenApply(_ -> taken(applied, true, effective))
                    .toCompletableFuture();
            loop.after(DISK_LIMIT, () -> taken.complete(taken(applied, false, effective)));
            return taken;
        });
    }

    private Message taken(long applied, boolean onDisk, boolean effective) {
        return new Message.Taken(TimeUnit.NANOSECONDS.toMicros(nanoTime.getAsLong() - applied), onDisk, effective);
    }

    /** Makes a proposal known that may yet be finished by others: any node can then tell what became of it. */
    void tellOf(StoredRecord proposal) {
        spread(List.of(proposal), nanoTime.getAsLong());
    }

    WriteIndex writes() {
        return book.writes();
    }

    /** Takes in records that are on disk already. */
    void read(List<byte[]> records) {
        take(new Message.Records(records).read());
    }

    /** Takes in what a voter said was decided. */
    void learn(List<StoredRecord> records) {
        receive(Message.Records.of(records)).exceptionally(e -> {
            LOG.error("records that other nodes hold are not on this node's disk", e);
            return new Message.Taken(0, false, false);
        });
    }

    /** Votes on another node's proposal. */
    CompletionStage<Message> vote(Message.Ask ask) {
        return onLoop(() -> voting.vote(ask));
    }

    /** Asks a voter, which may be this node. */
    CompletionStage<Message> askVoter(String voter, Message.Ask ask, Duration limit) {
        if (voter.equals(node)) {
            return vote(ask);
        }
        return isThere(voter)
                ? peers.ask(voter, Peers.Question.VOTE, ask, limit)
                : CompletableFuture.failedStage(new IllegalStateException("node " + voter + " is not there"));
    }

    private boolean isThere(String other) {
        return peers.others().stream().anyMatch(peer -> peer.node().equals(other));
    }

    /** Tells another node what it may lack. */
    CompletionStage<Message> difference(Message.Want want) {
        return onLoop(() -> switch (want) {
            case Message.Parts parts -> book.differing(parts);
            case Message.Since(String of, long from) ->
                CompletableFuture.completedStage(Optional.of(of)
                        .filter(list::equals)
                        .flatMap(_ -> ledger().since(from))
                        .<Message>map(page -> page)
                        .orElseGet(Message.Forgotten::new));
        });
    }

    /** Hears what another node tells of itself, and tells of this one. */
    CompletionStage<Message> hear(Message.Standing other) {
        return onLoop(() -> {
            upkeep.heard(other);
            return CompletableFuture.completedStage(standing);
        });
    }

    /** What this node tells of itself. */
    Message.Standing standing() {
        return standing;
    }

    /** From now on shares records with these. */
    void join(Peers others) {
        peers = others;
    }

    Peers peers() {
        return peers;
    }

    String node() {
        return node;
    }

    Instant now() {
        return clock.instant();
    }

    Journal journal() {
        return journal;
    }

    Seals seals() {
        return seals;
    }

    Voting voting() {
        return voting;
    }

    /** Its records; on the store's thread only. */
    Ledger ledger() {
        return book.ledger();
    }

    /** Who votes on the next write: those whom the last one about that named, or those of the files. */
    List<Voter> voters() {
        List<Voter> voters = state.voters();
        return voters.isEmpty() ? founders : voters;
    }

    /** Tells all others where this node stands, and hears where they stand, now rather than with the next tick. */
    void compare() {
        loop.execute(upkeep::compare);
    }

    /** Puts records into effect. */
    private void take(List<StoredRecord> records) {
        book.add(records).ifPresent(effects -> {
            state = ledger().state();
            standing = standingNow();
            upkeep.changed();
            listeners.forEach(listener -> listener.accept(state));
            StateChange change = new StateChange(state, effects);
            watchers.forEach(watcher -> watcher.accept(change));
            if (book.isLong()) {
                // Once these are on their way to the disk: a note about them comes after them.
                loop.execute(this::archive);
            }
        });
    }

    private void archive() {
        if (book.isLong()) {
            book.archive();
        }
    }

    /** Writes records to disk, and only then what they make superfluous there. */
    private CompletionStage<Void> write(List<StoredRecord> records) {
        CompletionStage<Void> written = journal.append(records);
        voting.forget();
        return written;
    }

    private Message.Standing standingNow() {
        return new Message.Standing(
                node,
                journal.identity(),
                list,
                ledger().size(),
                ledger().digest().whole(),
                state.revision());
    }

    /** Does something on the store's thread; what goes wrong there fails the stage. */
    private <T> CompletionStage<T> onLoop(Supplier<CompletionStage<? extends T>> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                task.get().whenComplete((result, failure) -> {
                    if (failure == null) {
                        done.complete(result);
                    } else {
                        done.completeExceptionally(failure);
                    }
                });
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    @Override
    public CompletionStage<Optional<Audit>> audit(AuditQuery query) {
        return onLoop(() -> CompletableFuture.completedStage(
                        new JournalAudit(journal, ledger().list(), ledger().standings(), query)))
                .thenApplyAsync(JournalAudit::run, Threads.WAITING);
    }

    @Override
    public Watch watch(Consumer<StateChange> told) {
        watchers.add(told);
        return () -> watchers.remove(told);
    }

    @Override
    public Optional<ControlRecord> written(String key) {
        return writes().written(key);
    }

    @Override
    public WriteState writeState(String id) {
        return writes().state(id, state);
    }

    @Override
    public ClusterView cluster() {
        return upkeep.view();
    }

    /** Writes what waits for the disk, and closes the journal. Blocks. */
    @Override
    public void close() {
        loop.close();
        agreement.close();
        journal.close();
    }
}
