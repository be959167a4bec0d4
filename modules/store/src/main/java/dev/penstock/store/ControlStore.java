package dev.penstock.store;

import dev.penstock.core.state.Audit;
import dev.penstock.core.state.Change;
import dev.penstock.core.state.ClusterView;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlPlane;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.Verdict;
import dev.penstock.core.state.Watch;
import dev.penstock.core.state.WriteState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's control state: its records, on disk and in memory, and how they come in, from here or from other nodes. All
 * changes happen on one thread of its own; what waits for disks or for other nodes waits elsewhere.
 */
public final class ControlStore implements ControlPlane, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlStore.class);
    /** How long the answer to a write waits for nodes that do not answer. */
    private static final Duration SPREAD_LIMIT = Duration.ofSeconds(1);
    /** How long another node may take to tell what is missing here. */
    private static final Duration DIFFERENCE_LIMIT = Duration.ofSeconds(5);

    private final String node;
    private final List<String> voters;
    private final Journal journal;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Instant started;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("penstock-store").daemon().factory());
    private final Ledger ledger = new Ledger();
    private final MajorityWrite majority;
    private final List<Consumer<ControlState>> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<Change>> watchers = new CopyOnWriteArrayList<>();
    /** Writes that are in effect: their ids, and those that can be repeated by their keys. */
    private final Set<String> effective = ConcurrentHashMap.newKeySet();

    private final Map<String, ControlRecord> byKey = new ConcurrentHashMap<>();
    private final Map<String, Heard> heard = new ConcurrentHashMap<>();
    private final Set<String> unknownKinds = new TreeSet<>();
    private volatile ControlState state = ControlState.EMPTY;
    private volatile Message.Standing standing;
    private volatile Peers peers = Peers.NONE;

    /** What another node told of itself, and when. */
    private record Heard(Message.Standing standing, long atNanos) {}

    /**
     * Opens the store with what is in the node's journal. Blocks on the disk.
     *
     * @param voters the names of the nodes that vote; this one alone where there is no cluster
     * @param dataDir where the journal is; null: in memory only
     * @param identities where the identity of a new journal comes from
     * @throws RuntimeException if the journal cannot be used; the message says why
     */
    public static ControlStore open(
            String node,
            List<String> voters,
            @Nullable Path dataDir,
            Supplier<String> identities,
            InstantSource clock,
            LongSupplier nanoTime) {
        return new ControlStore(node, voters, SqliteJournal.open(dataDir, identities), clock, nanoTime);
    }

    ControlStore(String node, List<String> voters, Journal journal, InstantSource clock, LongSupplier nanoTime) {
        this.node = node;
        this.voters = List.copyOf(voters);
        this.journal = journal;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.started = clock.instant();
        this.standing = new Message.Standing(
                node, journal.identity(), 0, ledger.digest().whole(), 1);
        this.majority = new MajorityWrite(this, this.voters, nanoTime);
        take(new Message.Records(journal.records()).read());
    }

    /**
     * Is told of every change from now on, on the store's thread: it must be quick. Told of the present state first.
     */
    public void onChange(Consumer<ControlState> listener) {
        onThread(() -> {
            listeners.add(listener);
            listener.accept(state);
            return listener;
        });
    }

    @Override
    public ControlState state() {
        return state;
    }

    @Override
    public CompletionStage<Verdict> submit(Command command, Author author) {
        long begun = nanoTime.getAsLong();
        return switch (command) {
            case Command.Stopping stopping ->
                CompletableFuture.supplyAsync(
                        () -> spread(List.of(make(new Entry.Said(stopping), author, List.of())), begun)
                                .verdict(1),
                        Threads.WAITING);
            case Command.Resuming resuming ->
                CompletableFuture.supplyAsync(() -> majority.write(resuming, author), Threads.WAITING);
        };
    }

    /** Makes a record without putting it into effect. */
    StoredRecord make(Entry entry, Author author, List<String> parents) {
        return onThread(() -> RecordCodec.write(ledger.lamport() + 1, clock.instant(), node, author, parents, entry));
    }

    /** Puts records into effect here and journals them, tells all other nodes, and waits for what they say. */
    Spread spread(List<StoredRecord> records, long begun) {
        onThread(() -> take(records));
        Spread spread = new Spread(records.getLast().record(), voters.size(), nanoTime, begun);
        spread.appliedHere(node);
        spread.journaledHere(journal.append(records));
        Message message = Message.Records.of(records);
        for (Peers.Peer peer : peers.others()) {
            spread.ask(peer.node(), peers.ask(peer.node(), Peers.Question.RECORDS, message, SPREAD_LIMIT));
        }
        peers.keep(records);
        spread.await(SPREAD_LIMIT);
        return spread;
    }

    /** Takes in records that another node sent; completes when they are on disk. */
    CompletionStage<Message> receive(Message.Records message) {
        List<StoredRecord> records = message.read();
        return CompletableFuture.supplyAsync(
                        () -> {
                            take(records);
                            return nanoTime.getAsLong();
                        },
                        thread)
                .thenCompose(applied -> journal.append(records)
                        .thenApply(
                                _ -> new Message.Taken(TimeUnit.NANOSECONDS.toMicros(nanoTime.getAsLong() - applied))));
    }

    /** Votes on another node's proposal. */
    CompletionStage<Message> vote(Message.Records message) {
        List<StoredRecord> proposal = message.read();
        if (proposal.size() != 1) {
            return CompletableFuture.completedFuture(
                    new Message.Vote(false, "it is no proposal that this node can read"));
        }
        return majority.vote(proposal.getFirst());
    }

    /** Takes a proposal in and journals it, unless something speaks against it; nothing comes between. */
    CompletionStage<Message> vote(StoredRecord proposal, Function<Ledger, Optional<String>> objection) {
        return CompletableFuture.supplyAsync(
                        () -> {
                            Optional<String> against = objection.apply(ledger);
                            if (against.isEmpty()) {
                                take(List.of(proposal));
                            }
                            return against;
                        },
                        thread)
                .thenCompose(against -> against.isPresent()
                        ? CompletableFuture.completedStage(new Message.Vote(false, against.get()))
                        : journal.append(List.of(proposal)).thenApply(_ -> new Message.Vote(true, "")));
    }

    /** Tells another node what it may lack. */
    CompletionStage<Message> difference(Message.Parts parts) {
        return CompletableFuture.supplyAsync(() -> Message.Records.of(ledger.differing(parts.parts())), thread);
    }

    /** Hears what another node tells of itself; asks it for what is missing here, if it has other records. Blocks. */
    void hear(Message.Standing other) {
        heard.put(other.node(), new Heard(other, nanoTime.getAsLong()));
        if (other.digest().equals(standing.digest())) {
            return;
        }
        String parts = onThread(() -> ledger.digest().parts());
        peers.ask(other.node(), Peers.Question.DIFFERENCE, new Message.Parts(parts), DIFFERENCE_LIMIT)
                .thenCompose(answer -> answer instanceof Message.Records records
                        ? receive(records)
                        : CompletableFuture.completedStage(answer))
                .exceptionally(e -> {
                    LOG.debug("node {} did not tell what is missing here", other.node(), e);
                    return new Message.Taken(0);
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

    /** When this process was. */
    Instant started() {
        return started;
    }

    Journal journal() {
        return journal;
    }

    /** All records, for whoever has none. */
    Collection<StoredRecord> records() {
        return onThread(() -> List.copyOf(ledger.all()));
    }

    /** Puts records into effect, on the store's thread. */
    private boolean take(List<StoredRecord> records) {
        boolean changed = false;
        List<ControlRecord> effects = new ArrayList<>();
        for (StoredRecord record : records) {
            if (ledger.add(record)) {
                changed = true;
                ledger.effect(record.record()).ifPresent(effects::add);
                warnOfUnknown(record.record());
            }
        }
        if (changed) {
            state = ledger.state();
            standing = new Message.Standing(
                    node, journal.identity(), ledger.size(), ledger.digest().whole(), state.revision());
            listeners.forEach(listener -> listener.accept(state));
            effects.forEach(this::remember);
            Change change = new Change(state, effects);
            watchers.forEach(watcher -> watcher.accept(change));
        }
        return changed;
    }

    private void remember(ControlRecord effect) {
        effective.add(effect.id());
        ControlRecord.Request request = effect.author().request();
        if (request != null) {
            byKey.putIfAbsent(request.key(), effect);
        }
    }

    @Override
    public CompletionStage<Audit> audit() {
        return CompletableFuture.supplyAsync(
                () -> new Audit(journal.identity(), ledger.size(), "", false, ledger.audit()), thread);
    }

    @Override
    public Watch watch(Consumer<Change> told) {
        onThread(() -> watchers.add(told));
        return () -> watchers.remove(told);
    }

    @Override
    public Optional<ControlRecord> written(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    @Override
    public WriteState writeState(String id) {
        return effective.contains(id) ? WriteState.EFFECTIVE : WriteState.UNKNOWN;
    }

    private void warnOfUnknown(ControlRecord record) {
        if (record.entry() instanceof Entry.Unknown(String kind) && unknownKinds.add(kind)) {
            LOG.warn(
                    "a control record of kind '{}' from node '{}' is kept, but has no effect: this version does not"
                            + " know it",
                    kind,
                    record.node());
        }
    }

    private <T> T onThread(Callable<T> task) {
        try {
            return thread.submit(task).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public ClusterView cluster() {
        long now = nanoTime.getAsLong();
        List<ClusterView.Member> members = new ArrayList<>();
        members.add(member(standing, null, 0));
        for (Peers.Peer peer : peers.others()) {
            Heard last = heard.get(peer.node());
            if (last == null) {
                members.add(new ClusterView.Member(
                        peer.node(), peer.address(), voters.contains(peer.node()), "", 0, "", 0, -1));
            } else {
                members.add(
                        member(last.standing(), peer.address(), TimeUnit.NANOSECONDS.toMillis(now - last.atNanos())));
            }
        }
        members.sort(Comparator.comparing(ClusterView.Member::node));
        return new ClusterView(node, voters, members);
    }

    private ClusterView.Member member(Message.Standing said, @Nullable String address, long heardMs) {
        return new ClusterView.Member(
                said.node(),
                address,
                voters.contains(said.node()),
                said.journal(),
                said.records(),
                said.digest(),
                said.revision(),
                heardMs);
    }

    /** Writes what waits for the disk, and closes the journal. Blocks. */
    @Override
    public void close() {
        thread.shutdown();
        journal.close();
    }
}
