package dev.penstock.store;

import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.Objection;
import dev.penstock.core.state.Verdict;
import dev.penstock.core.state.WriteRules;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a write that gives traffic to something is agreed on: the whole protocol.
 *
 * <ol>
 *   <li>The proposer claims the slot: to be the next write about its route.
 *   <li>It asks the voters to journal the proposal. A voter gives each slot to one proposal only, unless the process
 *       that made the other is gone, or the other has waited for {@link #ABANDONED} without a commit.
 *   <li>With a majority of all voters, there or not, it writes a commit that names the proposal, and spreads both.
 * </ol>
 *
 * A proposal without its commit has no effect wherever it turns up.
 */
final class MajorityWrite {
    /** How long a write waits for its turn and for the voters. */
    private static final Duration LIMIT = Duration.ofSeconds(5);
    /** How long one round of votes may take. */
    private static final Duration VOTE_LIMIT = Duration.ofSeconds(2);
    /** How long to wait before another try. */
    private static final Duration PAUSE = Duration.ofMillis(20);
    /** After this, another proposal may have a slot that was voted for. */
    private static final Duration ABANDONED = Duration.ofSeconds(30);

    private final ControlStore store;
    private final List<String> voters;
    private final LongSupplier nanoTime;
    /** One write at a time from this node, in the order in which they came. */
    private final ReentrantLock turn = new ReentrantLock(true);

    MajorityWrite(ControlStore store, List<String> voters, LongSupplier nanoTime) {
        this.store = store;
        this.voters = voters;
        this.nanoTime = nanoTime;
    }

    private int enough() {
        return voters.size() / 2 + 1;
    }

    /** Writes, or says why not. Blocks. */
    Verdict write(Command.Resuming command, Author author) {
        long begun = nanoTime.getAsLong();
        turn.lock();
        try {
            Verdict verdict;
            do {
                verdict = attempt(command, author, begun);
            } while (verdict instanceof Verdict.NoMajority none && none.silent().isEmpty() && pause(begun));
            return verdict;
        } finally {
            turn.unlock();
        }
    }

    /** Whether there is time for another try; waits before it. */
    private boolean pause(long begun) {
        if (nanoTime.getAsLong() - begun > LIMIT.toNanos()) {
            return false;
        }
        try {
            Thread.sleep(PAUSE);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Verdict attempt(Command.Resuming command, Author author, long begun) {
        ControlState state = store.state();
        Optional<Objection> objection = WriteRules.objection(command, state);
        if (objection.isPresent()) {
            return new Verdict.Refused(objection.get());
        }
        StoredRecord proposal = store.make(new Entry.Said(command), author, parents(command, state));
        Optional<String> slot = Ledger.slot(proposal.record());
        if (slot.isPresent() && !store.peers().claim(slot.get(), proposal.id())) {
            return new Verdict.NoMajority(0, voters.size(), List.of());
        }
        try {
            Votes votes = collect(proposal);
            List<String> granted = votes.granted();
            if (granted.size() < enough()) {
                return new Verdict.NoMajority(granted.size(), voters.size(), votes.silent());
            }
            StoredRecord commit = store.make(new Entry.Commit(proposal.id(), granted), author, List.of(proposal.id()));
            return store.spread(List.of(commit, proposal), begun).verdict(enough());
        } finally {
            slot.ifPresent(name -> store.peers().unclaim(name, proposal.id()));
        }
    }

    private static List<String> parents(Command.Resuming command, ControlState state) {
        String head = command instanceof Command.OfRoute ofRoute
                ? state.route(ofRoute.route()).head()
                : null;
        return head == null ? List.of() : List.of(head);
    }

    /** Asks all voters at once, and waits until a majority is there or cannot come any more. */
    private Votes collect(StoredRecord proposal) {
        Votes votes = new Votes();
        Message message = Message.Records.of(List.of(proposal));
        Set<String> there =
                store.peers().others().stream().map(Peers.Peer::node).collect(Collectors.toSet());
        for (String voter : voters) {
            if (voter.equals(store.node())) {
                votes.count(voter, vote(proposal));
            } else if (there.contains(voter)) {
                votes.count(voter, store.peers().ask(voter, Peers.Question.PROPOSAL, message, VOTE_LIMIT));
            } else {
                votes.count(voter, CompletableFuture.failedStage(new IllegalStateException("not there")));
            }
        }
        votes.await();
        return votes;
    }

    /** A voter's answer: yes, once the proposal is in its journal. */
    CompletionStage<Message> vote(StoredRecord proposal) {
        return store.vote(proposal, ledger -> objection(ledger, proposal.record()));
    }

    private Optional<String> objection(Ledger ledger, ControlRecord proposal) {
        Map<String, Instant> there = new HashMap<>();
        store.peers().others().forEach(peer -> there.put(peer.node(), peer.started()));
        there.put(store.node(), store.started());
        return ledger.rivals(proposal).stream()
                .filter(rival ->
                        ledger.isCommitted(rival) || holds(rival, proposal, there) || mayOverrule(rival, proposal))
                .map(rival -> "node '" + rival.node() + "' has proposed " + rival.id() + " for the same place")
                .findFirst();
    }

    /**
     * A node has one write under way at a time: when it proposes again, or was started again, it has given up what it
     * proposed before.
     */
    private static boolean holds(ControlRecord rival, ControlRecord proposal, Map<String, Instant> there) {
        Instant started = there.get(rival.node());
        boolean fresh = Duration.between(rival.at(), proposal.at()).compareTo(ABANDONED) < 0;
        return !rival.node().equals(proposal.node())
                && started != null
                && !rival.at().isBefore(started)
                && fresh;
    }

    /**
     * Its node may have written a commit that nobody else has seen, and bring it back: then it must come before what
     * took its place. The proposer tries again once it knows of the rival, for that makes its time later.
     */
    private static boolean mayOverrule(ControlRecord rival, ControlRecord proposal) {
        return !rival.node().equals(proposal.node()) && rival.lamport() >= proposal.lamport();
    }

    /** The voters' answers to one proposal. Those that come late still arrive, on other threads. */
    private final class Votes {
        private final Set<String> granted = new TreeSet<>();
        private final Set<String> answered = new TreeSet<>();
        private final CountDownLatch decided = new CountDownLatch(1);
        private int over;

        void count(String voter, CompletionStage<Message> answer) {
            var _ = answer.whenComplete((message, _) -> counted(voter, message));
        }

        private synchronized void counted(String voter, @Nullable Message message) {
            over++;
            if (message instanceof Message.Vote(boolean yes, String _)) {
                answered.add(voter);
                if (yes) {
                    granted.add(voter);
                }
            }
            if (granted.size() >= enough() || over == voters.size()) {
                decided.countDown();
            }
        }

        /** Waits until there is a majority, or all have answered, or for as long as a vote may take. */
        void await() {
            try {
                boolean _ = decided.await(VOTE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Those that have it in their journals, by now. */
        synchronized List<String> granted() {
            return List.copyOf(granted);
        }

        /** Those that did not answer, if they are why there is no majority: without them it cannot be had. */
        synchronized List<String> silent() {
            return answered.size() >= enough()
                    ? List.of()
                    : voters.stream().filter(voter -> !answered.contains(voter)).toList();
        }
    }
}
