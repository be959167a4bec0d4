package dev.penstock.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The other nodes, and how to talk to them. */
interface Peers {
    /** What can be asked of a node. */
    enum Question {
        /** Take these records in: a {@link Message.Records}, answered by a {@link Message.Taken}. */
        RECORDS,
        /** Vote: a {@link Message.Ask}. */
        VOTE,
        /** Tell what is missing here: a {@link Message.Want}, answered by a {@link Message.Page}. */
        DIFFERENCE,
        /** Tell of yourself: a {@link Message.Standing} of who asks, answered by another. */
        STANDING
    }

    /** A node that stands alone. */
    Peers NONE = new Peers() {
        @Override
        public List<Peer> others() {
            return List.of();
        }

        @Override
        public CompletionStage<Message> ask(String node, Question question, Message message, Duration limit) {
            return CompletableFuture.failedStage(new IllegalStateException("there is no other node to ask"));
        }

        @Override
        public void tell(Message.Standing standing) {}

        @Override
        public void keep(List<StoredRecord> records) {}
    };

    /**
     * Another node that is there now.
     *
     * @param address where members reach it
     */
    record Peer(String node, String address) {}

    List<Peer> others();

    /** Asks one node; the stage fails if no answer comes within the limit. */
    CompletionStage<Message> ask(String node, Question question, Message message, Duration limit);

    /** Tells all other nodes, of which some may not hear it. */
    void tell(Message.Standing standing);

    /** Puts new records where all nodes find them for a while, should what was sent to them be lost. Does not wait. */
    void keep(List<StoredRecord> records);
}
