package dev.penstock.store;

import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.ControlRecord.Vote;
import dev.penstock.core.state.Fold;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A node as a voter: it answers once what it says is in its journal. Belongs to the store's thread. */
final class Voting {
    /** Where the journal's notes about slots begin. */
    static final String NOTE = "promise/";

    private final ControlStore store;
    private final Journal journal;
    private final Acceptor acceptor = new Acceptor();

    Voting(ControlStore store, Journal journal) {
        this.store = store;
        this.journal = journal;
        journal.notes().forEach((key, value) -> {
            if (key.startsWith(NOTE)) {
                acceptor.recall(key.substring(NOTE.length()), Acceptor.Promise.of(value));
            }
        });
    }

    CompletionStage<Message> vote(Message.Ask ask) {
        if (store.ledger().isPast(ask.slot())) {
            // Whoever asks lacks so much that it comes by other ways.
            return CompletableFuture.completedStage(new Message.Decided(new Message.Records(List.of())));
        }
        Optional<List<StoredRecord>> decided = store.ledger().after(ask.slot());
        if (decided.isEmpty()) {
            return CompletableFuture.completedStage(new Message.Behind());
        }
        if (!decided.get().isEmpty()) {
            // The next ones when it asks again.
            return CompletableFuture.completedStage(new Message.Decided(Message.Records.first(decided.get())));
        }
        return switch (ask) {
            case Message.Prepare(String slot, Ballot ballot) ->
                acceptor.prepare(slot, ballot)
                        .map(promise -> noted(
                                slot,
                                promise,
                                new Message.Promised(journal.identity(), promise.accepted(), promise.proposal())))
                        .orElseGet(() -> outbid(slot));
            case Message.Accept(String slot, Ballot ballot, byte[] proposal) -> {
                Optional<StoredRecord> read = RecordCodec.read(proposal)
                        .filter(record -> Fold.slot(record.record()).equals(slot));
                if (read.isEmpty()) {
                    yield CompletableFuture.failedStage(
                            new IllegalArgumentException("it is no proposal for this slot that this node can read"));
                }
                yield acceptor.accept(slot, ballot, proposal)
                        .map(promise -> noted(
                                slot,
                                promise,
                                new Message.Accepted(voteFor(read.get().id()))))
                        .orElseGet(() -> outbid(slot));
            }
        };
    }

    private CompletionStage<Message> noted(String slot, Acceptor.Promise promise, Message answer) {
        return journal.note(NOTE + slot, promise.bytes()).thenApply(_ -> answer);
    }

    private CompletionStage<Message> outbid(String slot) {
        return CompletableFuture.completedStage(
                new Message.Outbid(acceptor.promise(slot).orElseThrow().ballot()));
    }

    /** This node's word that a proposal is in its journal. */
    Vote voteFor(String proposal) {
        return new Vote(
                store.node(),
                journal.identity(),
                store.seals().sealOf(sealed(proposal, store.node(), journal.identity())));
    }

    private static String sealed(String proposal, String node, String journal) {
        return "vote " + proposal + " " + node + " " + journal;
    }

    /** Whether a record is no commit, or one whose votes have good seals. */
    boolean isSealed(StoredRecord record) {
        return !(record.record().entry() instanceof Entry.Commit(String proposal, List<Vote> votes))
                || votes.stream()
                        .allMatch(vote ->
                                store.seals().isSealOf(sealed(proposal, vote.node(), vote.journal()), vote.seal()));
    }

    /** Whether it has accepted a proposal for the next slot that nobody has finished. */
    boolean hasUnfinished() {
        return acceptor.promise(store.ledger().head())
                .filter(promise -> promise.accepted() != null)
                .isPresent();
    }

    /** Forgets the slots that are decided. */
    void forget() {
        for (String slot : acceptor.slots()) {
            if (isDecided(slot) && acceptor.forget(slot)) {
                journal.note(NOTE + slot, null);
            }
        }
    }

    private boolean isDecided(String slot) {
        return store.ledger().isPast(slot)
                || store.ledger().after(slot).filter(links -> !links.isEmpty()).isPresent();
    }
}
