package dev.penstock.store;

import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.ControlRecord.Vote;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.Fold;
import dev.penstock.core.state.Objection;
import dev.penstock.core.state.Precondition;
import dev.penstock.core.state.Verdict;
import dev.penstock.core.state.Voter;
import dev.penstock.core.state.WriteRules;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How writes that resume something are agreed on: the proposer of Paxos (L. Lamport, "Paxos Made Simple", 2001), once
 * for each link of the chain.
 *
 * <ol>
 *   <li>A write is about the slot after the last link. The proposer asks the voters of that slot, who are part of the
 *       state there, to answer to no lower ballot.
 *   <li>With a majority it asks them to accept a proposal: that of the highest ballot which one of them has accepted
 *       before, for it may have been decided, else its own.
 *   <li>With a majority again it is decided, and the proposer spreads it with a commit that has the voters' seals.
 * </ol>
 *
 * So a write that its proposer did not finish is finished by the next one, or never takes effect. A proposal without
 * its commit is inert wherever it turns up.
 *
 * <p>Where all nodes share a journal, that decides: its commit is the majority.
 *
 * <p>One write of a node is under way at a time, in the order in which they came. Belongs to the store's thread.
 */
final class Agreement {
    /** How long a write may take to be agreed on. */
    private static final Duration LIMIT = Duration.ofSeconds(5);
    /** The longest pause after the first try that another node's try got in the way of. */
    private static final Duration PAUSE = Duration.ofMillis(10);

    private static final int LONGER_PAUSES = 5;

    private final ControlStore store;
    private final Loop loop;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final Deque<Write> waiting = new ArrayDeque<>();
    private @Nullable Write current;
    /** Above all rounds that this node has seen. */
    private long round;

    Agreement(ControlStore store, Loop loop, LongSupplier nanoTime, RandomGenerator random) {
        this.store = store;
        this.loop = loop;
        this.nanoTime = nanoTime;
        this.random = random;
    }

    /** A write on its way. */
    private static final class Write {
        /** Null: only what others left unfinished is to be finished. */
        private final Command.@Nullable Resuming command;

        private final Author author;
        private final Precondition precondition;
        private final long begun;
        private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        private @Nullable StoredRecord proposal;
        /** Whether a voter may have accepted the proposal. */
        private boolean exposed;

        private int tries;

        private Write(Command.@Nullable Resuming command, Author author, Precondition precondition, long begun) {
            this.command = command;
            this.author = author;
            this.precondition = precondition;
            this.begun = begun;
        }
    }

    /** Writes, or says why not. */
    CompletionStage<Verdict> write(Command.Resuming command, Author author, Precondition precondition) {
        return enqueue(new Write(command, author, precondition, nanoTime.getAsLong()));
    }

    /** The same without a precondition. */
    CompletionStage<Verdict> write(Command.Resuming command, Author author) {
        return write(command, author, new Precondition.None());
    }

    /** Finishes what was begun for the next slot, if anything was. */
    CompletionStage<Verdict> finish(Author author) {
        return enqueue(new Write(null, author, new Precondition.None(), nanoTime.getAsLong()));
    }

    /** Whether nothing is under way. */
    boolean isIdle() {
        return current == null;
    }

    private CompletionStage<Verdict> enqueue(Write write) {
        waiting.add(write);
        if (current == null) {
            next();
        }
        return write.verdict;
    }

    private void next() {
        current = waiting.poll();
        if (current != null) {
            attempt(current);
        }
    }

    private void end(Write write, Verdict verdict) {
        write.verdict.complete(verdict);
        next();
    }

    private void attempt(Write write) {
        StoredRecord before = write.proposal;
        if (before != null && store.ledger().isEffective(before.record())) {
            List<StoredRecord> held = store.ledger().withCommit(before.id());
            spread(write, held.isEmpty() ? List.of(before) : held);
            return;
        }
        Optional<ControlRecord> done = Optional.ofNullable(write.author.request())
                .flatMap(request -> store.writes().effective(request.key()));
        if (done.isPresent() && !Objects.equals(done.get().author().request(), write.author.request())) {
            end(write, new Verdict.Refused(anothers(done.get())));
            return;
        }
        if (done.isPresent() && done.get().entry() instanceof Entry.Said(Command.Resuming _)) {
            // The same write, asked for again where the first answer was lost.
            spread(write, store.ledger().withCommit(done.get().id()));
            return;
        }
        ControlState state = store.state();
        if (before == null || !Fold.slot(before.record()).equals(state.head())) {
            // What was proposed for a slot that another write has can never take effect.
            write.exposed = false;
            write.proposal = null;
        }
        if (!write.exposed && !write.precondition.holds(state)) {
            end(write, new Verdict.Outdated(state));
            return;
        }
        Optional<Objection> objection = write.command == null || write.exposed
                ? Optional.empty()
                : WriteRules.objection(write.command, write.author, state, store.now());
        if (objection.isPresent()) {
            end(write, new Verdict.Refused(objection.get()));
            return;
        }
        if (write.proposal == null && write.command != null) {
            write.proposal = store.make(
                    new Entry.Said(write.command),
                    write.author,
                    state.head().equals(Fold.START) ? List.of() : List.of(state.head()));
        }
        if (store.journal() instanceof SharedJournal shared) {
            decide(write, state.head(), shared);
        } else {
            prepare(write, state.head(), store.voters());
        }
    }

