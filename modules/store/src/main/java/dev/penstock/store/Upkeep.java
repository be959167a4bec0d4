package dev.penstock.store;

import dev.penstock.core.state.ClusterView;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.Voter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node does each second for all nodes to have the same records: it tells the others where it stands, asks for
 * what it lacks, and sees to it that what was begun is finished and that the voters' journals are known. Belongs to the
 * store's thread, but for the view.
 */
final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final Author SELF = new Author("penstock", "upkeep");
    private static final Duration TICK = Duration.ofSeconds(1);
    /** While the node waits for journals. */
    private static final Duration WAITING_TICK = Duration.ofMillis(200);
    /** What was heard longer ago does not tell who is there. */
    private static final Duration RECENT = Duration.ofSeconds(3);
    /**
     * For so many ticks, what another node has begun is left to it; some more by chance, so that not all begin at once.
     */
    private static final int PATIENCE = 4;
    /** After so many ticks, it is told again why the node is not ready. */
    private static final int TOLD_EVERY = 25;
    /** After so many ticks, not all voters need to be there for the first to be known by their journals. */
    private static final int GATHERING = 15;

    private final ControlStore store;
    private final Voting voting;
    private final Agreement agreement;
    private final Loop loop;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final Contact contact;
    private final ColdStart coldStart = new ColdStart();
    private final CompletableFuture<ControlStore> warm = new CompletableFuture<>();
    private final Map<String, Heard> heard = new ConcurrentHashMap<>();
    private final Catchup catchup;

    private volatile List<String> awaited = List.of();
    /** How far a journal that all nodes share has been read. */
    private long read;

    /** What was told of it last. */
    private boolean inContact = true;

    private int ticks;
    private int unfinished;

    /** What another node told of itself, and when. */
    private record Heard(Message.Standing standing, long atNanos) {}

    Upkeep(
            ControlStore store,
            Voting voting,
            Agreement agreement,
            Loop loop,
            LongSupplier nanoTime,
            RandomGenerator random) {
        this.store = store;
        this.voting = voting;
        this.agreement = agreement;
        this.loop = loop;
        this.nanoTime = nanoTime;
        this.random = random;
        this.catchup = new Catchup(store, loop, this::in);
        this.contact = new Contact(store.node(), nanoTime.getAsLong());
    }

    /** So many records of the journal are here already. */
    void haveRead(long records) {
        read = records;
    }

    void start() {
        String first = store.journal() instanceof SharedJournal ? ControlStore.DATABASE : store.node();
        coldStart.in(first, store.journal().identity());
        // It was read a moment ago.
        contact.answered(first, nanoTime.getAsLong());
        changed();
        loop.after(TICK, this::tick);
    }

    private void tick() {
        // First, so that a fault below does not end all ticks to come.
        loop.after(awaited.isEmpty() ? TICK : WAITING_TICK, this::tick);
        ticks++;
        compare();
        long now = nanoTime.getAsLong();
        if (store.journal() instanceof SharedJournal shared) {
            poll(shared, now);
        }
        contact.reckon(store.voters(), now);
        tend(now);
        tellOfContact(contact.holds(now));
        tellWhatIsAwaited();
    }

    /** Tells all others where this node stands, and asks the voters where they stand. */
    void compare() {
        long now = nanoTime.getAsLong();
        Message.Standing standing = store.standing();
        store.peers().tell(standing);
        for (Peers.Peer peer : store.peers().others()) {
            if (isVoter(peer.node())) {
                store.peers()
                        .ask(peer.node(), Peers.Question.STANDING, standing, TICK)
                        .thenAcceptAsync(answer -> answered(answer, now), loop);
            }
        }
    }

    /** Reads what other nodes wrote to a journal that all share. */
    private void poll(SharedJournal shared, long asked) {
        shared.since(read)
                .thenAcceptAsync(
                        since -> {
                            read = Math.max(read, since.seq());
                            store.read(since.records());
                            contact.answered(ControlStore.DATABASE, asked);
                            contact.reckon(store.voters(), nanoTime.getAsLong());
                        },
                        loop)
                .exceptionally(e -> {
                    LOG.debug("the journal that all nodes share cannot be read now", e);
                    return null;
                });
    }

    private void tellOfContact(boolean holds) {
        if (holds != inContact && warm.isDone()) {
            if (holds) {
                LOG.info("a majority of the voters answers again");
            } else {
                LOG.warn(
                        "no majority of the voters has answered for {} s: this node serves what it knows, stops what it"
                                + " is told to, and gives candidates no traffic",
                        Contact.LEASE.toSeconds());
            }
            inContact = holds;
        }
    }

    private void tellWhatIsAwaited() {
        if (!awaited.isEmpty() && ticks % TOLD_EVERY == 0) {
            LOG.warn(
                    "not ready: the journals of a majority of the voters are not in, {} missing. Start these nodes, or"
                            + " let this one serve with what it has: penstock cluster override",
                    awaited);
        }
    }

    private void answered(Message answer, long asked) {
        if (answer instanceof Message.Standing standing) {
            contact.answered(standing.node(), asked);
            contact.reckon(store.voters(), nanoTime.getAsLong());
            heard(standing);
        }
    }

    /** Hears what another node tells of itself. */
    void heard(Message.Standing other) {
        heard.put(other.node(), new Heard(other, nanoTime.getAsLong()));
        catchup.heard(other);
    }

    private void in(Message.Standing other) {
        coldStart.in(other.node(), other.journal());
        changed();
    }

    /** The records, or whose journals are in, have changed. */
    void changed() {
        contact.reckon(store.voters(), nanoTime.getAsLong());
        if (!warm.isDone()) {
            awaited = coldStart.awaited(store.voters());
            if (awaited.isEmpty()) {
                warm.complete(store);
            }
        }
    }

    /** Serves without the journals that are missing. */
    void override() {
        awaited = List.of();
        warm.complete(store);
    }

    CompletionStage<?> warm() {
        return warm;
    }

    Contact contact() {
        return contact;
    }

    List<String> awaited() {
        return awaited;
    }

    private void tend(long now) {
        unfinished = voting.hasUnfinished() ? unfinished + 1 : 0;
        if (!agreement.isIdle() || !contact.holds(now) || !warm.isDone()) {
            return;
        }
        if (unfinished > PATIENCE && random.nextBoolean()) {
            agreement.finish(SELF).thenAccept(verdict -> LOG.debug("what was left unfinished: {}", verdict));
        } else if (unfinished == 0 && isFirstVoter(now)) {
            enrol(now);
        }
    }

    private boolean isVoter(String node) {
        return store.voters().stream().anyMatch(voter -> voter.node().equals(node));
    }

    /** Whether it is the first by name of the voters that are there: one is enough for what all could do. */
    private boolean isFirstVoter(long now) {
        return store.voters().stream()
                .map(Voter::node)
                .filter(voter -> voter.equals(store.node()) || isRecent(heard.get(voter), now))
                .min(Comparator.naturalOrder())
                .filter(store.node()::equals)
                .isPresent();
    }

    private static boolean isRecent(@Nullable Heard last, long now) {
        return last != null && now - last.atNanos() < RECENT.toNanos();
    }

    /**
     * Makes known with which journals the voters vote: a disk that was lost has forgotten what it said, and may vote
     * again only on what comes after a majority of the others has agreed to that.
     */
    private void enrol(long now) {
        List<Voter> before = store.voters();
        List<Voter> voters = before.stream().map(voter -> asHeard(voter, now)).toList();
        boolean gathered = !store.state().voters().isEmpty()
                || ticks > GATHERING
                || voters.stream().noneMatch(voter -> voter.journal() == null);
        if (gathered && !store.peers().others().isEmpty() && !voters.equals(before)) {
            String news = voters.stream()
                    .filter(voter -> !before.contains(voter))
                    .map(voter -> voter.node() + " votes with journal " + voter.journal())
                    .collect(Collectors.joining(", "));
            LOG.info("{}", news);
            agreement.write(new Command.SetVoters(voters), new Author(SELF.actor(), news));
        }
    }

    private Voter asHeard(Voter voter, long now) {
        Heard last = heard.get(voter.node());
        if (voter.node().equals(store.node())) {
            return new Voter(voter.node(), store.journal().identity());
        }
        return last != null && isRecent(last, now)
                ? new Voter(voter.node(), last.standing().journal())
                : voter;
    }

    /** The nodes as this one sees them. Safe on any thread. */
    ClusterView view() {
        long now = nanoTime.getAsLong();
        List<ClusterView.Member> members = new ArrayList<>();
        members.add(member(store.standing(), null, 0));
        for (Peers.Peer peer : store.peers().others()) {
            Heard last = heard.get(peer.node());
            members.add(
                    last == null
                            ? new ClusterView.Member(
                                    peer.node(), peer.address(), isVoter(peer.node()), "", 0, "", 0, -1)
                            : member(
                                    last.standing(),
                                    peer.address(),
                                    TimeUnit.NANOSECONDS.toMillis(now - last.atNanos())));
        }
        members.sort(Comparator.comparing(ClusterView.Member::node));
        return new ClusterView(
                store.node(), store.voters().stream().map(Voter::node).toList(), awaited, contact.holds(now), members);
    }

    private ClusterView.Member member(Message.Standing said, @Nullable String address, long heardMs) {
        return new ClusterView.Member(
                said.node(),
                address,
                isVoter(said.node()),
                said.journal(),
                said.records(),
                said.digest(),
                said.revision(),
                heardMs);
    }
}