    private static Objection anothers(ControlRecord record) {
        return new Objection(
                Objection.Kind.CONFLICT,
                "idempotency-key",
                "This idempotency-key belongs to another write (" + record.id()
                        + "): expected a new key for a new write.");
    }

    /** Where all nodes share a journal, it decides. */
    private void decide(Write write, String slot, SharedJournal shared) {
        StoredRecord proposal = write.proposal;
        if (proposal == null) {
            end(write, new Verdict.NoMajority(0, 1, List.of()));
            return;
        }
        if (!store.inContact(nanoTime.getAsLong())) {
            // Asked all the same, each of those that wait would take as long as the database is waited for.
            end(write, new Verdict.NoMajority(0, 1, List.of(ControlStore.DATABASE)));
            return;
        }
        List<StoredRecord> records =
                List.of(commit(proposal, List.of(store.voting().voteFor(proposal.id()))), proposal);
        shared.decide(slot, records)
                .whenCompleteAsync(
                        (decided, failure) -> {
                            if (failure != null) {
                                store.tellOf(proposal);
                                end(write, new Verdict.Unknown(proposal.id()));
                                return;
                            }
                            List<StoredRecord> winners = new Message.Records(decided).read();
                            if (winners.stream().anyMatch(record -> record.id().equals(proposal.id()))) {
                                spread(write, winners);
                            } else {
                                store.learn(winners);
                                attempt(write);
                            }
                        },
                        loop);
    }

    private StoredRecord commit(StoredRecord proposal, List<Vote> votes) {
        return store.make(
                new Entry.Commit(proposal.id(), votes), proposal.record().author(), List.of(proposal.id()));
    }

    private void prepare(Write write, String slot, List<Voter> voters) {
        write.tries++;
        round++;
        Ballot ballot = new Ballot(round, store.node());
        new Poll(store, loop, voters, new Message.Prepare(slot, ballot)).run().thenAccept(poll -> {
            List<Message.Promised> promised = poll.granted(Message.Promised.class);
            if (promised.size() < poll.enough()) {
                again(write, poll, voters);
                return;
            }
            Optional<byte[]> earlier = Poll.earlier(promised);
            if (earlier.isPresent()) {
                accept(write, slot, voters, ballot, earlier.get(), false);
            } else if (write.proposal != null) {
                write.exposed = true;
                accept(write, slot, voters, ballot, write.proposal.bytes(), true);
            } else {
                end(write, new Verdict.NoMajority(0, voters.size(), List.of()));
            }
        });
    }

    private void accept(Write write, String slot, List<Voter> voters, Ballot ballot, byte[] proposal, boolean own) {
        new Poll(store, loop, voters, new Message.Accept(slot, ballot, proposal))
                .run()
                .thenAccept(poll -> {
                    List<Vote> votes = poll.granted(Message.Accepted.class).stream()
                            .map(Message.Accepted::vote)
                            .toList();
                    if (votes.size() < poll.enough()) {
                        again(write, poll, voters);
                        return;
                    }
                    StoredRecord decided = RecordCodec.read(proposal).orElseThrow();
                    StoredRecord commit = commit(decided, votes);
                    if (own || (write.proposal != null && decided.id().equals(write.proposal.id()))) {
                        spread(write, List.of(commit, decided));
                    } else {
                        store.spread(List.of(commit, decided), nanoTime.getAsLong());
                        attempt(write);
                    }
                });
    }

    private void spread(Write write, List<StoredRecord> records) {
        // With the voters of its slot: it may have named others.
        store.spread(records, write.begun).thenAccept(spread -> end(write, spread.ofResuming()));
    }

    /** Tries again if somebody was in the way; gives up if too few voters answer, or it takes too long. */
    private void again(Write write, Poll poll, List<Voter> voters) {
        poll.outbid().ifPresent(ballot -> round = Math.max(round, ballot.round()));
        store.learn(poll.decided());
        boolean inTime = nanoTime.getAsLong() - write.begun < LIMIT.toNanos();
        if (inTime && (poll.isDecided() || poll.isContended())) {
            long most = PAUSE.toNanos() * Math.min(write.tries, LONGER_PAUSES);
            loop.after(Duration.ofNanos(random.nextLong(1, most)), () -> attempt(write));
        } else if (write.exposed && write.proposal != null) {
            store.tellOf(write.proposal);
            end(write, new Verdict.Unknown(write.proposal.id()));
        } else {
            end(write, new Verdict.NoMajority(poll.granted(Message.class).size(), voters.size(), poll.silent()));
        }
    }

    /** Ends what is under way, for the store is closed. */
    void close() {
        List<Write> open = new ArrayList<>(waiting);
        waiting.clear();
        if (current != null) {
            open.add(current);
        }
        for (Write write : open) {
            write.verdict.complete(
                    write.exposed && write.proposal != null
                            ? new Verdict.Unknown(write.proposal.id())
                            : new Verdict.NoMajority(0, store.voters().size(), List.of()));
        }
    }
}
